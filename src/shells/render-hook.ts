import { readFileSync } from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { type Platform, toolDirName } from "../platform/platform.ts";
import { quoteFish, quotePosix } from "./quote.ts";

export interface HookValues {
  readonly root: string;
  /** The pair whose tools run here. */
  readonly host: Platform;
  /** The `export` setting. */
  readonly export: boolean;
}

/** The text of a file in `shims/`. */
export type ReadTemplate = (name: string) => string;

/** Every file below `shell/` that the hooks are made of, by name. Throws for a template that is not there. */
export function renderHooks(values: HookValues, read: ReadTemplate): Record<string, string> {
  const posix = valuesQuotedBy(quotePosix, values);
  const shared = { COMMON: fill(read("hook.sh"), posix) };
  return {
    "gov.bash": fill(read("hook.bash"), shared),
    "gov.zsh": fill(read("hook.zsh"), shared),
    "gov.fish": fill(read("hook.fish"), valuesQuotedBy(quoteFish, values)),
    "resolve.sh": `${read("resolve.sh")}\n\n${read("hook-answer.sh")}\n`,
    "resolve-here.sh": fill(read("resolve-here.sh"), posix),
  };
}

/** Writes the hooks into `shell/`, each by one rename: running shells and starting ones see whole files. */
export function writeHooks(
  home: Pick<Home, "root" | "shellDir">,
  values: Omit<HookValues, "root">,
  read: ReadTemplate,
): void {
  for (const [name, content] of Object.entries(renderHooks({ ...values, root: home.root }, read))) {
    writeFileAtomic(path.join(home.shellDir, name), content, { mode: 0o644 });
  }
}

/** Templates as they stand in the package. */
export function templatesIn(shimsDirectory: string): ReadTemplate {
  return (name) => readFileSync(path.join(shimsDirectory, name), "utf8").trimEnd();
}

function valuesQuotedBy(quote: (text: string) => string, values: HookValues): Record<string, string> {
  return {
    ROOT: quote(values.root),
    HOST: quote(toolDirName(values.host)),
    EXPORT: quote(values.export ? "1" : ""),
  };
}

/** Puts the value of NAME where a template says `@NAME@`; what stands in a value is left alone. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  const filled = template.replaceAll(/@([A-Z]+)@/g, (mark, name: string) => values[name] ?? mark);
  return `${filled}\n`;
}

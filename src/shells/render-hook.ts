import fs from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { type Platform, toolDirName } from "../platform/platform.ts";
import type { Manifest } from "./completions.ts";
import { quoteFish, quotePosix } from "./quote.ts";
import { SHELLS } from "./rc-line.ts";
import { COMPLETION_FILES, renderCompletions } from "./render-completions.ts";
import { fill, type ReadTemplate } from "./template.ts";

export interface HookValues {
  readonly root: string;
  /** The pair whose tools run here. */
  readonly host: Platform;
  /** The `export` setting. */
  readonly export: boolean;
  /** What there is to complete; without it there are no completions. */
  readonly manifest: Manifest | undefined;
}

/** Every file below `shell/`, by its path there. */
export function renderHooks(values: HookValues, read: ReadTemplate): Record<string, string> {
  const posix = valuesQuotedBy(quotePosix, values);
  const shared = { COMMON: fill(read("hook.sh"), posix) };
  return {
    "gov.bash": fill(read("hook.bash"), shared),
    "gov.zsh": fill(read("hook.zsh"), shared),
    "gov.fish": fill(read("hook.fish"), valuesQuotedBy(quoteFish, values)),
    "resolve.sh": `${read("resolve.sh")}\n\n${read("hook-answer.sh")}\n`,
    "resolve-here.sh": fill(read("resolve-here.sh"), posix),
    ...completions(values, read),
  };
}

/** One file below `shell/`. */
export type HookFile = readonly [name: string, content: string];

/** The files that are missing or not what these values ask for. */
export function planHooks(
  home: Pick<Home, "root" | "shellDir">,
  values: Omit<HookValues, "root">,
  read: ReadTemplate,
): HookFile[] {
  const wanted = Object.entries(renderHooks({ ...values, root: home.root }, read));
  return wanted.filter(([name, content]) => textOf(path.join(home.shellDir, name)) !== content);
}

/** Each file by one rename: running shells and starting ones see whole files. */
export function writeHooks({ shellDir }: Pick<Home, "shellDir">, files: readonly HookFile[]): void {
  for (const [name, content] of files) writeFileAtomic(path.join(shellDir, name), content, { mode: 0o644 });
}

function completions({ root, manifest }: HookValues, read: ReadTemplate): Record<string, string> {
  if (manifest === undefined) return {};
  const files = SHELLS.map((shell): [string, string] => [
    `completions/${COMPLETION_FILES[shell]}`,
    renderCompletions(shell, root, manifest, read),
  ]);
  return Object.fromEntries(files);
}

function valuesQuotedBy(quote: (text: string) => string, values: HookValues): Record<string, string> {
  return {
    ROOT: quote(values.root),
    HOST: quote(toolDirName(values.host)),
    EXPORT: quote(values.export ? "1" : ""),
  };
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}

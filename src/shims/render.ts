import { type Platform, toolDirName } from "../platform/platform.ts";
import { quotePosix } from "../shells/quote.ts";
import type { ShimTemplates } from "./templates.ts";

export interface ShimValues {
  readonly root: string;
  /** The pair whose tools run here. */
  readonly host: Platform;
  /** With `auto_install`: the programs that a shim installs a missing version with. */
  readonly autoInstall: AutoInstall | undefined;
}

export interface AutoInstall {
  readonly node: string;
  readonly cli: string;
}

/** How every shim of any gov begins, whatever its format. */
export const SHIM_HEADER = "#!/bin/sh\n# gov shim ";

/** The text of every shim: they differ in their names only. */
export function renderShim(values: ShimValues, templates: ShimTemplates): string {
  const variables = `${templates.shim}\n${templates.resolve}`.match(/\b_gov_\w+\b(?!\(\))/g) ?? [];
  const replacements: Readonly<Record<string, string>> = {
    ROOT: quotePosix(values.root),
    HOST: quotePosix(toolDirName(values.host)),
    NODE: quotePosix(values.autoInstall?.node ?? ""),
    CLI: quotePosix(values.autoInstall?.cli ?? ""),
    RESOLVE: templates.resolve,
    VARIABLES: [...new Set(variables)].sort().join(" "),
  };
  return `${templates.shim.replace(/@([A-Z]+)@/g, (mark, name: string) => replacements[name] ?? mark)}\n`;
}

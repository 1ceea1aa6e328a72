import { type Platform, toolDirName } from "../platform/platform.ts";
import { quotePosix } from "../shells/quote.ts";
import { fill, type ReadTemplate } from "../shells/template.ts";

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
export function renderShim(values: ShimValues, read: ReadTemplate): string {
  const shim = read("shim.sh");
  const resolve = read("resolve.sh");
  const variables = `${shim}\n${resolve}`.match(/\b_gov_\w+\b(?!\(\))/g) ?? [];
  return fill(shim, {
    ROOT: quotePosix(values.root),
    HOST: quotePosix(toolDirName(values.host)),
    NODE: quotePosix(values.autoInstall?.node ?? ""),
    CLI: quotePosix(values.autoInstall?.cli ?? ""),
    RESOLVE: resolve,
    VARIABLES: [...new Set(variables)].sort().join(" "),
  });
}

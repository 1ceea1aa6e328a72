import { upstreamName } from "../goversion/version.ts";
import type { InstalledToolchain } from "../resolution/installed.ts";
import { isOfHost } from "../resolution/installed.ts";

/** The tools of a Go release that stand in `bin/`. */
const TOOLS = ["go", "gofmt"];

/** A shim for one release: `go1.22.5`, `go1.20`, `go1.23rc1`. */
const RELEASE_SHIM = /^go[0-9][a-z0-9.]*$/;

/**
 * The shims that belong to these toolchains. Releases for this host have one each under upstream's name,
 * which is what Go's own toolchain switch looks for on PATH; linked trees and other platforms have none.
 */
export function shimNames(toolchains: readonly InstalledToolchain[]): string[] {
  return [
    ...TOOLS,
    ...toolchains.flatMap((it) => (isOfHost(it) && it.version !== null ? [upstreamName(it.version)] : [])),
  ];
}

/** Is this the name of a shim, so that a file of gov's with it may be removed? */
export function isShimName(name: string): boolean {
  return TOOLS.includes(name) || RELEASE_SHIM.test(name);
}

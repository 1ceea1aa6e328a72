import path from "node:path";
import { type Platform, toolDirName } from "../platform/platform.ts";
import { toolDirNames } from "../platform/tree.ts";
import type { RunToolchain } from "./child-env.ts";

/** What of a toolchain matters here; the resolution and the store both have it. */
export interface TreeOfToolchain {
  readonly name: string;
  readonly goroot: string;
}

/** A toolchain as the environment needs it, with the tool directory that a shim would take. */
export function runToolchain(toolchain: TreeOfToolchain | "system", host: Platform): RunToolchain {
  if (toolchain === "system") return { name: "system", goroot: null, toolDir: null };
  const { name, goroot } = toolchain;
  return { name, goroot, toolDir: toolDirIn(goroot, host) };
}

/** That of the host, else the last one there is. */
function toolDirIn(goroot: string, host: Platform): string | null {
  const names = toolDirNames(goroot);
  const name = names.find((it) => it === toolDirName(host)) ?? names.at(-1);
  return name === undefined ? null : path.join(goroot, "pkg", "tool", name);
}

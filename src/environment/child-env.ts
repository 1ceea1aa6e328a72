import path from "node:path";
import type { Home } from "../config/home.ts";
import { dropFrom, putFirst, splitPath } from "./path-list.ts";

export type Environment = Readonly<Record<string, string>>;

/** What to do to an environment: no name stands in both. */
export interface EnvChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** A toolchain to run under. `goroot` is null for `system`, `toolDir` where the tree has none. */
export interface RunToolchain {
  readonly name: string;
  readonly goroot: string | null;
  readonly toolDir: string | null;
}

export type GovDirectories = Pick<Home, "shimsDir" | "versionsDir">;

/**
 * The variables under which go, its tools and every nested `go` are the one named toolchain, for `exec`
 * and `env`. `system` is what the machine would do without gov. GOTOOLCHAIN becomes `local`
 * unless the caller chose a value; like go, an empty one is no choice.
 */
export function toolchainEnv(toolchain: RunToolchain, base: Environment, home: GovDirectories): EnvChange {
  const wanted = { ...searchPath(toolchain.goroot, base, home), ...goVariables(toolchain) };
  const set: Record<string, string> = { GOV_VERSION: toolchain.name };
  const unset: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null) unset.push(name);
    else set[name] = value;
  }
  if (!base.GOTOOLCHAIN) set.GOTOOLCHAIN = "local";
  return { set, unset };
}

/** A copy of `base` with the change made. */
export function applyChange(base: Environment, change: EnvChange): Record<string, string> {
  const result = { ...base, ...change.set };
  for (const name of change.unset) delete result[name];
  return result;
}

function goVariables({ goroot, toolDir }: RunToolchain): Record<string, string | null> {
  return { GOROOT: goroot, GOTOOLDIR: goroot === null ? null : toolDir };
}

/**
 * PATH with this toolchain's `bin` in front and those of gov's other toolchains gone. For `system` the
 * shims go too, else its `go` would be gov again; a list that gets empty is unset, because an empty PATH
 * means the current directory.
 */
function searchPath(goroot: string | null, base: Environment, home: GovDirectories) {
  const others = dropFrom(splitPath(base.PATH), (element) => isToolchainBin(element, home));
  if (goroot !== null) return { PATH: putFirst(others, path.join(goroot, "bin")).join(":") };
  const list = dropFrom(others, (element) => element === home.shimsDir);
  return { PATH: list.length === 0 ? null : list.join(":") };
}

/** Is this `versions/NAME/go/bin`? */
function isToolchainBin(element: string, home: GovDirectories): boolean {
  const parts = path.relative(home.versionsDir, element).split("/");
  return parts.length === 3 && parts[0] !== ".." && parts[1] === "go" && parts[2] === "bin";
}

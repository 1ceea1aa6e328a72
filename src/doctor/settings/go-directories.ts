import path from "node:path";
import { type Evidence, pathEvidence } from "../finding.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import type { GoVariable } from "./go-variables.ts";
import { processVariable } from "./variable-diagnosis.ts";

/** A directory that go writes to. */
export interface GoDirectory {
  /** The variable that chooses it, set or not. */
  readonly name: "GOCACHE" | "GOMODCACHE" | "GOTMPDIR" | "TMPDIR";
  readonly dir: string;
  /** Undefined where go takes the place that it has for everybody. */
  readonly variable: GoVariable | undefined;
}

/** The build cache; `undefined` when go finds no place for it, or refuses the one it is given. */
export function buildCache(machine: Machine): GoDirectory | undefined {
  const variable = machine.variable("GOCACHE");
  const dir = variable?.value ?? defaultBuildCache(machine);
  return dir?.startsWith("/") ? { name: "GOCACHE", dir, variable } : undefined;
}

/** `os.UserCacheDir()`/go-build. */
function defaultBuildCache({ context: { env, node } }: Machine): string | undefined {
  const home = env("HOME");
  const macOs = home && path.join(home, "Library", "Caches");
  const others = env("XDG_CACHE_HOME") ?? (home && path.join(home, ".cache"));
  const caches = node.platform === "darwin" ? macOs : others;
  return caches && path.join(caches, "go-build");
}

/** Where go builds and from where it starts programs and tests; a relative one starts at the current directory. */
export function temporaryDirectory(machine: Machine): GoDirectory {
  const variable = machine.variable("GOTMPDIR") ?? processVariable(machine, "TMPDIR");
  const name = variable?.name === "GOTMPDIR" ? "GOTMPDIR" : "TMPDIR";
  return { name, dir: path.resolve(machine.context.cwd ?? "/", variable?.value ?? "/tmp"), variable };
}

/** Where dependencies are unpacked; `undefined` when there is no place for it, or a relative one. */
export function moduleCache(machine: Machine): GoDirectory | undefined {
  const variable = machine.variable("GOMODCACHE");
  const [first] = goPath(machine);
  const dir = variable?.value ?? (first && path.join(first, "pkg", "mod"));
  return dir?.startsWith("/") ? { name: "GOMODCACHE", dir, variable } : undefined;
}

/** The entries of GOPATH, the place that go has for everybody when it is not set. */
export function goPath(machine: Machine): readonly string[] {
  const home = machine.context.env("HOME");
  const list = machine.variable("GOPATH")?.value ?? (home ? path.join(home, "go") : "");
  return list.split(":").filter((entry) => entry !== "");
}

/** A directory as evidence, with the variable that chooses it. */
export function directoryEvidence({ name, dir, variable }: GoDirectory): Evidence {
  return variable === undefined ? pathEvidence(name, dir) : variableEvidence(variable);
}

import type { Context } from "../config/context.ts";
import { hostPlatform } from "../platform/detect.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import { type ResolutionHere, resolveHere } from "../resolution/here.ts";
import { readResolutionInput } from "../resolution/locate.ts";
import type { ResolutionInput } from "../resolution/resolve.ts";
import { storeHere } from "../toolchains/here.ts";
import type { Store, Toolchain } from "../toolchains/store.ts";
import type { Evidence, FilePlace } from "./finding.ts";
import { type GoProgram, goProgramsOnPath } from "./go/go-program.ts";
import { type UsedGo, usedGo } from "./go/used-go.ts";
import type { Manager } from "./managers/known.ts";
import { managerOf } from "./managers/ownership.ts";
import { once, oncePerKey } from "./once.ts";
import { type GoEnvFile, type GoVariable, goVariable, readGoEnvFile } from "./settings/go-variables.ts";
import { type Assignment, readStartup, type Startup } from "./startup/startup.ts";
import { type TreeFacts, treeFacts } from "./tree/tree-facts.ts";

/**
 * What the checks look at: this process's environment and the files of this machine, each read when first
 * asked for and once only. Nothing here starts a program, writes, or fails for what it finds.
 */
export interface Machine {
  readonly context: Context;
  readonly host: Platform;
  /** Toolchains of gov's, and entries of `versions/` that are none. */
  readonly store: () => Store;
  /** What gov's rule chooses here. */
  readonly resolution: () => ResolutionHere;
  /** The pins, go.mod and default that the rule looks at here. */
  readonly project: () => ResolutionInput;
  /** Every `go` on PATH, the winner first. */
  readonly programs: () => readonly GoProgram[];
  /** What typing `go` here comes to. */
  readonly used: () => UsedGo | undefined;
  /** The file of `go env -w`. */
  readonly goEnv: () => GoEnvFile;
  /** A setting as the go that is used takes it. */
  readonly variable: (name: string) => GoVariable | undefined;
  /** Start-up files of shells, and what they set. */
  readonly startup: () => Startup;
  /** The line of a start-up file that explains a variable's present value. */
  readonly assignment: (name: string) => Assignment | undefined;
  /** The place of that line. */
  readonly originOf: (name: string) => FilePlace | null;
  /** Facts of a Go tree, by its GOROOT, as the go that is used looks at it: for the platform it was built for. */
  readonly tree: (goroot: string) => TreeFacts;
  /** gov's toolchains for this machine, without the one that is used. */
  readonly otherTrees: () => readonly TreeFacts[];
  /** The version manager that a path belongs to. */
  readonly managerOf: (path: string) => Manager | undefined;
}

export function examine(context: Context): Machine {
  const host = hostPlatform(context.node);
  const store = once(() => storeHere(context));
  const resolution = once(() => resolveHere(context, store().toolchains));
  const project = once(() => readResolutionInput(context, store().toolchains));
  const programs = once(() => goProgramsOnPath(context));
  const goEnv = once(() => readGoEnvFile(context));
  const startup = once(() => readStartup(context));
  const assignment = oncePerKey((name) => startup().explain(name, context.env(name)));
  const originOf = (name: string) => placeOf(assignment(name));
  const read = (name: string, env: Context["env"], goroot: string | null) =>
    goVariable(name, { env, goEnv: goEnv(), goroot, originOf });
  const used = once(() =>
    usedGo({
      programs: programs(),
      resolution: resolution(),
      shimsDir: context.home.shimsDir,
      goroot: read("GOROOT", context.env, null),
      storedGoroot: read("GOROOT", () => undefined, null),
    }),
  );
  return {
    context,
    host,
    store,
    resolution,
    project,
    programs,
    used,
    goEnv,
    startup,
    assignment,
    originOf,
    variable: oncePerKey((name) => read(name, context.env, used()?.goroot ?? null)),
    tree: oncePerKey((goroot) =>
      treeFacts(goroot, { os: host.os, arch: used()?.program.build?.arch ?? host.arch }),
    ),
    otherTrees: once(() => otherTrees(store().toolchains, host, used()?.goroot ?? null)),
    managerOf: oncePerKey((path) => managerOf(path, context)),
  };
}

function otherTrees(toolchains: readonly Toolchain[], host: Platform, used: string | null): TreeFacts[] {
  const others = toolchains.filter((it) => samePlatform(it.platform, host) && it.goroot !== used);
  return others.map(({ goroot }) => treeFacts(goroot, host));
}

/** A variable as evidence, with the line that sets it. */
export function variableEvidence({ name, value, from, origin }: GoVariable): Evidence {
  return { kind: from === "environment" ? "env" : "file", name, value, origin };
}

function placeOf(assignment: Assignment | undefined): FilePlace | null {
  return assignment === undefined ? null : { file: assignment.file, line: assignment.line };
}

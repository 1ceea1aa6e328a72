import type { ResolutionHere } from "../../resolution/here.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import type { GoProgram } from "./go-program.ts";
import { goProgram } from "./go-program.ts";

/** What typing `go` here comes to. */
export interface UsedGo {
  /** The first on PATH. */
  readonly first: GoProgram;
  /** The one that runs in the end, behind gov's shim. */
  readonly program: GoProgram;
  /** The GOROOT it works with; null for a program that finds none, or of which that is not known. */
  readonly goroot: string | null;
  /** `shim`: gov sets it, whatever was inherited. `own`: the tree that the program stands in. */
  readonly gorootFrom: "shim" | "environment" | "goenv" | "own";
}

/**
 * Follows PATH and gov's rule to the go that runs. `undefined` when there is none, or when what a pin asks
 * for is missing. Behind `system` and without gov, a GOROOT of the environment or of the GOENV file counts.
 */
export function usedGo(look: {
  readonly programs: readonly GoProgram[];
  readonly resolution: ResolutionHere;
  readonly shimsDir: string;
  /** As go reads it outside gov's shims. */
  readonly goroot: GoVariable | undefined;
  /** The same without the environment, which a shim for `system` clears. */
  readonly storedGoroot: GoVariable | undefined;
}): UsedGo | undefined {
  const [first, ...others] = look.programs;
  if (first === undefined) return undefined;
  if (first.kind !== "shim") return withOwnRoot(first, first, look.goroot);
  const { kind, root } = look.resolution;
  if (kind === "none" || !look.resolution.installed) return undefined;
  if (kind === "system") {
    const next = others.find((it) => it.kind !== "shim");
    return next && withOwnRoot(first, next, look.storedGoroot);
  }
  if (root === null) return undefined;
  const program = goProgram(`${root}/bin/go`, look.shimsDir);
  return { first, program, goroot: root, gorootFrom: "shim" };
}

function withOwnRoot(first: GoProgram, program: GoProgram, goroot: GoVariable | undefined): UsedGo {
  if (goroot === undefined) return { first, program, goroot: program.root, gorootFrom: "own" };
  const gorootFrom = goroot.from === "environment" ? "environment" : "goenv";
  return { first, program, goroot: goroot.value, gorootFrom };
}

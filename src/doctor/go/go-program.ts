import path from "node:path";
import type { Context } from "../../config/context.ts";
import { kindOf } from "../../fs/kind-of.ts";
import { realPathOf } from "../../fs/real-path.ts";
import { isSameFile, programsOnPath } from "../../resolution/system.ts";
import { type BuildInfo, buildInfoOf } from "../../toolchains/build-info.ts";

/** A program on PATH that answers to `go`. */
export interface GoProgram {
  /** As PATH has it. */
  readonly file: string;
  /** Behind all links. */
  readonly real: string;
  /**
   * `shim`: gov's. `tree`: in the bin directory of a Go tree. `loose`: a go program that stands in no tree,
   * such as a copy. `other`: a script, another manager's shim, gccgo's go.
   */
  readonly kind: "shim" | "tree" | "loose" | "other";
  /** The tree of a `tree`. */
  readonly root: string | null;
  /** The release it was built as, such as `go1.22.5`; null when it does not say. */
  readonly release: string | null;
  /** What the file says of itself; `undefined` for scripts, and for gov's shims. */
  readonly build: BuildInfo | undefined;
}

/** Every `go` on PATH, the winner first; one that stands there twice is listed once. */
export function goProgramsOnPath({ env, home }: Pick<Context, "env" | "home">): GoProgram[] {
  const files = programsOnPath("go", env("PATH"));
  const programs = files.map((file) => goProgram(file, home.shimsDir));
  return programs.filter(({ real }, index) => programs.findIndex((it) => it.real === real) === index);
}

export function goProgram(file: string, shimsDir: string): GoProgram {
  const real = realPathOf(file);
  if (isSameFile(path.dirname(file), shimsDir) || isSameFile(path.dirname(real), shimsDir)) {
    return { file, real, kind: "shim", root: null, release: null, build: undefined };
  }
  const build = buildInfoOf(real);
  const release = releaseWord(build?.version);
  if (release === null) return { file, real, kind: "other", root: null, release, build };
  const root = discoverRoot(real);
  return { file, real, kind: root === null ? "loose" : "tree", root, release, build };
}

/** `go1.22.5 X:boringcrypto` is Go 1.22.5, `devel go1.24-abc` is devel; null for programs that no Go built. */
export function releaseWord(version: string | undefined): string | null {
  const [word = ""] = version?.split(" ") ?? [];
  return word === "" ? null : word;
}

/**
 * The tree that a go binary takes for its own without GOROOT: two directories up, or three, where
 * `pkg/tool` is. Source: `findGOROOT`, https://go.dev/src/cmd/go/internal/cfg/cfg.go.
 */
function discoverRoot(real: string): string | null {
  const up = [path.dirname(path.dirname(real)), path.dirname(path.dirname(path.dirname(real)))];
  return up.find((root) => kindOf(path.join(root, "pkg", "tool")) === "directory") ?? null;
}

import path from "node:path";
import { kindOf } from "../fs/kind-of.ts";
import { findProgram } from "../resolution/system.ts";
import { quotedWords } from "./go-flags.ts";
import type { Machine } from "./machine.ts";
import type { TreeFacts } from "./tree-facts.ts";

/**
 * The tree that typing `go` here works with; `undefined` when there is none, when it is no Go tree at all, or
 * when a script that is not gov's decides. Damage inside it is worth looking for only then.
 */
export function usedTree(machine: Machine): TreeFacts | undefined {
  const used = machine.used();
  if (!used?.goroot?.startsWith("/")) return undefined;
  if (used.gorootFrom !== "shim" && used.program.release === null) return undefined;
  const tree = machine.tree(used.goroot);
  return isGoTree(tree) && foreignPlatforms(tree).length === 0 ? tree : undefined;
}

/** Has it tools, or a place for them that cannot be looked into, and sources? */
export function isGoTree(tree: TreeFacts): boolean {
  const tools = kindOf(path.join(tree.goroot, "pkg", "tool"));
  return (
    (tools === "directory" || tools === "unreadable") && (tree.has("src/runtime") || tree.has("src/fmt"))
  );
}

/** The platforms that a tree has tools for, when the one it is asked for is not among them. */
export function foreignPlatforms(tree: TreeFacts): readonly string[] {
  const platforms = tree.platforms();
  return platforms.includes(path.basename(tree.toolDir)) ? [] : platforms;
}

/**
 * Does go compile with cgo here? Unset means: if there is a C compiler (Go 1.20 and later; before, always),
 * and only for the machine itself. https://pkg.go.dev/cmd/cgo
 */
export function usesCgo(machine: Machine, minor: number | null): boolean {
  const set = machine.variable("CGO_ENABLED")?.value;
  if (set === "0" || set === "1") return set === "1";
  const crosses =
    (machine.variable("GOOS")?.value ?? machine.host.os) !== machine.host.os ||
    (machine.variable("GOARCH")?.value ?? machine.host.arch) !== machine.host.arch;
  if (crosses) return false;
  if (minor !== null && minor < 20) return true;
  const [chosen] = quotedWords(machine.variable("CC")?.value ?? "");
  const compiler = chosen?.text ?? (machine.host.os === "darwin" ? "clang" : "gcc");
  if (compiler.startsWith("/")) return kindOf(compiler) === "file";
  return findProgram(compiler, machine.context.env("PATH")) !== undefined;
}

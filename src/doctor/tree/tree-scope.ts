import path from "node:path";
import { kindOf } from "../../fs/kind-of.ts";
import type { Machine } from "../machine.ts";
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

import path from "node:path";
import { hasToolsAndSources } from "../../platform/tree.ts";
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
  return hasToolsAndSources(tree.goroot) && foreignPlatforms(tree).length === 0 ? tree : undefined;
}

/** The platforms that a tree has tools for, when the one it is asked for is not among them. */
export function foreignPlatforms(tree: TreeFacts): readonly string[] {
  const platforms = tree.platforms();
  return platforms.includes(path.basename(tree.toolDir)) ? [] : platforms;
}

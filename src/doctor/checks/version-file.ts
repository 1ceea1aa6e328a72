import path from "node:path";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { usedTree } from "../tree/tree-scope.ts";
import { treeRelease } from "./tool-version-mix.ts";

/** VERSION names another release than go is: go does not read the file, but others do. */
export const versionFile: Check = {
  id: "version-file",
  find: (machine) => {
    const tree = usedTree(machine);
    if (tree === undefined) return [];
    const release = treeRelease(tree);
    const [named = ""] = tree.versionLine.split(" ");
    if (!release?.startsWith("go1") || !named.startsWith("go1") || named === release) return [];
    const name = path.join(tree.goroot, "VERSION");
    return [
      {
        ...installAgain(machine, tree),
        cause: treeCause(tree),
        severity: "warning",
        title: `VERSION says ${named}, and the go beside it is ${release}`,
        evidence: [pathEvidence(name, named), pathEvidence(tree.command("go").file, release)],
        effect:
          "the tree was edited, or unpacked over another; editors, version managers and build systems that read the " +
          "file take it for another release than it is",
      },
    ];
  },
};

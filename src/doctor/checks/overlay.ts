import path from "node:path";
import type { Check } from "../check.ts";
import { type Evidence, pathEvidence } from "../finding.ts";
import type { TreeFacts } from "../tree/tree-facts.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { usedTree } from "../tree/tree-scope.ts";

/**
 * Files of the standard library that one minor release has and the next has not, by that release, and those
 * that came with it: what is left when a release is unpacked over another. Measured on 1.19 to 1.27.
 */
const LAST_IN: readonly (readonly [minor: number, file: string])[] = [
  [19, "src/os/signal/internal/pty/pty.go"],
  [20, "src/internal/goroot/importcfg.go"],
  [21, "src/os/str.go"],
  [22, "src/internal/intern/intern.go"],
  [23, "src/runtime/internal/sys/sys.go"],
  [24, "src/runtime/sizeclasses.go"],
  [25, "src/sync/hashtriemap.go"],
  [26, "src/runtime/hash64.go"],
];
const FIRST_IN: typeof LAST_IN = [
  [20, "src/internal/coverage/defs.go"],
  [21, "src/internal/bisect/bisect.go"],
  [22, "src/internal/chacha8rand/chacha8.go"],
  [23, "src/internal/filepathlite/path.go"],
  [24, "src/internal/runtime/maps/map.go"],
  [25, "src/internal/runtime/gc/malloc.go"],
  [26, "src/internal/strconv/atof.go"],
  [27, "src/internal/gate/gate.go"],
];

/** A release was unpacked over an older or newer one: files of both are compiled together. */
export const overlay: Check = {
  id: "overlay",
  find: (machine) => {
    const tree = usedTree(machine);
    const evidence = tree ? leftovers(tree) : [];
    if (tree === undefined || evidence.length === 0) return [];
    return [
      {
        ...installAgain(machine, tree),
        cause: treeCause(tree),
        severity: "error",
        title: `${tree.goroot} holds two releases: one was unpacked over the other`,
        evidence,
        effect:
          "go run, build and test fail with: redeclared in this block, or: ABI selector only permitted when compiling " +
          "runtime; go version still looks right",
      },
    ];
  },
};

/** Trees that are built from source are between releases, and have files of both. */
function leftovers(tree: TreeFacts): readonly Evidence[] {
  const minor = tree.version?.kind === "" ? tree.minor() : null;
  if (minor === null) return [];
  const older = LAST_IN.filter(([last]) => last < minor).map((it) => [...it, "or older"] as const);
  const newer = FIRST_IN.filter(([first]) => first > minor).map((it) => [...it, "or newer"] as const);
  return [...older, ...newer]
    .filter(([, file]) => tree.has(file))
    .map(([of, file, side]) => pathEvidence(path.join(tree.goroot, file), `is of go1.${of} ${side}`));
}

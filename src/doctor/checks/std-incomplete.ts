import path from "node:path";
import type { Check } from "../check.ts";
import { pathEvidence, type Severity } from "../finding.ts";
import type { TreeFacts } from "../tree/tree-facts.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { usedTree } from "../tree/tree-scope.ts";

interface Part {
  readonly name: string;
  readonly severity: Severity;
  /** What does not work without it. */
  readonly effect: (tree: TreeFacts) => string;
  readonly since?: number;
}

const packages = (fails: string, names: string): Part[] =>
  names.split(" ").map((name) => ({
    name: `src/${name}`,
    severity: "error",
    effect: ({ goroot }) =>
      `${fails} fails with: package ${name} is not in std (${path.join(goroot, "src", name)})`,
  }));

/** What trees that were made smaller by hand are known to lack, the worst first. */
const PARTS: readonly Part[] = [
  ...packages("all that needs it", "runtime fmt os internal reflect strings sync unicode"),
  ...packages("go run and build pass, go test", "testing"),
  ...packages("what imports it", "bytes crypto encoding errors io net time vendor"),
  {
    name: "pkg/include",
    severity: "error",
    effect: () => "as soon as the build cache is cold, all fails with: textflag.h: no such file or directory",
  },
  {
    name: "bin/gofmt",
    severity: "error",
    effect: () => "go fmt fails, unless another gofmt is on PATH",
  },
  {
    name: "src/cmd",
    severity: "warning",
    since: 25,
    effect: () =>
      'tools that go builds when asked fail, such as go tool pprof, with: go: no such tool "pprof"',
  },
  {
    name: "bin/go",
    severity: "warning",
    since: 25,
    effect: () => "go test -cover of a package without tests fails with: bin/go: no such file or directory",
  },
];

/** Parts of a tree are missing that go needs sooner or later, such as in an image that was slimmed. */
export const stdIncomplete: Check = {
  id: "std-incomplete",
  find: (machine) => {
    const tree = usedTree(machine);
    const [worst, ...others] = tree ? missingParts(tree) : [];
    if (tree === undefined || worst === undefined) return [];
    const missing = [worst, ...others];
    return [
      {
        ...installAgain(machine, tree),
        cause: treeCause(tree),
        severity: worst.severity,
        title: `${tree.goroot} is not complete: it lacks ${missing.map(({ name }) => name).join(", ")}`,
        evidence: missing.map(({ name }) => pathEvidence(path.join(tree.goroot, name), "is missing")),
        effect: worst.effect(tree),
      },
    ];
  },
};

function missingParts(tree: TreeFacts): readonly Part[] {
  const minor = tree.minor() ?? 0;
  return PARTS.filter(({ name, since }) => minor >= (since ?? 0) && !tree.has(name));
}

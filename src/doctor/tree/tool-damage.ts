import { type Diagnosis, pathEvidence, type Severity } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { usesCgo } from "../settings/cgo.ts";
import { type NeededTool, neededTools } from "./tool-table.ts";
import type { ProgramFacts, TreeFacts } from "./tree-facts.ts";
import { usedTree } from "./tree-scope.ts";

/** A program that go needs, and the file that ought to be it. */
export interface ToolFile {
  readonly need: NeededTool;
  readonly program: ProgramFacts;
}

/** A tree with what go needs of it. */
export interface ToolSet {
  readonly tree: TreeFacts;
  /** Is it the tree that typing `go` works with? Others are looked at in passing. */
  readonly used: boolean;
  /** `bin/go` first. */
  readonly files: readonly ToolFile[];
}

const GO: NeededTool = { name: "go", severity: "error", fails: "every go command fails" };

/** The tree in use, then gov's other toolchains. */
export function toolSets(machine: Machine): readonly ToolSet[] {
  const used = usedTree(machine);
  const others = machine.otherTrees().map((tree) => toolSet(machine, tree, false));
  return used === undefined ? others : [toolSet(machine, used, true), ...others];
}

function toolSet(machine: Machine, tree: TreeFacts, used: boolean): ToolSet {
  const minor = tree.minor();
  const tools = neededTools(minor, { cgo: usesCgo(machine, minor) });
  const files = tools.map((need) => ({ need, program: tree.tool(need.name) }));
  return { tree, used, files: [{ need: GO, program: tree.command("go") }, ...files] };
}

/** What all findings about tools have in common. `damaged` is not empty, the worst first. */
export function toolWords(
  { used }: Pick<ToolSet, "used">,
  damaged: readonly [ToolFile, ...ToolFile[]],
  words: {
    /** What go prints. */
    readonly message: (tool: ToolFile) => string;
    /** What is wrong with a file, as evidence. */
    readonly value: (program: ProgramFacts) => string;
  },
): Pick<Diagnosis, "severity" | "effect" | "evidence"> {
  const [worst] = damaged;
  const fails = `${worst.need.fails} with: ${words.message(worst)}`;
  const severity: Severity = used ? worst.need.severity : "warning";
  return {
    severity,
    effect: used ? fails : `${fails}, as soon as this version is chosen`,
    evidence: damaged.map(({ program }) => pathEvidence(program.file, words.value(program))),
  };
}

/** `vet is`, `asm and link are`: the start of a title. */
export function namesAre(damaged: readonly ToolFile[]): string {
  const names = damaged.map(({ need }) => need.name);
  const last = names.at(-1) ?? "";
  return names.length === 1 ? `${last} is` : `${names.slice(0, -1).join(", ")} and ${last} are`;
}

/** The same list, when there is something in it. */
export function someOf<T>(list: readonly T[]): readonly [T, ...T[]] | undefined {
  const [first, ...rest] = list;
  return first === undefined ? undefined : [first, ...rest];
}

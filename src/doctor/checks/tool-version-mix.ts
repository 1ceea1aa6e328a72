import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import { releaseWord } from "../go/go-program.ts";
import { namesAre, someOf, type ToolFile, toolWords } from "../tree/tool-damage.ts";
import { KNOWN_TOOLS, type NeededTool, needOf } from "../tree/tool-table.ts";
import type { ProgramFacts, TreeFacts } from "../tree/tree-facts.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { usedTree } from "../tree/tree-scope.ts";

/** The tools in a tree are of another release than its go: somebody copied over it, or two were mixed. */
export const toolVersionMix: Check = {
  id: "tool-version-mix",
  find: (machine) => {
    const tree = usedTree(machine);
    const release = tree && treeRelease(tree);
    const mixed = release && someOf(strangers(tree, release));
    if (!mixed) return [];
    return [
      {
        ...mixDiagnosis(mixed, release),
        ...installAgain(machine, tree),
        cause: treeCause(tree),
      },
    ];
  },
};

/** That of its go; null when go is not there or does not say. */
export function treeRelease(tree: TreeFacts): string | null {
  return releaseWord(tree.command("go").build()?.version);
}

/** The programs of a tree that are of another release than its go, the most important first. */
function strangers(tree: TreeFacts, release: string): readonly ToolFile[] {
  const present = new Set(tree.toolNames());
  const tools = KNOWN_TOOLS.filter((it) => present.has(it)).map((name) => ({
    need: needOf(name) ?? unneeded(`go tool ${name}`, name),
    program: tree.tool(name),
  }));
  const gofmt = { need: unneeded("gofmt", "gofmt"), program: tree.command("gofmt") };
  return [...tools, gofmt].filter(({ program }) => {
    const word = programRelease(program);
    return word !== null && word !== release;
  });
}

function unneeded(command: string, name: string): NeededTool {
  return { name, severity: "warning", fails: `no build fails; ${command} is of another release` };
}

function programRelease(program: ProgramFacts): string | null {
  return program.executable ? releaseWord(program.build()?.version) : null;
}

function mixDiagnosis(
  mixed: readonly [ToolFile, ...ToolFile[]],
  release: string,
): Pick<Diagnosis, "severity" | "title" | "evidence" | "effect"> {
  const [{ need, program }] = mixed;
  const theirs = programRelease(program);
  return {
    ...toolWords({ used: true }, mixed, { message: () => "", value: (it) => `is of ${programRelease(it)}` }),
    title: `${namesAre(mixed)} of another release than the go beside, ${release}`,
    effect: effect(need, `${theirs}`, release),
  };
}

function effect({ name, severity, fails }: NeededTool, theirs: string, release: string): string {
  if (name === "compile") {
    return `${fails} with: compile: version "${theirs}" does not match go tool version "${release}"`;
  }
  if (name === "vet") return `${fails}, mostly with: package requires newer Go version`;
  if (severity === "error")
    return `${fails}, mostly with: linked object header mismatch, or flag provided but not defined`;
  return fails.replace(/ fails$/, " may fail");
}

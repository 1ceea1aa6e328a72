import type { Check } from "../check.ts";
import { namesAre, someOf, type ToolFile, type ToolSet, toolSets, toolWords } from "../tree/tool-damage.ts";
import type { ProgramFacts } from "../tree/tree-facts.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";

/** A tool is there and no whole program for this machine: a download or a copy that was cut off. */
export const toolTruncated: Check = {
  id: "tool-truncated",
  find: (machine) =>
    toolSets(machine).flatMap((set) => {
      const { tree, files } = set;
      const broken = someOf(files.filter(({ program }) => isBroken(set, program)));
      if (broken === undefined) return [];
      return [
        {
          ...toolWords(set, broken, { message, value: fault }),
          ...installAgain(machine, tree),
          cause: treeCause(tree),
          title: `${namesAre(broken)} damaged in ${tree.goroot}`,
        },
      ];
    }),
};

/** Of the trees that are not in use only the sizes are looked at. */
function isBroken({ used }: ToolSet, program: ProgramFacts): boolean {
  if (!program.executable) return false;
  return program.bytes === 0 || (used && fault(program) !== "");
}

/** Empty for a whole program. */
function fault(program: ProgramFacts): string {
  if (program.bytes === 0) return "is empty";
  const build = program.build();
  if (build === undefined) return "is no program";
  if (program.bytes < build.minimumBytes) {
    return `is cut off: ${program.bytes} of at least ${build.minimumBytes} bytes`;
  }
  return build.version === undefined ? "is no program of Go's" : "";
}

function message({ need }: ToolFile): string {
  return need.name === "go"
    ? "exec format error, or nothing at all"
    : `go: error obtaining buildID for go tool ${need.name}`;
}

import type { Check } from "../check.ts";
import { namesAre, someOf, toolSets, toolWords } from "../tree/tool-damage.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";

/** A program that go needs in `GOROOT/pkg/tool` is not there. Go looks nowhere else for it. */
export const toolMissing: Check = {
  id: "tool-missing",
  find: (machine) =>
    toolSets(machine).flatMap((set) => {
      const { tree, files } = set;
      const missing = someOf(
        files.filter(({ need, program }) => need.name !== "go" && program.state === "missing"),
      );
      if (missing === undefined) return [];
      const words = toolWords(set, missing, {
        message: ({ need }) => `go: no such tool "${need.name}"`,
        value: () => "is missing",
      });
      return [
        {
          ...words,
          ...installAgain(machine, tree),
          cause: treeCause(tree),
          title: `${namesAre(missing)} missing in ${tree.toolDir}`,
        },
      ];
    }),
};

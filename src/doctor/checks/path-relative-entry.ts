import path from "node:path";
import { splitPath } from "../../environment/path-list.ts";
import { readableNamesIn } from "../../fs/names-in.ts";
import { isProgram } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** An entry of PATH depends on the directory, and has a go here. */
export const pathRelativeEntry: Check = {
  id: "path-relative-entry",
  find: ({ context: { cwd, env } }) => {
    if (cwd === null) return [];
    const relative = splitPath(env("PATH")).filter((entry) => !entry.startsWith("/"));
    return [...new Set(relative)].flatMap((entry) => {
      const programs = goPrograms(path.resolve(cwd, entry));
      if (programs.length === 0) return [];
      return [
        {
          cause: `PATH entry ${entry}`,
          severity: "note",
          title: "an entry of PATH is not an absolute path, and leads to a go here",
          evidence: [
            {
              kind: "env" as const,
              name: "PATH",
              value: entry === "" ? "an empty entry, this directory" : entry,
              origin: null,
            },
            ...programs.map((file) => pathEvidence(file, "runs in this directory only")),
          ],
          effect:
            "a shell runs it here and not elsewhere; gov, and go when it switches to another release, do not take programs " +
            "from relative entries",
          fix: { text: "make the entry absolute, or take it out of PATH", command: null },
          repair: null,
        },
      ];
    });
  },
};

/** Programs named go, or after a release. */
function goPrograms(dir: string): readonly string[] {
  const names = readableNamesIn(dir).filter((name) => /^go(?:1\.[a-z0-9.]+)?$/.test(name));
  return names.map((name) => path.join(dir, name)).filter(isProgram);
}

import fs from "node:fs";
import path from "node:path";
import { splitPath } from "../../environment/path-list.ts";
import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";

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
              kind: "env",
              name: "PATH",
              value: entry === "" ? "an empty entry, this directory" : entry,
              origin: null,
            },
            ...programs.map(
              (file) =>
                ({ kind: "path", name: file, value: "runs in this directory only", origin: null }) as const,
            ),
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
  try {
    const names = fs.readdirSync(dir).filter((name) => /^go(?:1\.[a-z0-9.]+)?$/.test(name));
    return names.map((name) => path.join(dir, name)).filter(isProgram);
  } catch {
    return [];
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return kindOf(file) === "file";
  } catch {
    return false;
  }
}

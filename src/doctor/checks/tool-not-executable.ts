import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../../errors.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import { namesAre, someOf, type ToolFile, type ToolSet, toolSets, toolWords } from "../tree/tool-damage.ts";
import type { TreeFacts } from "../tree/tree-facts.ts";
import { withMode } from "../tree/tree-remedy.ts";

/** A tool is there and this user may not start it, or not look into its directory. */
export const toolNotExecutable: Check = {
  id: "tool-not-executable",
  find: (machine) => toolSets(machine).flatMap((set) => closedDirectory(set) ?? closedTools(set)),
};

function closedTools(set: ToolSet): readonly Diagnosis[] {
  const closed = someOf(
    set.files.filter(({ program }) => program.state === "present" && !program.executable),
  );
  if (closed === undefined) return [];
  const files = closed.map(({ program }) => program.file);
  return [
    {
      ...toolWords(set, closed, {
        message,
        value: ({ mode }) => `mode ${octal(mode)}, which this user may not execute`,
      }),
      ...withMode("a+x", files),
      cause: `mode:${set.tree.goroot}`,
      title: `${namesAre(closed)} not executable in ${path.dirname(closed[0].program.file)}`,
    },
  ];
}

function message({ need, program }: ToolFile): string {
  return need.name === "go"
    ? "gov: no Go is installed, or: is not installed; by its path, Permission denied"
    : `fork/exec ${program.file}: permission denied`;
}

function closedDirectory({ tree, used }: ToolSet): readonly Diagnosis[] | undefined {
  const dir = firstClosed(tree);
  if (dir === undefined) return undefined;
  const inUse = used ? "" : ", as soon as this version is chosen";
  return [
    {
      ...withMode("a+rx", [dir]),
      cause: `mode:${tree.goroot}`,
      severity: used ? "error" : "warning",
      title: `go's tools are there, but this user may not look into ${dir}`,
      evidence: [pathEvidence(dir, "may not be searched by this user")],
      effect:
        dir === tree.toolDir
          ? `go run, build, test and vet fail with: go: no such tool "compile", which does not name the permission${inUse}`
          : `go commands fail with: go: no such tool "compile", or: 'go' binary is trimmed and GOROOT is not set${inUse}`,
    },
  ];
}

/** Of the directories on the way to the tools, the first that is there and cannot be searched. */
function firstClosed({ goroot, toolDir }: TreeFacts): string | undefined {
  return [goroot, path.join(goroot, "pkg"), path.join(goroot, "pkg", "tool"), toolDir].find((dir) => {
    try {
      fs.accessSync(dir, fs.constants.X_OK);
      return false;
    } catch (error) {
      return isSystemError(error, "EACCES");
    }
  });
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

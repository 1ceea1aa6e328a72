import { splitPath } from "../../environment/path-list.ts";
import { isSameFile } from "../../resolution/system.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { govLines } from "../startup/gov-lines.ts";

/** Versions are installed, and this shell does not find them: gov's shims are not on its PATH. */
export const setupMissing: Check = {
  id: "setup-missing",
  find: (machine) => {
    const { context, store } = machine;
    const onPath = splitPath(context.env("PATH")).some((it) => isSameFile(it, context.home.shimsDir));
    if (onPath || store().toolchains.length === 0) return [];
    const [line] = govLines(machine.startup());
    return [line === undefined ? neverSetUp(machine) : oldShell(machine, line)];
  },
};

const NOTHING_RUNS = "typing go fails with: go: not found";
const OLD_SHELL =
  "this shell is older than that line, or does not read the file: scripts and editors often do not";

function neverSetUp({ context, programs }: Machine): Diagnosis {
  const first = programs()[0]?.file;
  return {
    cause: "shims on PATH",
    severity: first === undefined ? "error" : "warning",
    title: "gov's shims are not on PATH, and no start-up file puts them there",
    evidence: [pathEvidence("PATH", `without ${context.home.shimsDir}`)],
    effect: first === undefined ? NOTHING_RUNS : `typing go runs ${first}`,
    fix: { text: "let gov add its line, then open a new shell", command: "gov setup" },
    repair: { kind: "setup" },
  };
}

function oldShell({ context, programs }: Machine, { file, line }: { file: string; line: number }): Diagnosis {
  return {
    cause: "shims on PATH",
    severity: programs().length === 0 ? "error" : "note",
    title: "gov's shims are not on PATH of this shell",
    evidence: [
      pathEvidence("PATH", `without ${context.home.shimsDir}`),
      { kind: "file", name: "gov's line", value: "is in place", origin: { file, line } },
    ],
    effect: programs().length === 0 ? NOTHING_RUNS : OLD_SHELL,
    fix: {
      text: "open a new shell, or put the directory on PATH",
      command: `export PATH=${quotePosix(context.home.shimsDir)}:"$PATH"`,
    },
    repair: null,
  };
}

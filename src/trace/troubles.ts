import fs from "node:fs";
import path from "node:path";
import { neededTools } from "../doctor/tree/tool-table.ts";
import { isSystemError } from "../errors.ts";
import { kindOf } from "../fs/kind-of.ts";
import type { Call } from "./calls.ts";
import type { TracedTool } from "./tools.ts";

/** Something about the tools that stands out. */
export interface Trouble {
  readonly kind: "missing" | "not-executable" | "noexec" | "other-release" | "other-tree";
  /** The tool or directory. */
  readonly path: string;
  /** A sentence without a full stop. */
  readonly message: string;
}

/** `searched`: the tool directories of a command that failed, where a tool may be missing. */
export function troublesOf(
  tools: readonly TracedTool[],
  calls: readonly Call[],
  searched: readonly string[],
): Trouble[] {
  const tempDirs = [...new Set(calls.map(({ tempDir }) => tempDir))];
  return [...tools.flatMap(toolTroubles), ...searched.flatMap(missingIn), ...tempDirs.flatMap(tempTroubles)];
}

function toolTroubles({ tool, path: file, release, goversion, gotooldir }: TracedTool): Trouble[] {
  const troubles: Trouble[] = [];
  const blocked = executeBlocked(file);
  if (blocked === "mode") {
    troubles.push({ kind: "not-executable", path: file, message: `${tool} is not executable` });
  } else if (blocked === "mount") {
    troubles.push({
      kind: "noexec",
      path: file,
      message: `${tool} stands on a file system that runs no programs`,
    });
  }
  if (gotooldir !== "" && path.dirname(file) !== gotooldir) {
    troubles.push({ kind: "other-tree", path: file, message: `${tool} is not from the tree in GOROOT` });
  } else if (release !== null && goversion !== null && release !== goversion) {
    const message = `${tool} is of ${release}, but the go that starts it is ${goversion}`;
    troubles.push({ kind: "other-release", path: file, message });
  }
  return troubles;
}

/** go looks whether a tool is there before it starts it: such a tool is never called. */
function missingIn(toolDir: string): Trouble[] {
  const needed = neededTools(null, { cgo: true }).map(({ name }) => name);
  return needed
    .filter((tool) => kindOf(path.join(toolDir, tool)) === "missing")
    .map((tool) => ({ kind: "missing", path: path.join(toolDir, tool), message: `${tool} is missing` }));
}

/** Programs that `go test` and `go run` build are started there. */
function tempTroubles(dir: string): Trouble[] {
  const probe = path.join(dir, `gov-probe-${process.pid}`);
  try {
    fs.writeFileSync(probe, "", { mode: 0o700, flag: "wx" });
    const message = "programs cannot be started in the directory for temporary files (noexec)";
    return executeBlocked(probe) === null ? [] : [{ kind: "noexec", path: dir, message }];
  } catch {
    return [];
  } finally {
    fs.rmSync(probe, { force: true });
  }
}

/** `mount`: not for its mode. The system answers so for files on a noexec file system. */
function executeBlocked(file: string): "mode" | "mount" | null {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return null;
  } catch (error) {
    if (!isSystemError(error, "EACCES")) return null;
    const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    return (mode & 0o111) === 0o111 ? "mount" : "mode";
  }
}

import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../../errors.ts";
import { type FileKind, kindOf } from "../../fs/kind-of.ts";
import { readableNamesIn } from "../../fs/names-in.ts";
import { type GoVersion, parseUpstreamName } from "../../goversion/version.ts";
import { type Platform, toolDirName } from "../../platform/platform.ts";
import { readVersionLine, toolDirNames } from "../../platform/tree.ts";
import { type BuildInfo, buildInfoOf } from "../../toolchains/build-info.ts";
import { once, oncePerKey } from "../once.ts";

/** One program of a tree. */
export interface ProgramFacts {
  readonly file: string;
  /** `unreadable`: something in the way of looking, such as a directory of another user. */
  readonly state: "present" | "missing" | "unreadable";
  readonly bytes: number;
  /** The permission bits. */
  readonly mode: number;
  /** May this user start it? True for root only when some execute bit is set, as the kernel has it. */
  readonly executable: boolean;
  /** `undefined` when it is no program at all, or cannot be read. */
  readonly build: () => BuildInfo | undefined;
}

/** What a Go tree is like, read without running it. Everything is read when first asked for. */
export interface TreeFacts {
  readonly goroot: string;
  readonly state: FileKind;
  /** Line 1 of VERSION; empty when there is none. */
  readonly versionLine: string;
  /** The release that VERSION names; null when it names none. */
  readonly version: GoVersion | null;
  /** `GOROOT/pkg/tool/<host>`: where go looks for compile, link and vet. */
  readonly toolDir: string;
  /** The platforms that it has tools for, such as `linux_amd64`. */
  readonly platforms: () => readonly string[];
  /** The names in it; none when it is missing or unreadable. */
  readonly toolNames: () => readonly string[];
  /** A program of `toolDir`. */
  readonly tool: (name: string) => ProgramFacts;
  /** `bin/NAME`. */
  readonly command: (name: string) => ProgramFacts;
  /** `1.22` as 22, by `bin/go` and else by VERSION; null when neither says. */
  readonly minor: () => number | null;
  /** Is there such a file or directory in the tree? Also true where this user may not look. */
  readonly has: (relative: string) => boolean;
}

export function treeFacts(goroot: string, host: Platform): TreeFacts {
  const toolDir = path.join(goroot, "pkg", "tool", toolDirName(host));
  const versionLine = readVersionLine(goroot);
  const program = oncePerKey(programFacts);
  const command = (name: string) => program(path.join(goroot, "bin", name));
  return {
    goroot,
    state: kindOf(goroot),
    versionLine,
    version: parseUpstreamName(versionLine.split(" ")[0] ?? "") ?? null,
    toolDir,
    toolNames: once(() => readableNamesIn(toolDir)),
    tool: (name) => program(path.join(toolDir, name)),
    command,
    platforms: once(() => toolDirNames(goroot, readableNamesIn)),
    minor: once(() => minorIn(command("go").build()?.version ?? versionLine)),
    has: (relative) => kindOf(path.join(goroot, relative)) !== "missing",
  };
}

/** `22` of `go1.22.5`, and of `devel go1.22-abc`; null for text that names no release of Go 1. */
export function minorIn(version: string): number | null {
  const [, minor] = /\bgo1\.(\d+)/.exec(version) ?? [];
  return minor === undefined ? null : Number(minor);
}

function programFacts(file: string): ProgramFacts {
  const facts = { file, build: once(() => buildInfoOf(file)) };
  try {
    const stat = fs.statSync(file);
    // Opening a FIFO would wait.
    const build = stat.isFile() ? facts.build : () => undefined;
    const executable = stat.isFile() && mayExecute(file);
    return { file, build, state: "present", bytes: stat.size, mode: stat.mode & 0o7777, executable };
  } catch (error) {
    const state = isSystemError(error, "ENOENT", "ENOTDIR") ? "missing" : "unreadable";
    return { ...facts, state, bytes: 0, mode: 0, executable: false };
  }
}

function mayExecute(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import path from "node:path";
import { releaseWord } from "../doctor/go/go-program.ts";
import { buildInfoOf } from "../toolchains/build-info.ts";
import type { Call } from "./calls.ts";

/** A tool as one go started it, however often. */
export interface TracedTool {
  /** `compile`, `vet`. */
  readonly tool: string;
  readonly path: string;
  /** The release that built it, such as `go1.22.5`; null when it does not say, or is gone. */
  readonly release: string | null;
  /** The release of the go that started it; null when that does not say. */
  readonly goversion: string | null;
  readonly goroot: string;
  readonly gotooldir: string;
  readonly runs: number;
  /** How often it was asked for its release only. With no runs, its work came from the build cache. */
  readonly asked: number;
  /** Runs that did not end with status 0. */
  readonly failed: number;
  /** All runs together; they may have been at the same time. */
  readonly ms: number;
}

/** In the order in which they were first started. */
export function toolsOf(calls: readonly Call[]): TracedTool[] {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const key = [call.path, call.goroot, call.gotooldir, call.goversion].join("\0");
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [toolOf(first, others)] : []));
}

function toolOf(first: Call, others: readonly Call[]): TracedTool {
  const calls = [first, ...others];
  const runs = calls.filter(({ kind }) => kind === "run");
  const { path: file, goroot, gotooldir, goversion } = first;
  return {
    tool: path.basename(file),
    path: file,
    release: releaseWord(buildInfoOf(file)?.version),
    goversion: releaseWord(goversion),
    goroot,
    gotooldir,
    runs: runs.length,
    asked: calls.length - runs.length,
    failed: runs.filter(({ exit }) => exit !== 0).length,
    ms: runs.reduce((sum, { ms }) => sum + (ms ?? 0), 0),
  };
}

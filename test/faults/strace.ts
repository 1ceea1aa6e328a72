import fs from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { ensureBuilt, govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { type RunOptions, type RunResult, runProgram } from "../support/run-gov.ts";
import type { ScratchHome } from "../support/scratch-home.ts";

/**
 * The moments at which a command can be disturbed: each system call by which it changes the disk. strace has a
 * run of the real program end, fail or get a signal right before one of them, with nothing in gov for that.
 */

/** One change that a command makes on its way. */
export interface Change {
  /** As strace names it: `rename`. */
  readonly call: string;
  /** Its turn among the calls of that name. */
  readonly turn: number;
  /** `rename .gov/versions/1.22.5`: what happens to which path below HOME; `*` for what differs in each run. */
  readonly name: string;
}

/** Bytes are not among them: what is half written has another name, or is told by its digest. */
const CALLS = ["mkdir", "rename", "rmdir", "unlink", "symlink", "link", "fchmod", "utimensat", "fsync"];
/** Where the kernel knows the newer forms only. */
const NEWER = ["mkdirat", "renameat", "renameat2", "unlinkat", "symlinkat", "linkat"];
const TRACED = [...CALLS, ...NEWER].map((call) => `?${call}`).join(",");

export type Fault = "SIGKILL" | "SIGTERM" | "SIGINT" | "ENOSPC" | "EROFS" | "EIO" | "EPERM";

export interface FaultRun extends RunResult {
  /** The change that was disturbed; `undefined` when the run did not get there. */
  readonly at: string | undefined;
}

/** What a run changes, in order. The calls of its helper threads are not seen: those of locks are among them. */
export async function changesOf(
  scratch: ScratchHome,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Change[]> {
  const trace = path.join(scratch.dir, "changes");
  const { status, stderr } = await strace(scratch, ["-o", trace], args, options);
  if (status !== 0) throw new Error(`gov ${args.join(" ")}: ${status} ${stderr}`);
  const turns = new Map<string, number>();
  return linesOf(trace).flatMap((line) => {
    const call = line.replace(/\(.*/s, "");
    const turn = (turns.get(call) ?? 0) + 1;
    turns.set(call, turn);
    const isMade = line.endsWith(" = 0") && line.includes(`${scratch.dir}/`);
    return isMade ? [{ call, turn, name: nameOf(line, scratch) }] : [];
  });
}

/** Runs gov until that change, which it does not make: it ends there, gets the signal, or sees it fail. */
export async function disturb(
  scratch: ScratchHome,
  args: readonly string[],
  { call, turn }: Pick<Change, "call" | "turn">,
  { fault, ...options }: RunOptions & { readonly fault: Fault },
): Promise<FaultRun> {
  const trace = path.join(scratch.dir, "disturbed");
  const what = fault.startsWith("SIG") ? `signal=${fault}` : `error=${fault}`;
  const words = ["-o", trace, "-e", `inject=${call}:${what}:when=${turn}`];
  const result = await strace(scratch, words, args, options);
  const calls = linesOf(trace).filter((line) => line.startsWith(`${call}(`));
  const disturbed = calls[turn - 1];
  return { ...result, at: disturbed && nameOf(disturbed, scratch) };
}

async function strace(
  scratch: ScratchHome,
  words: readonly string[],
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  await ensureBuilt(inject("runDir"));
  const command = ["-qq", "-y", "-s", "400", "-e", `trace=${TRACED}`, "-e", "signal=none", ...words];
  return runProgram(scratch, "strace", [...command, options.node ?? hostNode, govBin, ...args], options);
}

function linesOf(trace: string): string[] {
  return fs
    .readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => /^\w+\(/.test(line));
}

/** The last path is the one that changes: of a rename the new name. */
function nameOf(line: string, { home, dir }: ScratchHome): string {
  const call = line.replace(/\(.*/s, "");
  const paths = [...line.matchAll(/["<](\/[^">]*)[">]/g)].flatMap(([, it]) =>
    it?.startsWith(dir) ? it : [],
  );
  const changed = path.relative(home, paths.at(-1) ?? dir);
  return `${call} ${withoutChance(changed)}`;
}

/** Hosts, pids, random names, and digests. */
export function withoutChance(text: string): string {
  return text.replace(/\.[A-Za-z0-9-]+\.\d+\.\d+\.[0-9a-f]{12}/, ".*").replace(/[0-9a-f]{16,}/g, "*");
}

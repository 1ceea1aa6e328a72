import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";

/** A program to time: argv, and where and with what it runs. */
export interface Work {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Two things measured alternately, so that a busy moment of the machine meets both. */
export interface Pair {
  /** Medians, in milliseconds. */
  readonly base: number;
  readonly ours: number;
  /** The median of ours divided by base, round by round. */
  readonly ratio: number;
  /** The median of ours minus base, round by round, in milliseconds. */
  readonly difference: number;
}

/** Alternates `base` and `ours`, which return milliseconds; the first round warms up and is dropped. */
export async function interleave(
  rounds: number,
  base: (round: number) => number | Promise<number>,
  ours: (round: number) => number | Promise<number>,
): Promise<Pair> {
  const samples: { base: number; ours: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const sample = { base: await base(round), ours: await ours(round) };
    if (round > 0) samples.push(sample);
  }
  return {
    base: median(samples.map((sample) => sample.base)),
    ours: median(samples.map((sample) => sample.ours)),
    ratio: median(samples.map((sample) => sample.ours / sample.base)),
    difference: median(samples.map((sample) => sample.ours - sample.base)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds of one run. A failing program is an error: its time means nothing. */
export function timeOnce({ argv: [program, ...args], cwd, env }: Work): number {
  const start = process.hrtime.bigint();
  const result = spawnSync(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const end = process.hrtime.bigint();
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${result.stderr}`);
  return Number(end - start) / 1e6;
}

/** What a run took: of the clock, of the processors (its children included), and of memory at its peak. */
export interface Served {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mib: number;
}

/** Runs its arguments and tells the processor time of what it ran. */
const TIMED = '"$@" >/dev/null; status=$?; times; exit $status';

/** One run while this process serves the bytes. */
export async function timeServed({ argv, cwd, env }: Work): Promise<Served> {
  const start = process.hrtime.bigint();
  const child = spawn("/bin/sh", ["-c", TIMED, "sh", ...argv], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
  let mib = 0;
  const watch = setInterval(() => {
    mib = Math.max(mib, peakMemory(child.pid));
  }, 10);
  const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearInterval(watch);
  if (status !== 0) throw new Error(`${argv.join(" ")}: ${stderr()}`);
  return { ms: Number(process.hrtime.bigint() - start) / 1e6, cpuMs: processorTime(stdout()), mib };
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}

/** `times` prints user and system time of the shell, and on a second line those of its children. */
function processorTime(times: string): number {
  const [, children = ""] = times.split("\n");
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

/**
 * The kernel keeps the peak, so the last look before the end is nearly it. Of the first child of the shell, which is
 * what is measured. Linux only; 0 elsewhere.
 */
function peakMemory(shell: number | undefined): number {
  try {
    const [pid] = fs.readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").split(" ");
    const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Milliseconds of one call, from `calls` calls in a loop of sh: for programs of a millisecond. */
export function timePerCall(work: Work, calls: number): number {
  const loop = 'n=$1; shift; while [ "$n" -gt 0 ]; do "$@" >/dev/null || exit; n=$((n - 1)); done';
  return timeOnce({ ...work, argv: ["/bin/sh", "-c", loop, "sh", String(calls), ...work.argv] }) / calls;
}

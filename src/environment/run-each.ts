import { GovError } from "../errors.ts";
import type { RunToolchain } from "./child-env.ts";
import type { ProgramEnd, RunOptions } from "./run.ts";
import type { Command } from "./run-here.ts";
import { type RunContext, runUnder } from "./run-under.ts";

/** How a program fared under one of several toolchains. */
export interface RunResult {
  readonly request: string;
  /** Null when there is no toolchain to run it under. */
  readonly name: string | null;
  /** `failed`: it could not start. `skipped`: gov was told to stop before. */
  readonly end:
    | ProgramEnd
    | { readonly kind: "failed"; readonly error: GovError }
    | { readonly kind: "skipped" };
  readonly ms: number;
}

export interface RunEachOptions extends Pick<RunOptions, "signals" | "stdout"> {
  /** Finds or installs the toolchain for a request. */
  readonly provide: (request: string) => Promise<RunToolchain>;
  /** Called before the program starts. */
  readonly onStart: (toolchain: RunToolchain) => void;
  readonly now: () => number;
}

const STOPPING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs one program under several toolchains, one after the other, in the order given. A failure does not keep
 * the others from running; a signal that asks gov to stop does.
 */
export async function runEach(
  requests: readonly string[],
  command: Command,
  context: RunContext,
  options: RunEachOptions,
): Promise<RunResult[]> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of STOPPING) options.signals.on(signal, stop);
  try {
    const results: RunResult[] = [];
    for (const request of requests) {
      results.push(await runOne(request, command, context, options, stopping.signal));
    }
    return results;
  } finally {
    for (const signal of STOPPING) options.signals.off(signal, stop);
  }
}

async function runOne(
  request: string,
  command: Command,
  context: RunContext,
  { provide, onStart, now, signals, stdout }: RunEachOptions,
  stopping: AbortSignal,
): Promise<RunResult> {
  const startedAt = now();
  let name: string | null = null;
  const result = (end: RunResult["end"]): RunResult => ({ request, name, end, ms: now() - startedAt });
  if (stopping.aborted) return result({ kind: "skipped" });
  try {
    const toolchain = await provide(request);
    name = toolchain.name;
    onStart(toolchain);
    return result(await runUnder(toolchain, command, context, { signals, stdout }));
  } catch (error) {
    if (stopping.aborted) return result({ kind: "skipped" });
    if (!(error instanceof GovError)) throw error;
    return result({ kind: "failed", error });
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { inject, onTestFinished } from "vitest";
import { ensureBuilt, govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import type { RunOptions, RunResult } from "../support/run-gov.ts";
import type { ScratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";

/** A gov that is at work, to be stopped on the way. */
export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<RunResult>;
}

/** Starts the built gov as `runGov` does, and comes back at once. */
export async function startGov(
  scratch: ScratchHome,
  args: readonly string[],
  { env, cwd = scratch.project }: Pick<RunOptions, "env" | "cwd"> = {},
): Promise<Running> {
  await ensureBuilt(inject("runDir"));
  const child = spawn(hostNode, [govBin, ...args], {
    cwd,
    env: { HOME: scratch.home, PATH: SYSTEM_PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  const done = new Promise<RunResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...output }));
  });
  return { child, done };
}

/** Ends it by this signal, and gives what was seen of it. */
export async function stop({ child, done }: Running, signal: NodeJS.Signals): Promise<RunResult> {
  child.kill(signal);
  return done;
}

/** Waits until the condition holds; the limit of the test is the limit of this. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

import { spawn } from "node:child_process";
import { inject } from "vitest";
import { ensureBuilt, govBin } from "./build.ts";
import { hostNode } from "./node-versions.ts";
import type { ScratchHome } from "./scratch-home.ts";
import { SYSTEM_PATH } from "./seed.ts";

export interface RunOptions {
  /** Added to `HOME` and `PATH`; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The project directory of the scratch home unless given. */
  readonly cwd?: string;
  /** Text for stdin; without it stdin is /dev/null. */
  readonly stdin?: string;
  /** The Node that runs gov. */
  readonly node?: string;
}

export interface RunResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built gov with a home of its own and nothing else from this process's environment. */
export async function runGov(
  scratch: ScratchHome,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  await ensureBuilt(inject("runDir"));
  return runProgram(scratch, options.node ?? hostNode, [govBin, ...args], options);
}

/** The same for any program, such as a shim. */
export function runProgram(
  scratch: ScratchHome,
  program: string,
  args: readonly string[],
  options: Omit<RunOptions, "node"> = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? scratch.project,
      env: { HOME: scratch.home, PATH: SYSTEM_PATH, ...options.env },
      stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...output }));
    child.stdin?.on("error", () => {}).end(options.stdin);
  });
}

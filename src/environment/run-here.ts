import { findExecutable } from "./find-executable.ts";
import { type ProgramEnd, type RunOptions, runProgram } from "./run.ts";
import type { Command, RunContext } from "./run-under.ts";

/** Runs a program in the environment gov was given, as a shell would. Throws as `runUnder` does. */
export async function runHere(
  [name, ...args]: Command,
  { rawEnv, cwd, tty }: Omit<RunContext, "home">,
  { signals, stdout }: Pick<RunOptions, "signals" | "stdout">,
): Promise<ProgramEnd> {
  const file = await findExecutable(name, { path: rawEnv.PATH, cwd });
  const terminal = tty.stdin || tty.stdout || tty.stderr;
  return runProgram(file, { args, env: rawEnv, argv0: name, terminal, stdout, signals });
}

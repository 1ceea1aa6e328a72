import type { Context } from "../config/context.ts";
import { findExecutable } from "./find-executable.ts";
import { type ProgramEnd, type RunOptions, runProgram } from "./run.ts";

/** A program and its arguments, as typed. */
export type Command = readonly [string, ...string[]];

/**
 * Runs a program in the environment gov was given, as a shell would: looked up in PATH there. Throws
 * `command-not-found` or `not-executable`.
 */
export async function runHere(
  [name, ...args]: Command,
  { rawEnv, cwd, tty }: Pick<Context, "rawEnv" | "cwd" | "tty">,
  { signals, stdout }: Pick<RunOptions, "signals" | "stdout">,
): Promise<ProgramEnd> {
  const file = await findExecutable(name, { path: rawEnv.PATH, cwd });
  const terminal = tty.stdin || tty.stdout || tty.stderr;
  return runProgram(file, { args, env: rawEnv, argv0: name, terminal, stdout, signals });
}

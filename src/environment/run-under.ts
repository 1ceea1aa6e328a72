import type { Context } from "../config/context.ts";
import { applyChange, type RunToolchain, toolchainEnv } from "./child-env.ts";
import { findExecutable } from "./find-executable.ts";
import { type ProgramEnd, type RunOptions, runProgram } from "./run.ts";

/** A program and its arguments, as typed. */
export type Command = readonly [string, ...string[]];

export type RunContext = Pick<Context, "rawEnv" | "home" | "cwd" | "tty">;

/**
 * Runs a program with `go`, its tools and every nested `go` being this toolchain; the program itself is looked
 * up in the PATH it will have. Throws `command-not-found` or `not-executable`.
 */
export async function runUnder(
  toolchain: RunToolchain,
  [name, ...args]: Command,
  { rawEnv, home, cwd, tty }: RunContext,
  { signals, stdout }: Pick<RunOptions, "signals" | "stdout">,
): Promise<ProgramEnd> {
  const env = applyChange(rawEnv, toolchainEnv(toolchain, rawEnv, home));
  const file = await findExecutable(name, { path: env.PATH, cwd });
  const terminal = tty.stdin || tty.stdout || tty.stderr;
  return runProgram(file, { args, env, argv0: name, terminal, stdout, signals });
}

import type { Context } from "../config/context.ts";
import { applyChange, type RunToolchain, toolchainEnv } from "./child-env.ts";
import type { ProgramEnd, RunOptions } from "./run.ts";
import { type Command, runHere } from "./run-here.ts";

export type RunContext = Pick<Context, "rawEnv" | "home" | "cwd" | "tty">;

/**
 * Runs a program with `go`, its tools and every nested `go` being this toolchain; the program itself is looked
 * up in the PATH it will have. Throws as `runHere` does.
 */
export async function runUnder(
  toolchain: RunToolchain,
  command: Command,
  context: RunContext,
  options: Pick<RunOptions, "signals" | "stdout">,
): Promise<ProgramEnd> {
  const { rawEnv, home } = context;
  const env = applyChange(rawEnv, toolchainEnv(toolchain, rawEnv, home));
  return runHere(command, { ...context, rawEnv: env }, options);
}

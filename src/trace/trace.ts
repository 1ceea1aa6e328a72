import type { Context } from "../config/context.ts";
import { examine, type Machine } from "../doctor/machine.ts";
import { isToolexec, quotedWords } from "../doctor/settings/go-flags.ts";
import type { ProgramEnd, RunOptions } from "../environment/run.ts";
import type { Command } from "../environment/run-here.ts";
import { runHere } from "../environment/run-here.ts";
import { GovError } from "../errors.ts";
import { temporaryDirectories } from "../fs/temporary-directory.ts";
import { type Call, readCalls } from "./calls.ts";
import { makeToolexec } from "./toolexec.ts";
import { type TracedTool, toolsOf } from "./tools.ts";
import { type Trouble, troublesOf } from "./troubles.ts";

/** What a command made of Go's tools. */
export interface Trace {
  readonly end: ProgramEnd;
  readonly calls: readonly Call[];
  readonly tools: readonly TracedTool[];
  readonly troubles: readonly Trouble[];
}

/**
 * Runs a command and learns which tools every go below it starts. go is told so by GOFLAGS, which reaches it
 * through make and scripts; build and test caches stay valid. Throws `usage` where -toolexec is taken, and as
 * `runHere` does.
 */
export async function traceCommand(
  command: Command,
  context: Context,
  options: Pick<RunOptions, "signals" | "stdout">,
): Promise<Trace> {
  const machine = examine(context);
  const goflags = machine.variable("GOFLAGS")?.value ?? "";
  refuseToolexec(machine, command, goflags);
  const toolexec = makeToolexec(temporaryDirectories(context));
  try {
    const rawEnv = { ...context.rawEnv, GOFLAGS: `${goflags} ${toolexec.flag}`.trim() };
    const end = await runHere(command, { ...context, rawEnv }, options);
    const calls = readCalls(toolexec.dir);
    const tools = toolsOf(calls);
    const failed = end.kind === "exited" && end.code !== 0;
    return { end, calls, tools, troubles: troublesOf(tools, calls, failed ? toolDirs(machine, calls) : []) };
  } finally {
    toolexec.remove();
  }
}

/** go takes one -toolexec only, and the last one wins. */
function refuseToolexec(machine: Machine, [, ...args]: Command, goflags: string): void {
  if (args.some(isToolexec)) {
    throw new GovError("usage", "the command has a -toolexec of its own, and go takes only one", {
      hint: "leave it out for the trace",
    });
  }
  if (!quotedWords(goflags).some(({ text }) => isToolexec(text))) return;
  const { from, origin } = machine.variable("GOFLAGS") ?? { from: "environment", origin: null };
  throw new GovError("usage", "GOFLAGS has a -toolexec already, and go takes only one", {
    hint: from === "environment" ? "unset GOFLAGS" : "go env -u GOFLAGS",
    file: origin?.file,
    line: origin?.line ?? undefined,
  });
}

/** Where tools were looked for: when the very first one is missing, none is ever called. */
function toolDirs(machine: Machine, calls: readonly Call[]): readonly string[] {
  const given = [...new Set(calls.map(({ gotooldir }) => gotooldir))].filter((dir) => dir !== "");
  if (given.length > 0) return given;
  const goroot = machine.used()?.goroot;
  return goroot ? [machine.tree(goroot).toolDir] : [];
}

import type { Context } from "../config/context.ts";
import { type Cause, explainFailure } from "../doctor/failure/explain-failure.ts";
import { examine } from "../doctor/machine.ts";
import { examineStatically } from "../doctor/report.ts";
import type { RunOptions } from "../environment/run.ts";
import type { Command } from "../environment/run-here.ts";
import { runHere } from "../environment/run-here.ts";
import type { Answer } from "./base-command.ts";
import { exitStatusOf } from "./end-like.ts";
import { cleanText } from "./format.ts";
import { failureText } from "./present-doctor.ts";
import type { Paint } from "./style.ts";
import { watchProgram } from "./watch-program.ts";

export interface FailurePlace {
  readonly context: Context;
  readonly json: boolean;
  readonly paint: Paint;
  readonly signals: RunOptions["signals"];
}

/** `gov doctor -- COMMAND --json`. */
export interface FailureReport {
  /** The status of the command, as a shell gives it. */
  readonly exit: number;
  readonly causes: readonly Cause[];
}

/** `gov doctor -- COMMAND`: its output as it comes, and behind a failure what that means. */
export async function failureAnswer(
  command: Command,
  { context, json, paint, signals }: FailurePlace,
): Promise<Answer<FailureReport>> {
  const output = watchProgram(json);
  const exit = exitStatusOf(await runHere(command, context, { signals, stdout: output.read }));
  if (exit === 0) return { data: { exit, causes: [] }, text: "", exit };
  const findings = examineStatically(examine(context)).found.map(({ finding }) => finding);
  const causes = explainFailure(output.text(), findings).map((it) => ({
    ...it,
    message: cleanText(it.message),
  }));
  return { data: { exit, causes }, text: "", talk: failureText(causes, paint), exit };
}

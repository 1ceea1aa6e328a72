import { Command } from "@oclif/core/command";
import { boolean } from "@oclif/core/flags";
import type { FlagInput } from "@oclif/core/interfaces";
import { type Context, readContext } from "../config/context.ts";
import type { Emit } from "../events.ts";
import { endBy } from "./end-like.ts";
import { Interrupted, listenForInterrupt } from "./interrupt.ts";
import { writeErr, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";
import { errorText, reportOf } from "./report-error.ts";
import { type Paint, paintFor } from "./style.ts";

/** What a command gives back: data for `--json`, lines for a person, and the exit status. */
export interface Answer<T> {
  /** Printed under `--json` with `"schema": 1` in front. */
  readonly data: T;
  /** Goes to stdout without `--json`. */
  readonly text: string;
  /** Goes to stderr without `--json`: what happened, rather than what was asked for. */
  readonly talk?: string;
  readonly exit?: number;
}

/**
 * Every command: parse, one call into the domain, an `Answer`. Printing, errors and exit statuses are
 * here, because oclif forgets the status of an error under `--json`.
 */
export abstract class GovCommand<T extends object> extends Command {
  static override enableJsonFlag = true;
  static override baseFlags: FlagInput = {
    json: boolean({ summary: "print the answer, or the error, as JSON", helpGroup: "GLOBAL" }),
  };

  #context: Context | undefined;

  /** The work of the command. */
  protected abstract answer(): Promise<Answer<T>>;

  protected get context(): Context {
    this.#context ??= readContext(this.config.version);
    return this.#context;
  }

  /** Colours for text that goes there. */
  protected paintOn(stream: "stdout" | "stderr"): Paint {
    return paintFor(this.context, stream);
  }

  /** Calls `work` with somewhere to send events, which are shown, and a signal that says when to give up. */
  protected async watching<R>(
    quiet: boolean,
    work: (emit: Emit, signal: AbortSignal) => Promise<R>,
  ): Promise<R> {
    const progress = createProgress(this.context, { quiet: quiet || this.jsonEnabled() });
    const interrupt = listenForInterrupt();
    try {
      return await work(progress.emit, interrupt.signal);
    } finally {
      interrupt.stop();
      progress.stop();
    }
  }

  async run(): Promise<void> {
    const answer = await this.answer();
    if (this.jsonEnabled()) writeOut(jsonText(answer.data));
    else {
      writeOut(answer.text);
      writeErr(answer.talk ?? "");
    }
    process.exitCode = answer.exit ?? 0;
  }

  override async catch(error: unknown): Promise<void> {
    if (error instanceof Interrupted) {
      endBy(error.signalName);
      return;
    }
    const report = reportOf(error, this.id);
    if (report.code === "internal" && this.context.env("GOV_DEBUG") !== undefined)
      writeErr(`${(error as Error).stack}\n`);
    if (this.jsonEnabled()) writeOut(jsonText({ error: report }));
    else writeErr(errorText(report, this.paintOn("stderr")));
    process.exitCode = report.exit;
  }
}

/** Data as every command prints it. */
export function jsonText(data: object): string {
  return `${JSON.stringify({ schema: 1, ...data }, null, 2)}\n`;
}

import { Command } from "@oclif/core/command";
import { type Context, readContext } from "../config/context.ts";
import type { Emit } from "../events.ts";
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

  #context: Context | undefined;

  /** The work of the command. */
  protected abstract answer(): Promise<Answer<T>>;

  protected get context(): Context {
    this.#context ??= readContext();
    return this.#context;
  }

  /** Colours for text that goes to stdout. */
  protected get paint(): Paint {
    return this.jsonEnabled() ? (_, text) => text : paintFor(this.context, "stdout");
  }

  /** Calls `work` with somewhere to send events, and shows them while it runs. */
  protected async watching<R>(quiet: boolean, work: (emit: Emit) => Promise<R>): Promise<R> {
    const progress = createProgress(this.context, { quiet: quiet || this.jsonEnabled() });
    try {
      return await work(progress.emit);
    } finally {
      progress.stop();
    }
  }

  async run(): Promise<void> {
    const answer = await this.answer();
    if (this.jsonEnabled()) writeJson({ schema: 1, ...answer.data });
    else {
      writeOut(answer.text);
      writeErr(answer.talk ?? "");
    }
    process.exitCode = answer.exit ?? 0;
  }

  override async catch(error: unknown): Promise<void> {
    const report = reportOf(error, this.id);
    if (report.code === "internal" && this.context.env("GOV_DEBUG") !== undefined) writeErr(`${(error as Error).stack}\n`);
    if (this.jsonEnabled()) writeJson({ schema: 1, error: report });
    else writeErr(errorText(report, (colour, text) => paintFor(this.context, "stderr")(colour, text)));
    process.exitCode = report.exit;
  }
}

function writeJson(value: object): void {
  writeOut(`${JSON.stringify(value, null, 2)}\n`);
}

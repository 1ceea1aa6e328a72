import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { endLike } from "../cli/end-like.ts";
import { cleanText } from "../cli/format.ts";
import { writeErr } from "../cli/output.ts";
import { type ExecReport, execReport, execTable, firstFailure } from "../cli/present-exec.ts";
import { requestOf } from "../cli/request-of.ts";
import type { RunToolchain } from "../environment/child-env.ts";
import { type RunEachOptions, runEach } from "../environment/run-each.ts";
import type { Command } from "../environment/run-here.ts";
import { runToolchain } from "../environment/run-toolchain.ts";
import { runUnder } from "../environment/run-under.ts";
import { GovError } from "../errors.ts";
import { hostPlatform } from "../platform/detect.ts";
import { runnableHere } from "../toolchains/here.ts";
import { type ProvideOptions, provideToolchain } from "../toolchains/provide.ts";

export default class Exec extends GovCommand<ExecReport> {
  static override summary = "run a program under a version, which is installed if it is missing";
  static override description =
    `The program gets GOROOT and GOTOOLDIR of that version, its bin directory first on PATH, GOV_VERSION, and
GOTOOLCHAIN=local unless that is set. Its exit status is gov's.

Several versions, separated by commas, run one after the other and end in a table; the exit status is then
the first one that is not 0. With --json the programs write to stderr only.`;
  static override args = {
    request: word({ required: true, description: "version, line, range, alias, name or system" }),
    command: word({ multiple: true, description: "the program and its words, which gov leaves alone" }),
  };
  static override flags = {
    all: boolean({ summary: "run under every installed version; there is no REQUEST then" }),
    "no-install": boolean({ summary: "fail when the version is missing" }),
    offline: boolean({ summary: "install from the cache and nothing else" }),
  };
  static override examples = [
    "<%= config.bin %> exec 1.22.5 go test ./...",
    "<%= config.bin %> exec 1.21,1.22 -- go vet ./...",
    "<%= config.bin %> exec --all go build ./...",
  ];

  protected async answer(): Promise<Answer<ExecReport>> {
    const { args, flags } = await this.parse(Exec);
    const wishes = { install: !flags["no-install"], offline: flags.offline };
    const provide = (request: string) => this.#provide(request, wishes);
    const words = args.command ?? [];
    if (flags.all) {
      return this.#runEach(runnableHere(this.context), commandOf([args.request, ...words]), provide);
    }
    const requests = args.request.split(",").map((text) => requestOf(text).text);
    const command = commandOf(words);
    if (requests.length > 1 || this.jsonEnabled()) return this.#runEach(requests, command, provide);
    const toolchain = await provide(args.request);
    const end = await runUnder(toolchain, command, this.context, { signals: process, stdout: "own" });
    return { data: { results: [] }, text: "", exit: endLike(end) };
  }

  async #runEach(
    requests: readonly string[],
    command: Command,
    provide: RunEachOptions["provide"],
  ): Promise<Answer<ExecReport>> {
    const results = await runEach(requests, command, this.context, {
      provide,
      onStart: ({ name }) => writeErr(`gov: under ${name}: ${cleanText(command.join(" "))}\n`),
      now: this.context.now,
      signals: process,
      stdout: this.jsonEnabled() ? "stderr" : "own",
    });
    const report = execReport(results);
    return { data: report, text: "", talk: `\n${execTable(report)}`, exit: firstFailure(report.results) };
  }

  async #provide(
    request: string,
    wishes: Pick<ProvideOptions, "install" | "offline">,
  ): Promise<RunToolchain> {
    const toolchain = await this.watching(false, (emit, signal) =>
      provideToolchain(requestOf(request), { ...wishes, emit, signal }, this.context),
    );
    return runToolchain(toolchain, hostPlatform(this.context.node));
  }
}

function commandOf([name, ...rest]: readonly string[]): Command {
  if (name !== undefined) return [name, ...rest];
  throw new GovError("usage", "there is no program to run", { hint: "gov exec 1.22.5 go version" });
}

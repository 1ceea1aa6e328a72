import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { endLike, exitStatusOf } from "../cli/end-like.ts";
import { writeErr } from "../cli/output.ts";
import { type TraceReport, traceReport, traceText } from "../cli/present-trace.ts";
import { GovError } from "../errors.ts";
import { traceCommand } from "../trace/trace.ts";

export default class Trace extends GovCommand<TraceReport> {
  static override summary = "run a command and show which tools of Go it really started";
  static override description =
    `Tells every go below the command, by -toolexec in GOFLAGS, to start compile, asm, link, vet, cgo and cover
through gov, and shows where each of them stands, of which release it is and how long it worked. Build and
test caches stay valid, and arguments are not written down.

The exit status is the command's. The table goes to stderr; with --json the command writes to stderr only.`;
  static override args = {
    command: word({ multiple: true, description: "the program and its words, which gov leaves alone" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %> go test ./...",
    "<%= config.bin %> <%= command.id %> --json -- make build",
  ];

  protected async answer(): Promise<Answer<TraceReport>> {
    const { args } = await this.parse(Trace);
    const [name, ...words] = args.command ?? [];
    if (name === undefined) {
      throw new GovError("usage", "there is no program to run", { hint: "gov trace go test ./..." });
    }
    const json = this.jsonEnabled();
    const trace = await traceCommand([name, ...words], this.context, {
      signals: process,
      stdout: json ? "stderr" : "own",
    });
    const data = traceReport(trace);
    if (json) return { data, text: "", exit: exitStatusOf(trace.end) };
    writeErr(traceText(data, this.paintOn("stderr")));
    return { data, text: "", exit: endLike(trace.end) };
  }
}

import { boolean } from "@oclif/core/flags";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type CurrentReport, currentLine, currentReport, whyText } from "../cli/present-current.ts";
import { errorText, reportOf } from "../cli/report-error.ts";
import { missingError } from "../resolution/missing.ts";
import { resolutionHere } from "../toolchains/here.ts";

export default class Current extends GovCommand<CurrentReport> {
  static override summary = "show which version runs here, and who asked for it";
  static override description = `When what is asked for is not installed, the exit status is 4.`;
  static override flags = {
    why: boolean({ summary: "show every candidate, why it won or lost, and what go's own switch will do" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --why",
    "<%= config.bin %> <%= command.id %> --json",
  ];

  protected async answer(): Promise<Answer<CurrentReport>> {
    const { flags } = await this.parse(Current);
    const resolution = resolutionHere(this.context);
    const data = currentReport(resolution, flags.why);
    const text = currentLine(resolution) + (flags.why ? whyText(resolution) : "");
    if (resolution.installed) return { data, text };
    const error = reportOf(missingError(resolution));
    return { data, text, talk: errorText(error, this.paintOn("stderr")), exit: error.exit };
  }
}

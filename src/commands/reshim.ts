import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type ReshimReport, reshimAnswer } from "../cli/present-reshim.ts";
import { readSettings } from "../config/settings.ts";
import { refreshShims } from "../shims/refresh.ts";

export default class Reshim extends GovCommand<ReshimReport> {
  static override summary = "write the shims and the shell hook anew";
  static override description =
    "Only what differs is written. Needed after versions were added or removed by hand, or after an update of gov or Node.";
  static override examples = ["<%= config.bin %> <%= command.id %>"];

  protected async answer(): Promise<Answer<ReshimReport>> {
    await this.parse(Reshim);
    const { problem, ...changes } = refreshShims(this.context, readSettings(this.context));
    if (problem !== null) throw problem;
    return reshimAnswer(changes, this.context);
  }
}

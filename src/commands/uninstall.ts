import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type UninstallReport, uninstallAnswer } from "../cli/present-uninstall.ts";
import { uninstallRequests } from "../toolchains/uninstall-requests.ts";

export default class Uninstall extends GovCommand<UninstallReport> {
  static override summary = "remove installed versions";
  static override description =
    `A line or a range must mean exactly one installed version. The default, and a version that a running process uses,
are kept unless --force is given. Of a linked tree only the link is removed.`;
  static override args = {
    request: word({ required: true, multiple: true, description: "versions, lines, ranges or names" }),
  };
  static override flags = {
    force: boolean({ summary: "remove the default, and what is in use, too" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %> 1.21.6",
    "<%= config.bin %> <%= command.id %> 1.20 1.21.6",
  ];

  protected async answer(): Promise<Answer<UninstallReport>> {
    const { args, flags } = await this.parse(Uninstall);
    const outcome = uninstallRequests(args.request, flags.force, this.context);
    return uninstallAnswer(outcome, this.paintOn("stderr"));
  }
}

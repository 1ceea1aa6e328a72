import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type DefaultReport, defaultSet, defaultShown } from "../cli/present-default.ts";
import { requestOf } from "../cli/request-of.ts";
import { defaultHere } from "../toolchains/default.ts";
import { setDefault } from "../toolchains/set-default.ts";

export default class Default extends GovCommand<DefaultReport> {
  static override summary = "show or set the version for wherever nothing else is asked for";
  static override description =
    `A version, a line, a name and system are kept as typed, so that a line follows its patches; a range or an alias is
kept as the installed version that it means.`;
  static override args = {
    request: word({ description: "an installed version, line, range, alias, name or system" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> 1.22",
    "<%= config.bin %> <%= command.id %> system",
  ];

  protected async answer(): Promise<Answer<DefaultReport>> {
    const { args } = await this.parse(Default);
    if (args.request === undefined) return defaultShown(defaultHere(this.context));
    setDefault(requestOf(args.request), this.context);
    return defaultSet(defaultHere(this.context));
  }
}

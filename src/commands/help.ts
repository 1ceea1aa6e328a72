import { Help as Printer } from "@oclif/core/help";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { unknownCommand } from "../cli/command-not-found.ts";

export default class Help extends GovCommand<object> {
  static override summary = "show what a command does, as --help does";
  static override enableJsonFlag = false;
  static override baseFlags = {};
  static override args = {
    command: word({ multiple: true, description: "the command; without it, all of them" }),
  };
  static override examples = ["<%= config.bin %> help install", "<%= config.bin %> help config set"];

  protected async answer(): Promise<Answer<object>> {
    const { args } = await this.parse(Help);
    const words = args.command ?? [];
    const unknown = unknownCommand(words, this.config.commandIDs);
    if (unknown !== undefined) throw unknown;
    await new Printer(this.config).showHelp(words);
    return { data: {}, text: "" };
  }
}

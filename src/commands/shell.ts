import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { requestOf } from "../cli/request-of.ts";
import { GovError } from "../errors.ts";
import { pinTextOf, requireRequested } from "../toolchains/requested.ts";

interface ShellReport {
  readonly version: string;
}

/**
 * The hook makes `gov shell REQUEST` act on its session: it asks with --print-version and exports the answer. A
 * program cannot change the variables of the shell that started it, so without the hook this says what can.
 */
export default class Shell extends GovCommand<ShellReport> {
  static override summary = "choose a version for this shell session";
  static override description =
    `This sets GOV_VERSION, which comes before every pin. It is the hook of gov setup that does it; --unset takes it back.`;
  static override enableJsonFlag = false;
  static override baseFlags = {};
  static override args = {
    request: word({ description: "an installed version, line, range, alias, name or system" }),
  };
  static override flags = {
    unset: boolean({ summary: "go back to what the directory asks for" }),
    "print-version": boolean({ hidden: true, summary: "print what to put into GOV_VERSION" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %> 1.22",
    "<%= config.bin %> <%= command.id %> --unset",
  ];

  protected async answer(): Promise<Answer<ShellReport>> {
    const { args, flags } = await this.parse(Shell);
    if (flags.unset) throw withoutHook("unset GOV_VERSION");
    if (args.request === undefined) {
      throw new GovError("usage", "there is no version for this shell", { hint: "gov shell 1.22" });
    }
    const request = requestOf(args.request);
    const version = pinTextOf(request, requireRequested(request, this.context));
    if (flags["print-version"]) return { data: { version }, text: `${version}\n` };
    throw withoutHook(`export GOV_VERSION=${version}`);
  }
}

function withoutHook(command: string): GovError {
  return new GovError("failed", "gov can change this shell only through its hook, which is not loaded here", {
    hint: `gov setup, then a new shell; or here: ${command}`,
  });
}

import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type UseReport, useAnswer } from "../cli/present-use.ts";
import { requestOf } from "../cli/request-of.ts";
import { GovError } from "../errors.ts";
import { unuseHere, useHere } from "../toolchains/use-here.ts";

export default class Use extends GovCommand<UseReport> {
  static override summary = "pin this directory to a version of Go";
  static override description =
    `Writes .go-version, or the Go line of a .tool-versions that is there, and installs the version if it is missing.
A version, a line (1.22), system and names are written as typed; a range or an alias as what it stands for.`;

  static override examples = [
    "<%= config.bin %> <%= command.id %> 1.21.6",
    "<%= config.bin %> <%= command.id %> latest",
    "<%= config.bin %> <%= command.id %> --unset",
  ];

  static override args = { request: word({ description: "the version to pin" }) };

  static override flags = {
    unset: boolean({ summary: "remove the pin of this directory" }),
    "no-install": boolean({ summary: "refuse a version that is not installed" }),
    offline: boolean({ summary: "use the cache and nothing else" }),
    quiet: boolean({ char: "q", summary: "say nothing but warnings and errors" }),
  };

  protected async answer(): Promise<Answer<UseReport>> {
    const { args, flags } = await this.parse(Use);
    const { quiet, offline } = flags;
    if (flags.unset && args.request !== undefined) {
      throw new GovError("usage", "--unset takes no version", { hint: "gov use --unset" });
    }
    if (flags.unset) return useAnswer(unuseHere(this.context), { quiet });
    if (args.request === undefined) {
      throw new GovError("usage", "there is no version to use", { hint: "gov use 1.22, or gov use --unset" });
    }
    const request = requestOf(args.request);
    const use = await this.watching(quiet, (emit, signal) =>
      useHere(request, { install: !flags["no-install"], offline, emit, signal }, this.context),
    );
    return useAnswer(use, { quiet });
  }
}

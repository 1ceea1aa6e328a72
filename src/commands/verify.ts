import { boolean } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type VerifyReport, verifyAnswer } from "../cli/present-verify.ts";
import { verifyRequests } from "../toolchains/verify-requests.ts";

export default class Verify extends GovCommand<VerifyReport> {
  static override summary = "hash installed versions again, and compare them with the public record";
  static override description =
    `Names every file that was changed, added or lost, or whose mode is another, and says whether the tree is still the
one in the checksum database. A Go tree that is not gov's is given as a directory; the record decides about it
as a whole. Without a request every installed version is verified. The exit status is 1 unless all are as they
should be.`;
  static override args = {
    request: word({
      multiple: true,
      description: "installed versions or names, or directories (with a slash)",
    }),
  };
  static override flags = {
    offline: boolean({ summary: "use the cache and nothing else" }),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> 1.22.5",
    "<%= config.bin %> <%= command.id %> /usr/local/go",
  ];

  protected async answer(): Promise<Answer<VerifyReport>> {
    const { args, flags } = await this.parse(Verify);
    const results = await this.watching(false, (emit, signal) =>
      verifyRequests(args.request ?? [], { emit, signal, offline: flags.offline }, this.context),
    );
    return verifyAnswer(results, this.paintOn("stdout"));
  }
}

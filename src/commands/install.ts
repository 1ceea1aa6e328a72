import { boolean, string } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type InstallReport, installAnswer } from "../cli/present-install.ts";
import { installHere } from "../toolchains/install-here.ts";

export default class Install extends GovCommand<InstallReport> {
  static override summary = "make Go versions present, proven genuine";
  static override description =
    `A request is an exact version (1.22.5), a line (1.22), a range (^1.21), latest, stable or oldstable.
Without one: what this directory asks for, else the newest stable Go. The first version that is ever installed
becomes the default. An archive or a Go tree given with --from says itself which version it is.`;

  static override examples = [
    "<%= config.bin %> <%= command.id %> 1.22.5 1.21",
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --from ./go1.22.5.linux-amd64.tar.gz",
    "<%= config.bin %> <%= command.id %> --from goproxy latest",
  ];

  static override args = {
    request: word({ description: "versions to make present", multiple: true }),
  };

  static override flags = {
    from: string({
      helpValue: "SOURCE",
      summary: "official, goproxy, a mirror's name or URL, a file or a directory",
    }),
    offline: boolean({ summary: "use the cache and nothing else" }),
    force: boolean({
      summary: "install again what is there; the old tree stays until the new one is proven",
    }),
    os: string({ helpValue: "GOOS", summary: "for another system" }),
    arch: string({ helpValue: "GOARCH", summary: "for another architecture" }),
    default: boolean({ summary: "make the first of them the default" }),
    lock: string({ helpValue: "FILE", summary: "a lock file to believe" }),
    "allow-unproven": boolean({
      summary: "install even if nothing proves it; recorded, and never chosen by itself",
    }),
    quiet: boolean({ char: "q", summary: "say nothing but warnings and errors" }),
  };

  protected async answer(): Promise<Answer<InstallReport>> {
    const { args, flags } = await this.parse(Install);
    const { "allow-unproven": allowUnproven, default: makeDefault, quiet, ...choices } = flags;
    const outcome = await this.watching(quiet, (emit, signal) =>
      installHere(
        args.request ?? [],
        { ...choices, allowUnproven, makeDefault },
        { context: this.context, emit, signal },
      ),
    );
    return installAnswer(outcome, { quiet });
  }
}

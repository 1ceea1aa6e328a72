import { option } from "@oclif/core/args";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { SHELLS, type Shell } from "../shells/rc-line.ts";
import { completionScript } from "../shells/render-completions.ts";

interface CompletionsReport {
  readonly shell: Shell;
  readonly script: string;
}

export default class Completions extends GovCommand<CompletionsReport> {
  static override summary = "print the script that completes gov's command line in a shell";
  static override description =
    "The hook of gov setup loads it by itself. This is for a shell without the hook, and for packagers.";
  static override examples = ["source <(<%= config.bin %> completions bash)", "<%= config.bin %> completions fish | source"];
  static override args = {
    shell: option({ options: SHELLS, required: true, ignoreStdin: true, description: "the shell it is for" })(),
  };

  protected async answer(): Promise<Answer<CompletionsReport>> {
    const { args } = await this.parse(Completions);
    const script = completionScript(args.shell, this.context.home.root);
    return { data: { shell: args.shell, script }, text: script };
  }
}

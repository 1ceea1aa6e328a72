import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { GovError } from "../errors.ts";
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
  static override examples = [
    "source <(<%= config.bin %> completions bash)",
    "<%= config.bin %> completions fish | source",
  ];
  static override args = {
    shell: word({ required: true, description: "bash, zsh or fish" }),
  };

  protected async answer(): Promise<Answer<CompletionsReport>> {
    const { args } = await this.parse(Completions);
    const shell = shellOf(args.shell);
    const script = completionScript(shell, this.context.home.root);
    return { data: { shell, script }, text: script };
  }
}

function shellOf(text: string): Shell {
  const shell = SHELLS.find((it) => it === text);
  if (shell !== undefined) return shell;
  throw new GovError("usage", `there is no completion for the shell \`${text.slice(0, 64)}\``, {
    hint: `gov completions takes one of: ${SHELLS.join(", ")}`,
  });
}

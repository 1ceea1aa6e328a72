import { boolean, option } from "@oclif/core/flags";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { checkAnswer, plannedAnswer, type SetupReport, setupAnswer } from "../cli/present-setup.ts";
import { SHELLS } from "../shells/rc-line.ts";
import { planRelease, planShells, releaseShells, setUpShells } from "../shells/setup.ts";

export default class Setup extends GovCommand<SetupReport> {
  static override summary = "make your shells load gov, and put its shims on PATH";
  static override description =
    `Writes one line into the start-up file of each shell you use (bash, zsh, fish), which loads a file of gov's and is
silent once that is gone. The files as they were are kept in backups/. Nothing is asked: --print shows the lines first.`;
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --print",
    "<%= config.bin %> <%= command.id %> --shell zsh",
    "<%= config.bin %> <%= command.id %> --remove",
  ];
  static override flags = {
    print: boolean({ summary: "show what would be written, and write nothing" }),
    check: boolean({
      summary: "exit with status 1 when something is missing",
      exclusive: ["remove", "print"],
    }),
    remove: boolean({ summary: "take the lines out again; the files are as they were, byte for byte" }),
    shell: option({
      summary: "only this shell (may be given several times)",
      options: SHELLS,
      multiple: true,
    })(),
  };

  protected async answer(): Promise<Answer<SetupReport>> {
    const { flags } = await this.parse(Setup);
    const shells = flags.shell ?? [];
    if (flags.check) return checkAnswer(planShells(shells, this.context), this.context);
    if (flags.remove) {
      if (flags.print) return plannedAnswer(planRelease(shells, this.context), this.context);
      return setupAnswer(releaseShells(shells, this.context), "release", this.context);
    }
    if (flags.print) return plannedAnswer(planShells(shells, this.context), this.context);
    return setupAnswer(setUpShells(shells, this.context), "load", this.context);
  }
}

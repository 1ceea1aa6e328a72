import { boolean, option, string } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import type { FixFlags } from "../cli/doctor-fix.ts";
import { doctorAnswer } from "../cli/present-doctor.ts";
import { githubText } from "../cli/present-doctor-github.ts";
import type { Finding } from "../doctor/finding.ts";
import { examine, type Machine } from "../doctor/machine.ts";
import { type Diagnoses, examineStatically } from "../doctor/report.ts";
import type { Command } from "../environment/run-here.ts";

type Flags = FixFlags & { readonly format: "text" | "github" };

export default class Doctor extends GovCommand<object> {
  static override summary = "find out what is wrong with Go on this machine, and what mends it";
  static override description =
    `Looks at this shell's environment, Go's own settings, the start-up files of the shells, every Go on PATH, gov's
versions and the project here. It starts no go and changes nothing. The exit status is 1 when it finds errors.

With a COMMAND it runs that, and when it fails says what its output means. The exit status is the command's then.`;
  static override args = {
    command: word({ multiple: true, description: "a command that fails, behind --" }),
  };
  static override flags = {
    only: string({ multiple: true, helpValue: "ID", summary: "run this check and no other" }),
    "fail-on": option({
      options: ["error", "warning", "note"] as const,
      default: "error",
      summary: "the least that makes the exit status 1",
    })(),
    deep: boolean({
      summary: "also build, vet, test and run a package of gov's own; takes up to a minute",
    }),
    fix: boolean({ summary: "mend what gov can mend, asking finding by finding" }),
    yes: boolean({ char: "y", dependsOn: ["fix"], summary: "do not ask" }),
    "dry-run": boolean({ dependsOn: ["fix"], summary: "show what --fix would change" }),
    undo: boolean({ exclusive: ["fix"], summary: "take the last --fix back, byte for byte" }),
    dockerfile: string({
      exclusive: ["only", "deep", "fix", "undo"],
      helpValue: "FILE",
      summary: "look at the images of a Dockerfile instead",
    }),
    script: boolean({
      exclusive: ["only", "deep", "fix", "undo", "dockerfile"],
      summary: "print a POSIX script that checks the essentials where there is no gov",
    }),
    format: option({
      options: ["text", "github"] as const,
      default: "text",
      summary: "github: annotations of GitHub Actions",
    })(),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --fix",
    "<%= config.bin %> <%= command.id %> -- go test ./...",
    "<%= config.bin %> <%= command.id %> --dockerfile Dockerfile --format github",
    "<%= config.bin %> <%= command.id %> --script | docker run -i IMAGE sh",
    "<%= config.bin %> <%= command.id %> explain goroot-skew",
  ];

  protected async answer(): Promise<Answer<object>> {
    const { args, flags } = await this.parse(Doctor);
    const [name, ...rest] = args.command ?? [];
    if (name !== undefined) return this.#run([name, ...rest]);
    if (flags.undo) return (await import("../cli/doctor-fix.ts")).undoAnswer(this.context);
    if (flags.script) return this.#script();
    if (flags.dockerfile !== undefined) return this.#lint(flags.dockerfile, flags);
    const machine = examine(this.context);
    const known = examineStatically(machine, flags.only);
    const diagnoses = flags.deep ? await this.#deepen(machine, known) : known;
    if (flags.fix) return this.#fix(diagnoses, flags);
    const answer = doctorAnswer(diagnoses, flags["fail-on"], this.paintOn("stdout"));
    return formatted(answer, flags.format);
  }

  // What most runs do not need is loaded only here.

  async #run(command: Command): Promise<Answer<object>> {
    const { failureAnswer } = await import("../cli/doctor-failure.ts");
    return failureAnswer(command, { ...this.#place("stderr"), signals: process });
  }

  async #script(): Promise<Answer<object>> {
    const { doctorScript } = await import("../doctor/script.ts");
    const script = doctorScript();
    return { data: { script }, text: script };
  }

  async #lint(file: string, flags: Pick<Flags, "fail-on" | "format">): Promise<Answer<object>> {
    const { imageAnswer } = await import("../cli/doctor-image.ts");
    return formatted(imageAnswer(file, flags["fail-on"], this.#place("stdout")), flags.format);
  }

  async #deepen(machine: Machine, known: Diagnoses): Promise<Diagnoses> {
    const { DEEP_ID, examineDeeply } = await import("../doctor/deep/deep.ts");
    const found = await this.watching(false, (_emit, signal) => examineDeeply(machine, known.found, signal));
    return { ...known, found, checked: [...known.checked, DEEP_ID] };
  }

  async #fix({ found }: Diagnoses, flags: Omit<Flags, "format">): Promise<Answer<object>> {
    const { fixAnswer } = await import("../cli/doctor-fix.ts");
    return fixAnswer(found, flags, this.#place("stderr"));
  }

  #place(stream: "stdout" | "stderr") {
    return { context: this.context, json: this.jsonEnabled(), paint: this.paintOn(stream) };
  }
}

function formatted<T extends { readonly findings: readonly Finding[] }>(
  answer: Answer<T>,
  format: Flags["format"],
): Answer<T> {
  return format === "text" ? answer : { ...answer, text: githubText(answer.data.findings) };
}

import path from "node:path";
import { boolean, option, string } from "@oclif/core/flags";
import { word } from "../cli/args.ts";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { exitStatusOf } from "../cli/end-like.ts";
import { fixFindings, fixMode } from "../cli/fix-findings.ts";
import { cleanText } from "../cli/format.ts";
import { dockerfileAnswer, doctorAnswer, failureText } from "../cli/present-doctor.ts";
import { githubText } from "../cli/present-doctor-github.ts";
import { fixedText } from "../cli/present-fix.ts";
import { watchProgram } from "../cli/watch-program.ts";
import { DEEP_ID, examineDeeply } from "../doctor/deep/deep.ts";
import { isAtLeast } from "../doctor/diagnose.ts";
import { lintDockerfile } from "../doctor/dockerfile/lint.ts";
import { explainFailure } from "../doctor/failure/explain-failure.ts";
import type { Finding, Severity } from "../doctor/finding.ts";
import { planFixes, undoFix } from "../doctor/fix.ts";
import { examine, type Machine } from "../doctor/machine.ts";
import { type Diagnoses, examineStatically } from "../doctor/report.ts";
import { doctorScript } from "../doctor/script.ts";
import { runHere } from "../environment/run-here.ts";
import type { Command } from "../environment/run-under.ts";
import { GovError } from "../errors.ts";
import { readText } from "../fs/read-text.ts";

type Format = "text" | "github";
type FixFlags = Parameters<typeof fixMode>[0] & { readonly "fail-on": Severity };

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
    if (flags.undo) return this.#undo();
    if (flags.script) return { data: { script: doctorScript() }, text: doctorScript() };
    if (flags.dockerfile !== undefined) return this.#lint(flags.dockerfile, flags);
    const [name, ...rest] = args.command ?? [];
    if (name !== undefined) return this.#run([name, ...rest]);
    const machine = examine(this.context);
    const known = examineStatically(machine, flags.only);
    const diagnoses = flags.deep ? await this.#deepen(machine, known) : known;
    if (flags.fix) return this.#fix(diagnoses, flags);
    const answer = doctorAnswer(diagnoses, flags["fail-on"], this.paintOn("stdout"));
    return formatted(answer, flags.format);
  }

  #lint(file: string, flags: { readonly "fail-on": Severity; readonly format: Format }): Answer<object> {
    const text = readText(path.resolve(this.context.cwd ?? "/", file));
    if (text === undefined) {
      throw new GovError("failed", `cannot read \`${file}\``, { hint: "gov doctor --dockerfile FILE", file });
    }
    const findings = lintDockerfile(text, file);
    const answer = dockerfileAnswer(file, findings, flags["fail-on"], this.paintOn("stdout"));
    return formatted(answer, flags.format);
  }

  async #deepen(machine: Machine, known: Diagnoses): Promise<Diagnoses> {
    const found = await this.watching(false, (_emit, signal) => examineDeeply(machine, known.found, signal));
    return { ...known, found, checked: [...known.checked, DEEP_ID] };
  }

  async #fix({ found }: Diagnoses, flags: FixFlags): Promise<Answer<object>> {
    const { stdin, stderr } = this.context.tty;
    const mode = fixMode(flags, stdin && stderr && !this.jsonEnabled());
    const plan = planFixes(this.context);
    const fixes = await fixFindings(found, { plan, mode, paint: this.paintOn("stderr") });
    const exit = fixes.left.some(({ severity }) => isAtLeast(severity, flags["fail-on"])) ? 1 : 0;
    return { data: fixes, text: fixedText(fixes), exit };
  }

  #undo(): Answer<object> {
    const files = undoFix(this.context) ?? [];
    const lines = files.map((file) => `${cleanText(file)} is as it was\n`);
    return { data: { restored: files }, text: lines.join("") || "there is no fix to take back\n" };
  }

  async #run(command: Command): Promise<Answer<object>> {
    const output = watchProgram(this.jsonEnabled());
    const end = await runHere(command, this.context, { signals: process, stdout: output.read });
    const exit = exitStatusOf(end);
    if (exit === 0) return { data: { exit, causes: [] }, text: "", exit };
    const { found } = examineStatically(examine(this.context));
    const causes = explainFailure(
      output.text(),
      found.map(({ finding }) => finding),
    );
    const shown = causes.map((it) => ({ ...it, message: cleanText(it.message) }));
    return {
      data: { exit, causes: shown },
      text: "",
      talk: failureText(shown, this.paintOn("stderr")),
      exit,
    };
  }
}

function formatted<T extends { readonly findings: readonly Finding[] }>(
  answer: Answer<T>,
  format: Format,
): Answer<T> {
  return format === "text" ? answer : { ...answer, text: githubText(answer.data.findings) };
}

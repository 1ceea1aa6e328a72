import { option, string } from "@oclif/core/flags";
import { type Answer, GovCommand } from "../cli/base-command.ts";
import { type DoctorReport, doctorAnswer } from "../cli/present-doctor.ts";
import { examine } from "../doctor/machine.ts";
import { examineStatically } from "../doctor/report.ts";

export default class Doctor extends GovCommand<DoctorReport> {
  static override summary = "find out what is wrong with Go on this machine, and what mends it";
  static override description =
    `Looks at this shell's environment, Go's own settings, the start-up files of the shells, every Go on PATH, gov's
versions and the project here. It starts no go and changes nothing.

The exit status is 1 when it finds errors.`;
  static override flags = {
    only: string({ multiple: true, helpValue: "ID", summary: "run this check and no other" }),
    "fail-on": option({
      options: ["error", "warning", "note"] as const,
      default: "error",
      summary: "the least that makes the exit status 1",
    })(),
  };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> --json",
    "<%= config.bin %> <%= command.id %> --only goroot-skew",
  ];

  protected async answer(): Promise<Answer<DoctorReport>> {
    const { flags } = await this.parse(Doctor);
    const diagnoses = examineStatically(examine(this.context), flags.only ?? []);
    return doctorAnswer(diagnoses, flags["fail-on"], this.paintOn("stdout"));
  }
}

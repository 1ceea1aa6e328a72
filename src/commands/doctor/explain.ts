import fs from "node:fs";
import { word } from "../../cli/args.ts";
import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { handbookFile } from "../../config/package-files.ts";
import { handbookEntries } from "../../doctor/handbook.ts";
import { GovError } from "../../errors.ts";

interface Explanation {
  readonly id: string;
  readonly text: string;
}

export default class DoctorExplain extends GovCommand<{ readonly entries: readonly Explanation[] }> {
  static override summary = "what a finding means, where it comes from, and what mends it";
  static override description = "Without an id it lists them all.";
  static override args = { id: word({ description: "the id in brackets behind a finding" }) };
  static override examples = [
    "<%= config.bin %> <%= command.id %>",
    "<%= config.bin %> <%= command.id %> goroot-skew",
  ];

  protected async answer(): Promise<Answer<{ readonly entries: readonly Explanation[] }>> {
    const { args } = await this.parse(DoctorExplain);
    const entries = handbookEntries(fs.readFileSync(handbookFile(), "utf8"));
    if (args.id === undefined) {
      const ids = [...entries.keys()];
      const all = [...entries].map(([id, text]) => ({ id, text }));
      return { data: { entries: all }, text: ids.map((id) => `${id}\n`).join("") };
    }
    const text = entries.get(args.id);
    if (text === undefined) {
      throw new GovError("usage", `there is no finding \`${args.id}\``, { hint: "gov doctor explain" });
    }
    return { data: { entries: [{ id: args.id, text }] }, text: `${args.id}\n\n${text}\n` };
  }
}

import { word } from "../../cli/args.ts";
import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { type SettingRow, settingRow, settingText } from "../../cli/present-config.ts";
import { readSetting } from "../../config/settings.ts";

export default class ConfigGet extends GovCommand<SettingRow> {
  static override summary = "print the value of a setting";
  static override args = { name: word({ required: true, description: "gov config list shows them" }) };
  static override examples = ["<%= config.bin %> config get jobs"];

  protected async answer(): Promise<Answer<SettingRow>> {
    const { args } = await this.parse(ConfigGet);
    const row = settingRow(readSetting(args.name, this.context));
    return { data: row, text: `${settingText(row)}\n` };
  }
}

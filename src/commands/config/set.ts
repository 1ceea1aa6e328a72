import { word } from "../../cli/args.ts";
import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { changedAnswer, type SettingRow } from "../../cli/present-config.ts";
import { readSetting } from "../../config/settings.ts";
import { changeSetting } from "../../shims/change-setting.ts";

export default class ConfigSet extends GovCommand<SettingRow> {
  static override summary = "change a setting in config.json";
  static override description =
    `A value is written as in the variable GOV_NAME: true and false, a number, names separated by commas, a path, or
the JSON list of mirrors.`;
  static override args = {
    name: word({ required: true, description: "gov config list shows them" }),
    value: word({ required: true, description: "the new value" }),
  };
  static override examples = [
    "<%= config.bin %> config set auto_install true",
    "<%= config.bin %> config set order goproxy,official",
    `<%= config.bin %> config set mirrors '[{"name": "company", "url": "https://go.example.com/dl/", "index": "json"}]'`,
  ];

  protected async answer(): Promise<Answer<SettingRow>> {
    const { args } = await this.parse(ConfigSet);
    changeSetting(args.name, args.value, this.context);
    return changedAnswer(readSetting(args.name, this.context));
  }
}

import { word } from "../../cli/args.ts";
import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { changedAnswer, type SettingRow } from "../../cli/present-config.ts";
import { readSetting } from "../../config/settings.ts";
import { changeSetting } from "../../shims/change-setting.ts";

export default class ConfigUnset extends GovCommand<SettingRow> {
  static override summary = "take a setting out of config.json";
  static override args = { name: word({ required: true, description: "gov config list shows them" }) };
  static override examples = ["<%= config.bin %> config unset jobs"];

  protected async answer(): Promise<Answer<SettingRow>> {
    const { args } = await this.parse(ConfigUnset);
    changeSetting(args.name, null, this.context);
    return changedAnswer(readSetting(args.name, this.context));
  }
}

import { type Answer, GovCommand } from "../../cli/base-command.ts";
import { type SettingRow, settingRow, settingsTable } from "../../cli/present-config.ts";
import { readSetting, SETTING_NAMES } from "../../config/settings.ts";

interface ConfigReport {
  readonly settings: readonly SettingRow[];
}

export default class ConfigList extends GovCommand<ConfigReport> {
  static override summary = "list the settings, and where each value is from";
  static override description = "A variable GOV_NAME comes before config.json. Credentials are hidden.";
  static override examples = [
    "<%= config.bin %> config list",
    "GOV_JOBS=2 <%= config.bin %> config list --json",
  ];

  protected async answer(): Promise<Answer<ConfigReport>> {
    await this.parse(ConfigList);
    const settings = SETTING_NAMES.map((name) => settingRow(readSetting(name, this.context)));
    return { data: { settings }, text: settingsTable(settings) };
  }
}

import type { SettingOrigin } from "../config/settings.ts";
import { redactText } from "../net/redact.ts";
import type { Answer } from "./base-command.ts";
import { cleanText, formatColumns } from "./format.ts";

/** A setting as `gov config` shows it: without the credentials that a mirror may hold. */
export interface SettingRow {
  readonly name: string;
  readonly value: unknown;
  readonly origin: SettingOrigin;
}

export function settingRow({ name, value, origin }: SettingRow): SettingRow {
  return { name, value: redacted(value), origin };
}

/** `gov config set` reads the same text, unless something was hidden in it. */
export function settingText({ name, value }: SettingRow): string {
  if (value === null) return "";
  if (name === "order" && Array.isArray(value)) return cleanText(value.join(","));
  return cleanText(typeof value === "string" ? value : JSON.stringify(value));
}

/** After a change: what is in force now, which a variable may have decided. */
export function changedAnswer(setting: SettingRow): Answer<SettingRow> {
  const row = settingRow(setting);
  const { name, origin } = row;
  const overridden =
    origin.kind === "env" ? `gov: warning: ${origin.name} is set, and comes before config.json\n` : "";
  return { data: row, text: "", talk: `gov: ${name} is ${settingText(row) || "unset"} now\n${overridden}` };
}

export function settingsTable(rows: readonly SettingRow[]): string {
  return formatColumns(rows.map((row) => [row.name, settingText(row) || "-", originWords(row.origin)]));
}

function originWords({ kind, name, file }: SettingOrigin): string {
  if (kind === "default") return "";
  return cleanText(`(${name ?? file})`);
}

function redacted(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(inner)]));
}

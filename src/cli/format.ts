import { stripVTControlCharacters } from "node:util";
import { escapeText, redactText } from "../net/redact.ts";

/** Text from anywhere as one line that hides secrets and cannot steer a terminal. */
export function cleanText(text: string): string {
  return escapeText(redactText(text));
}

/** `68.9 MB`: decimal units, one digit after the point from kB on. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `0.8 s`, `12 s`, `2 min 5 s`. */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/**
 * Rows as columns, two spaces apart, the last one ragged. A column that is empty in every row is left out;
 * no rows give an empty text. Colours take no room.
 */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    }
  }
  return rows.map((row) => `${formatRow(row, widths)}\n`).join("");
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => ({ cell, width: widths[column] ?? 0 }))
    .filter(({ width }) => width > 0)
    .map(({ cell, width }) => cell + " ".repeat(width - widthOf(cell)))
    .join("  ")
    .trimEnd();
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

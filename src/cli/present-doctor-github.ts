import type { Finding } from "../doctor/finding.ts";
import { cleanText } from "./format.ts";

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * Findings as annotations of GitHub Actions, one a line. The place is that of the first evidence with one.
 * Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
 */
export function githubText(findings: readonly Finding[]): string {
  return findings.map(annotation).join("");
}

function annotation({ id, severity, title, evidence, effect, fix }: Finding): string {
  const origin = evidence.find((it) => it.origin !== null)?.origin ?? null;
  const command = fix.command === null ? "" : ` (${fix.command})`;
  const properties = [
    ...(origin === null ? [] : [["file", origin.file]]),
    ...(origin?.line == null ? [] : [["line", String(origin.line)]]),
    ["title", `${title} [${id}]`],
  ].map(([name, value]) => `${name}=${escapeProperty(cleanText(value ?? ""))}`);
  const message = [effect, `fix: ${fix.text}${command}`].map((line) => escapeMessage(cleanText(line)));
  return `::${COMMANDS[severity]} ${properties.join(",")}::${message.join("%0A")}\n`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

import { isAtLeast } from "../doctor/diagnose.ts";
import type { Cause } from "../doctor/failure/explain-failure.ts";
import type { Evidence, Finding, Severity } from "../doctor/finding.ts";
import type { Diagnoses } from "../doctor/report.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";
import { type CurrentReport, currentLine, currentReport } from "./present-current.ts";
import type { Paint } from "./style.ts";

/** `gov doctor --json` (DESIGN 8). */
export interface DoctorReport {
  /** No error and no warning. */
  readonly healthy: boolean;
  readonly resolution: CurrentReport;
  readonly findings: readonly Finding[];
  readonly checked: readonly string[];
}

const COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const;

/** The causes of a failed command, before the rest of what was found. */
export function failureText(causes: readonly Cause[], paint: Paint): string {
  if (causes.length === 0) return "";
  const shown = causes.map(({ message, meaning, findings }) => {
    const meant = findings.length === 0 ? `  ${cleanText(meaning)}\n` : "";
    return `\n${paint("bold", cleanText(message))}\n${meant}${findings.map((it) => findingText(it, paint)).join("")}`;
  });
  return `\ngov doctor: why this failed\n${shown.join("")}`;
}

/** Worst first; the status is 1 when something is at least as bad as `failOn`. */
export function doctorAnswer(diagnoses: Diagnoses, failOn: Severity, paint: Paint): Answer<DoctorReport> {
  const findings = diagnoses.found.map(({ finding }) => finding);
  const healthy = !findings.some(({ severity }) => isAtLeast(severity, "warning"));
  const { resolution, checked } = diagnoses;
  return {
    data: { healthy, resolution: currentReport(resolution, false), findings, checked },
    text: summary(diagnoses, findings, paint) + findings.map((it) => findingText(it, paint)).join(""),
    exit: findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0,
  };
}

function summary({ resolution }: Diagnoses, findings: readonly Finding[], paint: Paint): string {
  const count = (severity: Severity) => findings.filter((it) => it.severity === severity).length;
  const counts = (["error", "warning"] as const)
    .map((severity) => counted(count(severity), severity))
    .filter((text) => text !== "");
  if (counts.length > 0) return `${counts.join(", ")}\n`;
  const here = currentLine(resolution).trim();
  return `${paint("green", "healthy")}${here === "" ? "" : `: ${here}`}\n`;
}

function counted(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A sentence, the evidence with its origin, what it breaks, one fix. A note is shorter. */
function findingText({ id, severity, title, evidence, effect, fix }: Finding, paint: Paint): string {
  const lines = [
    "",
    `${paint(COLOURS[severity], severity)}: ${cleanText(title)} [${id}]`,
    ...evidence.map((it) => `  ${cleanText(evidenceText(it))}`),
    `  ${cleanText(effect)}`,
    `  fix: ${cleanText(fix.text)}${fix.command === null ? "" : ` (${cleanText(fix.command)})`}`,
  ];
  return `${lines.join("\n")}\n`;
}

function evidenceText({ kind, name, value, origin }: Evidence): string {
  const fact = kind === "env" || kind === "file" ? `${name}=${value}` : `${name}: ${value}`;
  if (origin === null) return kind === "env" ? `${fact}, from the process that started this shell` : fact;
  const place = origin.line === null ? origin.file : `${origin.file}:${origin.line}`;
  return `${fact}, set in ${place}`;
}

import { isAtLeast } from "../doctor/diagnose.ts";
import type { Cause } from "../doctor/failure/explain-failure.ts";
import type { Evidence, Finding, Severity } from "../doctor/finding.ts";
import type { Diagnoses } from "../doctor/report.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";
import { type CurrentReport, currentLine, currentReport } from "./present-current.ts";
import type { Paint } from "./style.ts";

/** `gov doctor --json`. */
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

/** `gov doctor --dockerfile FILE --json`. */
export interface DockerfileReport {
  readonly healthy: boolean;
  readonly dockerfile: string;
  readonly findings: readonly Finding[];
}

export function dockerfileAnswer(
  dockerfile: string,
  findings: readonly Finding[],
  failOn: Severity,
  paint: Paint,
): Answer<DockerfileReport> {
  return {
    data: { healthy: !hasAtLeast(findings, "warning"), dockerfile, findings },
    text: findingsText(findings, dockerfile, paint),
    exit: hasAtLeast(findings, failOn) ? 1 : 0,
  };
}

/** Worst first; the status is 1 when something is at least as bad as `failOn`. */
export function doctorAnswer(diagnoses: Diagnoses, failOn: Severity, paint: Paint): Answer<DoctorReport> {
  const findings = diagnoses.found.map(({ finding }) => finding);
  const healthy = !hasAtLeast(findings, "warning");
  const { resolution, checked } = diagnoses;
  return {
    data: { healthy, resolution: currentReport(resolution, false), findings, checked },
    text: findingsText(findings, currentLine(resolution).trim(), paint),
    exit: hasAtLeast(findings, failOn) ? 1 : 0,
  };
}

function hasAtLeast(findings: readonly Finding[], limit: Severity): boolean {
  return findings.some(({ severity }) => isAtLeast(severity, limit));
}

/** `here` is what was looked at; it is named when nothing is wrong with it. */
function findingsText(findings: readonly Finding[], here: string, paint: Paint): string {
  return summary(findings, here, paint) + findings.map((it) => findingText(it, paint)).join("");
}

function summary(findings: readonly Finding[], here: string, paint: Paint): string {
  const count = (severity: Severity) => findings.filter((it) => it.severity === severity).length;
  const counts = (["error", "warning"] as const)
    .map((severity) => counted(count(severity), severity))
    .filter((text) => text !== "");
  if (counts.length > 0) return `${counts.join(", ")}\n`;
  return `${paint("green", "healthy")}${here === "" ? "" : `: ${here}`}\n`;
}

function counted(count: number, word: string): string {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A sentence, the evidence with its origin, what it breaks, one fix. A note is its sentence and the fix. */
function findingText({ id, severity, title, evidence, effect, fix }: Finding, paint: Paint): string {
  const head = `${paint(COLOURS[severity], severity)}: ${cleanText(title)} [${id}]`;
  const remedy = `  fix: ${cleanText(fix.text)}${fix.command === null ? "" : ` (${cleanText(fix.command)})`}`;
  if (severity === "note") return `${head}\n${remedy}\n`;
  const lines = [
    "",
    head,
    ...evidence.map((it) => `  ${cleanText(evidenceText(it))}`),
    `  ${cleanText(effect)}`,
    remedy,
  ];
  return `${lines.join("\n")}\n`;
}

function evidenceText({ kind, name, value, origin }: Evidence): string {
  const fact = kind === "env" || kind === "file" ? `${name}=${value}` : `${name}: ${value}`;
  if (origin === null) return kind === "env" ? `${fact}, from the process that started this shell` : fact;
  const place = origin.line === null ? origin.file : `${origin.file}:${origin.line}`;
  return `${fact}, ${kind === "path" ? "" : "set "}in ${place}`;
}

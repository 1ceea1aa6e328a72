import { GovError } from "../errors.ts";
import { redactText } from "../net/redact.ts";
import { EXIT_STATUS } from "./exit-codes.ts";
import { cleanText } from "./format.ts";
import type { Paint } from "./style.ts";

/** A failure as `--json` shows it. */
export interface ErrorReport {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly hint: string | null;
  readonly file?: string;
  readonly line?: number;
  readonly url?: string;
}

/** Any thrown value as a report; `command` is the one that was running, for the hint of a usage error. */
export function reportOf(error: unknown, command?: string): ErrorReport {
  if (error instanceof GovError) return govReport(error);
  const usage = usageMessage(error);
  if (usage !== undefined) return usageReport(usage, command);
  return {
    code: "internal",
    exit: EXIT_STATUS.failed,
    message: `internal error: ${cleanText(error instanceof Error ? error.message : String(error))}`,
    hint: "this is a bug in gov; GOV_DEBUG=1 shows where",
  };
}

/** Two lines, the second only when there is a way out. */
export function errorText(report: ErrorReport, paint: Paint): string {
  const hint = report.hint === null ? "" : `hint: ${report.hint}\n`;
  return `${paint("red", "gov:")} ${report.message}\n${hint}`;
}

function govReport(error: GovError): ErrorReport {
  return {
    code: error.code,
    exit: EXIT_STATUS[error.code],
    message: cleanText(error.message),
    hint: error.hint === undefined ? null : cleanText(error.hint),
    ...(error.file === undefined ? {} : { file: error.file }),
    ...(error.line === undefined ? {} : { line: error.line }),
    ...(error.url === undefined ? {} : { url: redactText(error.url) }),
  };
}

/** oclif's parser throws errors that carry an exit status of their own; a missing argument has a spec. */
function usageMessage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("oclif" in error)) return undefined;
  const { args = [] } = error as { args?: readonly unknown[] };
  const missing = args.flatMap((arg) => (isArgument(arg) ? arg.name.toUpperCase() : []));
  if (missing.length > 0) return `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing`;
  const message = error.message
    .split("\n")
    .slice(0, 2)
    .join(" ")
    .replace(/\s*See more help.*$/, "")
    .trim()
    .replace(/\.$/, "");
  return RELATIONS.reduce((text, [pattern, words]) => text.replace(pattern, words), message);
}

/** What oclif says of flags that go together, or do not. */
const RELATIONS: readonly (readonly [RegExp, string])[] = [
  [/^The following errors? occurred:\s*/, ""],
  [/^All of the following must be provided when using (--\S+): (.*)$/, "$1 goes with $2 only"],
  [/^(--[^\s=]+)(?:=\S*)? cannot also be provided when using (--\S+)$/, "$1 and $2 exclude each other"],
];

function isArgument(arg: unknown): arg is { readonly name: string } {
  return typeof arg === "object" && arg !== null && "name" in arg && typeof arg.name === "string";
}

function usageReport(message: string, command: string | undefined): ErrorReport {
  return {
    code: "usage",
    exit: EXIT_STATUS.usage,
    message: cleanText(message.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())),
    hint: command === undefined ? "gov --help" : `gov ${command.replaceAll(":", " ")} --help`,
  };
}

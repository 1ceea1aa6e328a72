import type { UninstallOutcome, UninstallResult } from "../toolchains/uninstall-requests.ts";
import type { Answer } from "./base-command.ts";
import { cleanText, formatBytes } from "./format.ts";
import { type ErrorReport, errorText, reportOf } from "./report-error.ts";
import type { Paint } from "./style.ts";

/** `gov uninstall --json`. */
export interface UninstallReport {
  readonly results: readonly UninstallRow[];
}

interface UninstallRow {
  readonly request: string;
  readonly version: string | null;
  readonly status: UninstallResult["status"];
  readonly root: string | null;
  readonly bytes: number;
  readonly ms: number;
  readonly error?: ErrorReport;
}

/** The status is that of the first failure. */
export function uninstallAnswer(
  { results, lostDefault }: UninstallOutcome,
  paint: Paint,
): Answer<UninstallReport> {
  const rows = results.map(uninstallRow);
  const lost =
    lostDefault === null
      ? ""
      : `gov: warning: the default ${cleanText(lostDefault)} is not installed any more\nhint: gov default REQUEST\n`;
  return {
    data: { results: rows },
    text: "",
    talk: results.map((result) => sentence(result, paint)).join("") + lost,
    exit: rows.find(({ error }) => error !== undefined)?.error?.exit ?? 0,
  };
}

function uninstallRow(result: UninstallResult): UninstallRow {
  const { request, version, status, ms } = result;
  if (result.status === "failed") {
    return { request, version, status, root: null, bytes: 0, ms, error: reportOf(result.error) };
  }
  const { root, bytes } = result;
  return { request, version, status, root, bytes, ms };
}

function sentence(result: UninstallResult, paint: Paint): string {
  if (result.status === "failed") return errorText(reportOf(result.error), paint);
  const freed = result.bytes === 0 ? "" : `, which frees ${formatBytes(result.bytes)}`;
  return `gov: removed ${cleanText(result.name)}${freed}\n`;
}

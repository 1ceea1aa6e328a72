import type { RunResult } from "../environment/run-each.ts";
import { exitStatusOf } from "./end-like.ts";
import { cleanText, formatColumns, formatSeconds } from "./format.ts";
import { type ErrorReport, reportOf } from "./report-error.ts";

export interface ExecReport {
  readonly results: readonly ExecResult[];
}

export interface ExecResult {
  readonly request: string;
  readonly name: string | null;
  readonly status: "exited" | "killed" | "failed" | "skipped";
  /** As a shell has it: 128 and the signal, 126 and 127 for a program that did not start. */
  readonly exit: number;
  readonly signal: string | null;
  readonly ms: number;
  readonly error?: ErrorReport;
}

export function execReport(results: readonly RunResult[]): ExecReport {
  return {
    results: results.map(({ request, name, end, ms }) => {
      const shared = { request, name, status: end.kind, signal: null, ms };
      if (end.kind === "exited") return { ...shared, exit: end.code };
      if (end.kind === "killed") return { ...shared, exit: exitStatusOf(end), signal: end.signal };
      if (end.kind === "skipped") return { ...shared, exit: 1 };
      const error = reportOf(end.error);
      return { ...shared, exit: error.exit, error };
    }),
  };
}

/** The first status that is not 0, in the order given. */
export function firstFailure(results: readonly { readonly exit: number }[]): number {
  return results.find(({ exit }) => exit !== 0)?.exit ?? 0;
}

export function execTable({ results }: ExecReport): string {
  return formatColumns(
    results.map((result) => [cleanText(result.name ?? result.request), outcome(result), duration(result)]),
  );
}

function outcome({ status, exit, signal, error }: ExecResult): string {
  if (status === "killed") return `killed by ${signal}`;
  if (status === "skipped") return "skipped";
  if (status === "failed") return error?.message ?? "failed";
  return exit === 0 ? "ok" : `exit ${exit}`;
}

function duration({ status, ms }: ExecResult): string {
  return status === "exited" || status === "killed" ? formatSeconds(ms) : "";
}

import type { Call } from "../trace/calls.ts";
import type { TracedTool } from "../trace/tools.ts";
import type { Trace } from "../trace/trace.ts";
import type { Trouble } from "../trace/troubles.ts";
import { exitStatusOf } from "./end-like.ts";
import { cleanText, formatColumns, formatSeconds } from "./format.ts";
import type { Paint } from "./style.ts";

/** Troubles of a tool that never came to work. */
const DEAD: readonly Trouble["kind"][] = ["missing", "not-executable", "noexec"];

/** `gov trace --json`. */
export interface TraceReport {
  readonly exit: number;
  readonly signal: string | null;
  readonly tools: readonly TracedTool[];
  readonly troubles: readonly Trouble[];
  readonly calls: readonly (Pick<Call, "kind" | "path" | "package" | "ms" | "exit"> & {
    readonly startedAt: string;
  })[];
}

export function traceReport({ end, tools, troubles, calls }: Trace): TraceReport {
  return {
    exit: exitStatusOf(end),
    signal: end.kind === "killed" ? end.signal : null,
    tools,
    troubles,
    calls: calls.map(({ kind, path, package: name, startedAt, ms, exit }) => ({
      kind,
      path,
      package: name,
      startedAt: new Date(startedAt).toISOString(),
      ms,
      exit,
    })),
  };
}

/** A table for each go that took part, what the build cache saved, and what stands out. */
export function traceText({ tools, troubles }: TraceReport, paint: Paint): string {
  const gos = [...new Set(tools.map(goLine))];
  const tables = gos.map((line) => {
    const rows = tools.filter((tool) => goLine(tool) === line).map((tool) => toolCells(tool, troubles));
    return `\n${line}\n${indent(formatColumns(rows))}`;
  });
  return tables.join("") + cacheText(tools) + troubles.map((it) => troubleText(it, paint)).join("");
}

function goLine({ goversion, goroot, gotooldir }: TracedTool): string {
  return cleanText(`${goversion ?? "go"} GOROOT=${goroot} GOTOOLDIR=${gotooldir}`);
}

function toolCells(
  { tool, release, runs, failed, ms, path }: TracedTool,
  troubles: readonly Trouble[],
): string[] {
  const dead = troubles.find((it) => it.path === path && DEAD.includes(it.kind));
  return [
    cleanText(tool),
    cleanText(release ?? "?"),
    dead ? dead.kind : runs === 0 ? "cached" : `${runs} run${runs === 1 ? "" : "s"}`,
    failed === 0 ? "" : `${failed} failed`,
    runs === 0 ? "" : formatSeconds(ms),
    cleanText(path),
  ];
}

function cacheText(tools: readonly TracedTool[]): string {
  if (tools.length === 0) {
    return (
      "\ngov: no tool of Go was started: the command started no go that builds, or set GOFLAGS itself\n" +
      "hint: gov trace go build -a ./...\n"
    );
  }
  if (tools.some(({ runs }) => runs > 0)) return "";
  return (
    "\nall of it came from the build cache: the tools were asked for their release only\n" +
    "to see them at work, build everything anew: go build -a\n"
  );
}

function troubleText({ path, message }: Trouble, paint: Paint): string {
  return `\n${paint("yellow", "warning")}: ${cleanText(message)}\n  ${cleanText(path)}\n`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

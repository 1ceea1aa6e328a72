import type { GoSwitch } from "../resolution/go-switch.ts";
import type { ResolutionHere } from "../resolution/here.ts";
import { type Candidate, placeOf, type Reason } from "../resolution/trace.ts";
import { cleanText, formatColumns } from "./format.ts";

/** `gov current --json`. */
export type CurrentReport = Omit<ResolutionHere, "missing" | "candidates"> & {
  readonly candidates?: readonly Candidate[];
};

export function currentReport(resolution: ResolutionHere, why: boolean): CurrentReport {
  const { name, version, kind, root, installed, reason, goSwitch, candidates } = resolution;
  const report = { name, version, kind, root, installed, reason: reasonRow(reason), goSwitch };
  if (!why) return report;
  return { ...report, candidates: candidates.map((it) => ({ ...it, reason: reasonRow(it.reason) })) };
}

/** In the order of the contract. */
function reasonRow({ kind, request, ...place }: Reason): Reason {
  return { kind, request, ...place };
}

/** `1.22.5 (pinned by /p/.go-version:1)`; empty when nothing was chosen. */
export function currentLine({ name, version, kind, reason }: ResolutionHere): string {
  if (name === null) return "";
  const release = kind === "linked" && version !== null ? `Go ${version}, ` : "";
  return `${name} (${release}${cleanText(reasonWords(reason))})\n`;
}

/** Every candidate with its fate, and what Go's own switch makes of the winner. */
export function whyText(resolution: ResolutionHere): string {
  const rows = resolution.candidates.map(({ reason, outcome, why }) =>
    [outcome, reason.request ?? "", placeOrNothing(reason), why].map(cleanText),
  );
  const next = resolution.installed ? `\n${cleanText(switchSentence(resolution))}\n` : "";
  return formatColumns(rows) + next;
}

function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case "env":
      return "set by GOV_VERSION";
    case "pin":
      return `pinned by ${placeOf(reason)}`;
    case "home":
      return `your own pin in ${placeOf(reason)}`;
    case "toolchain":
      return `the toolchain line of ${placeOf(reason)}`;
    case "floor":
      return `new enough for ${placeOf(reason)}`;
    case "default":
      return "the default";
    case "newest":
      return "the newest installed";
    case "system":
    case "none":
      return "nothing else is installed";
  }
}

function placeOrNothing(reason: Reason): string {
  return reason.file === undefined && reason.kind !== "env" ? reason.kind : placeOf(reason);
}

function switchSentence({ name, version, goSwitch }: ResolutionHere): string {
  const running = version ?? name ?? "";
  const { needs, outcome } = goSwitch;
  const setting = settingWords(goSwitch);
  switch (outcome) {
    case "stay":
      return `go itself stays with ${running}${setting && ` (${setting})`}`;
    case "path":
      return `go itself will switch to go${needs}, which is on PATH (${setting})`;
    case "download":
      return `go itself will download and run go${needs}, unless you run: gov install ${needs} (${setting})`;
    case "error":
      return needs === null
        ? `go itself will refuse to run: ${setting} is not valid`
        : `go itself will refuse to run: Go ${needs} is needed here, and ${setting} keeps it from switching`;
  }
}

function settingWords({ setting, from }: GoSwitch): string {
  if (setting === "") return "";
  return `GOTOOLCHAIN=${setting}${from === "environment" ? "" : ` from ${from}`}`;
}

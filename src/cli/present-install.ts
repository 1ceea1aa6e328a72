import type { Outlook } from "../resolution/outlook.ts";
import type { InstallOutcome } from "../toolchains/install-here.ts";
import type { InstallResult } from "../toolchains/install-requests.ts";
import type { Answer } from "./base-command.ts";
import { cleanText } from "./format.ts";
import { type ErrorReport, errorText, reportOf } from "./report-error.ts";

/** `gov install --json`. */
export interface InstallReport {
  readonly results: readonly InstallRow[];
}

interface InstallRow {
  readonly request: string;
  readonly version: string | null;
  readonly status: InstallResult["status"];
  readonly root: string | null;
  readonly source?: string;
  readonly proofs?: readonly string[];
  readonly bytes: number;
  readonly ms: number;
  readonly error?: ErrorReport;
}

/** Rows for `--json`; for people what events did not say already, and what `go version` will say here. */
export function installAnswer(outcome: InstallOutcome, { quiet }: { quiet: boolean }): Answer<InstallReport> {
  const { results, newDefault, outlook } = outcome;
  const rows = results.map(installRow);
  const errors = rows.flatMap(({ error }) => error ?? []);
  const lines = [
    ...results.flatMap((it) =>
      it.status === "present" ? [`gov: Go ${it.toolchain.name} is installed already\n`] : [],
    ),
    ...(newDefault === null ? [] : [`gov: the default is ${newDefault} now\n`]),
    ...(outlook !== null && (errors.length === 0 || errors.length < rows.length)
      ? [outlookText(outlook)]
      : []),
  ];
  return {
    data: { results: rows },
    text: "",
    talk: [...(quiet ? [] : lines), ...errors.map((error) => errorText(error, (_, text) => text))].join(""),
    exit: errors[0]?.exit ?? 0,
  };
}

/** What `go version` will say here, and the one thing in the way. */
export function outlookText({ release, because, obstacle }: Outlook): string {
  const says = release === null ? [] : [`gov: \`go version\` says ${release} here (${because})`];
  const inTheWay = obstacle === null ? [] : [`gov: ${obstacle.sentence}`, `hint: ${obstacle.hint}`];
  return [...says, ...inTheWay].map((line) => `${cleanText(line)}\n`).join("");
}

function installRow(result: InstallResult): InstallRow {
  const { request, status, ms } = result;
  if (result.status === "failed") {
    const { version, error } = result;
    return { request, version, status, root: null, bytes: 0, ms, error: reportOf(error) };
  }
  const { name, version, goroot, receipt } = result.toolchain;
  return {
    request,
    version: version === null ? name : receipt.version,
    status,
    root: goroot,
    source: receipt.origin.kind,
    proofs: receipt.proofs.map(({ kind }) => kind),
    bytes: receipt.bytes,
    ms,
  };
}

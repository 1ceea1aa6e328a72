import { versionName } from "../goversion/version.ts";
import type { NamedVerification } from "../toolchains/verify-requests.ts";
import type { Difference, RecordState } from "../toolchains/verify-tree.ts";
import type { Answer } from "./base-command.ts";
import { cleanText, formatColumns } from "./format.ts";
import type { Paint } from "./style.ts";

/** `gov verify --json`. */
export interface VerifyReport {
  readonly results: readonly VerifyRow[];
}

interface VerifyRow {
  readonly version: string | null;
  readonly root: string;
  readonly status: NamedVerification["status"];
  readonly h1: string | null;
  readonly record: RecordState;
  readonly differences: readonly Difference[];
}

/** A line for each tree, its differences below; the status is 1 unless every tree is what it should be. */
export function verifyAnswer(results: readonly NamedVerification[], paint: Paint): Answer<VerifyReport> {
  return {
    data: { results: results.map(verifyRow) },
    text: results.map((result) => verifyText(result, paint)).join(""),
    talk: results.length === 0 ? "gov: no Go is installed\nhint: gov install\n" : "",
    exit: results.every(({ status }) => status === "ok") ? 0 : 1,
  };
}

function verifyRow({ version, root, status, h1, record, differences }: NamedVerification): VerifyRow {
  return { version: version && versionName(version), root, status, h1, record, differences };
}

function verifyText(result: NamedVerification, paint: Paint): string {
  const { name, status, differences } = result;
  const word = status === "ok" ? paint("green", "ok") : paint("red", status);
  const rows = differences.map(({ kind, path }) => ["  ", kind, cleanText(path)]);
  return `${cleanText(name)}: ${word}, ${sentence(result)}\n${formatColumns(rows)}`;
}

function sentence(result: NamedVerification): string {
  const { status, record, version, h1 } = result;
  if (status === "changed") return changedSentence(result);
  if (record === "match") return "as in the public record";
  if (status === "ok") return "as it was installed; the public record had no answer";
  if (version === null) return "it does not say which release it is";
  if (h1 === null) return "it holds files that no release has";
  return "the public record had no answer";
}

function changedSentence({ record, differences }: NamedVerification): string {
  const [first, ...others] = differences;
  if (first === undefined) {
    return record === "mismatch" ? "not as in the public record" : "not what its receipt says";
  }
  if (first.path === "go.env" && others.length === 0) {
    return "but in go.env only, where container images and distributions write their own GOTOOLCHAIN";
  }
  return record === "match" ? "but nothing that the public record covers" : "not as it was published";
}

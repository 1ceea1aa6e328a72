import { joinWords } from "./format.ts";

const ROOTS: Readonly<Record<string, string>> = {
  sumdb: "the checksum database",
  sha256: "the official index",
  builtin: "gov's own digests",
  lock: "a lock file",
};

/** The kinds of a receipt's proofs as words: `proven by the checksum database and the official index`. */
export function proofWords(kinds: readonly string[]): string {
  const roots = kinds.flatMap((kind) => ROOTS[kind] ?? []);
  return roots.length === 0 ? "not proven" : `proven by ${joinWords(roots)}`;
}

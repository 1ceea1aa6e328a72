/**
 * What a checksum database (or our cache of it) gave contradicts its signature, its tree or its own
 * format. Carries half a sentence; `sumdb.ts` makes the user's error of it.
 */
export class InvalidEvidence extends Error {
  override readonly name = "InvalidEvidence";
}

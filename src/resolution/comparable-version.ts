import { MAX_REQUEST_LENGTH } from "../goversion/pin.ts";
import { type GoVersion, parseVersion } from "../goversion/version.ts";

/** Every shell compares numbers of this many digits. */
const MAX_DIGITS = 9;

/** Go's grammar has room for more; these are the ones there have been. */
const KINDS = ["", "alpha", "beta", "rc"];

/** A version as files may write it, without prefix and with a minor number, if shells can compare it. */
export function parseComparableVersion(text: string): GoVersion | undefined {
  if (text.length > MAX_REQUEST_LENGTH || !text.includes(".")) return undefined;
  const version = parseVersion(text);
  return version !== undefined && isComparable(version) ? version : undefined;
}

export function isComparable({ major, minor, patch, kind, pre }: GoVersion): boolean {
  return KINDS.includes(kind) && [major, minor, patch, pre].every((number) => number.length <= MAX_DIGITS);
}

import Range from "semver/classes/range.js";
import { type GoVersion, isLanguageOnly, isPrerelease, parseVersion } from "./version.ts";

/** Made by `parseRange`, asked by `rangeIncludes`. */
export interface VersionRange {
  readonly test: (semver: string) => boolean;
}

/** As long as the longest version semver takes. */
const MAX_LENGTH = 256;

const PRERELEASE = String.raw`[0-9]+\.[0-9]+(?:(?:\.0)?-(?:alpha|beta|rc)\.?|alpha|beta|rc)[0-9]+`;
const PARTIAL = String.raw`[0-9]+(?:\.(?:[0-9]+|[xX*])){0,2}`;
const COMPARATOR = String.raw`(?:[<>]=?|=|\^|~)?(?:go|v)?(?:${PRERELEASE}|${PARTIAL})`;
const ALTERNATIVE = new RegExp(`^${COMPARATOR}(?: (?:- )?${COMPARATOR})*$`);

/**
 * Reads a range as npm writes them (`1`, `1.x`, `^1.21`, `~1.22.3`, `>=1.21 <1.23`, `1.21 - 1.23`,
 * `1.21 || 1.22`), with versions in Go's spelling or in semver's; `undefined` when it is none. `1.20` is the
 * line here too. An empty alternative, which npm takes for "any version", is refused.
 * https://github.com/npm/node-semver#ranges
 */
export function parseRange(text: string): VersionRange | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const alternatives = text.split("||").map(withoutSpareSpaces);
  if (!alternatives.every((alternative) => ALTERNATIVE.test(alternative))) return undefined;
  try {
    return new Range(alternatives.map(inSemver).join("||"));
  } catch {
    // Too large a number, a leading zero, or `x` before a number.
    return undefined;
  }
}

/** A pre-release is in no range, unless the range names a pre-release of the same line. */
export function rangeIncludes(range: VersionRange, version: GoVersion): boolean {
  return range.test(toSemver(version));
}

/**
 * The version in semver, in the same order: `1.22.5`, `1.20.0` for `1.20`, `1.23.0-rc.1` for `1.23rc1`. A
 * language version, which is older than every pre-release, is `1.21.0-0`. Numbers of more than fifteen digits
 * can be too large for semver; no range includes them.
 */
export function toSemver(version: GoVersion): string {
  const { major, minor, patch, kind, pre } = version;
  const release = `${major}.${minor}.${patch || "0"}`;
  if (isLanguageOnly(version)) return `${release}-0`;
  if (!isPrerelease(version)) return release;
  return `${release}-${kind}${pre === "" ? "" : `.${pre}`}`;
}

/** `1.23.0-rc.1` and `1.23.0-rc1`, which semver would write, as `1.23rc1`; other text as it is. */
export function fromSemver(text: string): string {
  return text.replace(/^((?:go|v)?[0-9]+\.[0-9]+)(?:\.0)?-(rc|beta|alpha)\.?([0-9]+)$/, "$1$2$3");
}

function withoutSpareSpaces(text: string): string {
  return text
    .trim()
    .replace(/ +/g, " ")
    .replace(/([<>=^~]) /g, "$1");
}

function inSemver(alternative: string): string {
  return alternative.replace(/(?:go|v)?([0-9][^ ]*)/g, (_, word: string) => {
    const version = parseVersion(fromSemver(word));
    return version !== undefined && isPrerelease(version) ? toSemver(version) : word;
  });
}

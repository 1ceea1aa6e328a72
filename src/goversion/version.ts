/**
 * Go versions and their order, exactly as cmd/go's `internal/gover` has them (public as `go/version`).
 *
 * Grammar: `major[.minor[.patch]][kind[pre]]`, decimals without leading zeros. The odd case: up to 1.20
 * a missing patch is `0` (`1.20` is a release), from 1.21 on it is absent (`1.21` is the language, older
 * than `1.21rc1`, which is older than `1.21.0`).
 */
export interface GoVersion {
  readonly major: string;
  readonly minor: string;
  /** `""` for pre-releases and for a language version from 1.21 on. */
  readonly patch: string;
  /** `""`, `alpha`, `beta`, `rc`, or any other run of lower-case letters Go would take. */
  readonly kind: string;
  readonly pre: string;
}

const GRAMMAR = /^(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*)|([a-z]+)(0|[1-9][0-9]*)?)?)?$/;

/** Reads a version without `go` prefix; `undefined` when Go would not take it. */
export function parseVersion(text: string): GoVersion | undefined {
  const match = GRAMMAR.exec(text);
  if (match === null) return undefined;
  const [, major = "", minor, patch, kind = "", pre = ""] = match;
  if (minor === undefined) return { major, minor: "0", patch: "0", kind, pre };
  const bare = patch === undefined && kind === "";
  const firstIsBare = compareDecimals(minor, "21") < 0;
  return { major, minor, patch: patch ?? (bare && firstIsBare ? "0" : ""), kind, pre };
}

/** Reads upstream's name of a release or toolchain, such as `go1.22.5` or `go1.20`. */
export function parseUpstreamName(name: string): GoVersion | undefined {
  return name.startsWith("go") ? parseVersion(name.slice(2)) : undefined;
}

/** Negative when `a` is older. Total over parsed versions; `1.20` and `1.20.0` are equal. */
export function compareVersions(a: GoVersion, b: GoVersion): number {
  return (
    compareDecimals(a.major, b.major) ||
    compareDecimals(a.minor, b.minor) ||
    compareDecimals(a.patch, b.patch) ||
    compareText(a.kind, b.kind) ||
    compareDecimals(a.pre, b.pre)
  );
}

/** gov's own spelling, which is also the directory name: `1.22.5`, `1.20.0`, `1.23rc1`. */
export function versionName(version: GoVersion): string {
  const { major, minor, patch, kind, pre } = version;
  return `${major}.${minor}${patch === "" ? "" : `.${patch}`}${kind}${pre}`;
}

/** Upstream's spelling with `go`, where the first release of a line up to 1.20 has no `.0`: `go1.20`. */
export function upstreamName(version: GoVersion): string {
  const bare = version.patch === "0" && version.kind === "" && compareDecimals(version.minor, "21") < 0;
  return bare ? `go${version.major}.${version.minor}` : `go${versionName(version)}`;
}

/** `1.22` of `1.22.5` and of `1.22rc1`. */
export function lineOf(version: GoVersion): string {
  return `${version.major}.${version.minor}`;
}

export function isPrerelease(version: GoVersion): boolean {
  return version.kind !== "";
}

/** A language version such as `1.21`: names no release. */
export function isLanguageOnly(version: GoVersion): boolean {
  return version.patch === "" && version.kind === "";
}

/** Integers of any size; `""` is smaller than `"0"`. */
function compareDecimals(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { MAX_REQUEST_LENGTH } from "../../goversion/pin.ts";
import type { GoVersion } from "../../goversion/version.ts";
import { parseComparableVersion } from "../comparable-version.ts";
import { linesOf } from "./lines.ts";

/** A `go` or `toolchain` line with a version. */
export interface VersionLine {
  readonly line: number;
  /** As it stands there: `1.22` or `go1.22.5`. */
  readonly text: string;
  readonly version: GoVersion;
}

/** What go.mod or go.work says about the version of Go. */
export interface GoModVersions {
  readonly go: VersionLine | undefined;
  readonly toolchain: VersionLine | undefined;
  /** `toolchain default`: Go's own switch keeps to the toolchain that runs. */
  readonly toolchainDefault: boolean;
}

/** Canonical files have `go` and `toolchain` before these. */
const LATER_DIRECTIVES = new Set(["require", "replace", "exclude", "retract", "use", "tool", "ignore"]);

/**
 * The first `go` and the first `toolchain` line that are versions. Reading stops at the first directive of
 * those that come later once the go line is known, because the shell reads one byte per system call.
 */
export function parseGoMod(text: string): GoModVersions {
  let go: VersionLine | undefined;
  let toolchain: VersionLine | undefined;
  let toolchainDefault = false;
  for (const { number: line, words } of linesOf(text)) {
    const [directive = "", argument = ""] = words;
    if (go !== undefined && LATER_DIRECTIVES.has(directive)) break;
    const value = argument.length > MAX_REQUEST_LENGTH ? "" : argument.replace(/\/\/.*/s, "");
    if (directive === "go") {
      go ??= versionLine(line, value, value);
    } else if (directive === "toolchain") {
      toolchainDefault ||= toolchain === undefined && value === "default";
      toolchain ??= value.startsWith("go") ? versionLine(line, value, value.slice(2)) : undefined;
    }
  }
  return { go, toolchain, toolchainDefault };
}

function versionLine(line: number, text: string, versionText: string): VersionLine | undefined {
  const version = parseComparableVersion(versionText);
  return version && { line, text, version };
}

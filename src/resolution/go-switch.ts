import {
  compareVersions,
  type GoVersion,
  isLanguageOnly,
  parseVersion,
  upstreamName,
} from "../goversion/version.ts";
import type { GoModVersions, VersionLine } from "./files/go-mod.ts";

/** `GOTOOLCHAIN` and the place that sets it: `environment`, a file, or `none`. */
export interface SwitchSetting {
  readonly setting: string;
  readonly from: string;
}

/** What Go's own toolchain switch will do next. */
export interface GoSwitch extends SwitchSetting {
  /** The release Go wants to run instead; null when it is content. */
  readonly needs: string | null;
  /** `path`: a program of that name is on PATH. `error`: Go will refuse. */
  readonly outcome: "stay" | "path" | "download" | "error";
}

export interface SwitchInput {
  readonly setting: SwitchSetting;
  /** Null when it is not known: then nothing is predicted. */
  readonly running: GoVersion | null;
  readonly goMod: GoModVersions | undefined;
  readonly isOnPath: (name: string) => boolean;
}

/** The oldest release that switches. */
const FIRST_SWITCHING: GoVersion = { major: "1", minor: "21", patch: "", kind: "", pre: "" };

/**
 * Predicts cmd/go's `toolchain.Select` for commands such as build and test. `go get` and `go mod tidy` may
 * switch later on, for a dependency; that needs the network to know.
 */
export function predictSwitch({ setting, running, goMod, isOnPath }: SwitchInput): GoSwitch {
  const stay: GoSwitch = { ...setting, needs: null, outcome: "stay" };
  if (running === null || compareVersions(running, FIRST_SWITCHING) < 0 || setting.setting === "")
    return stay;
  const parsed = parseSetting(setting.setting, running);
  if (parsed === undefined) return { ...stay, outcome: "error" };
  const { mode, minimum } = parsed;
  const asked = newer(minimum, goMod?.go);
  const mayFollow = mode !== "none" && goMod?.toolchainDefault !== true;
  const wanted = mayFollow ? newer(asked, goMod?.toolchain) : minimum;
  if (compareVersions(asked, wanted) > 0) return { ...setting, needs: nameOf(asked), outcome: "error" };
  if (compareVersions(wanted, running) === 0) return stay;
  const needs = nameOf(wanted);
  if (isOnPath(`go${needs}`)) return { ...setting, needs, outcome: "path" };
  return { ...setting, needs, outcome: mode === "path" ? "error" : "download" };
}

interface ParsedSetting {
  /** Where Go may look when go.mod asks for more; `none` when it may not look at go.mod. */
  readonly mode: "auto" | "path" | "none";
  readonly minimum: GoVersion;
}

/** `undefined` for what Go calls an invalid GOTOOLCHAIN. */
function parseSetting(setting: string, running: GoVersion): ParsedSetting | undefined {
  if (setting === "auto" || setting === "path") return { mode: setting, minimum: running };
  const [name = "", mode = "none", ...others] = setting.split("+");
  if (others.length > 0 || (mode !== "auto" && mode !== "path" && mode !== "none")) return undefined;
  const minimum = name === "local" ? running : parseToolchainName(name);
  return minimum && { mode, minimum };
}

/** Go takes `go1.22.5-custom` for 1.22.5. */
function parseToolchainName(name: string): GoVersion | undefined {
  return name.startsWith("go") ? parseVersion(name.slice(2).replace(/-.*/, "")) : undefined;
}

function newer(minimum: GoVersion, line: VersionLine | undefined): GoVersion {
  return line !== undefined && compareVersions(line.version, minimum) > 0 ? line.version : minimum;
}

/** A language version stands for its first release: `1.23` for `1.23.0`. */
function nameOf(version: GoVersion): string {
  return upstreamName(isLanguageOnly(version) ? { ...version, patch: "0" } : version).slice(2);
}

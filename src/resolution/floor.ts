import { compareVersions, type GoVersion, lineOf, versionName } from "../goversion/version.ts";
import { type Choice, type Choices, chooseFirst } from "./choose.ts";
import type { GoModVersions } from "./files/go-mod.ts";
import { findInstalled, type InstalledToolchain, newestInstalled } from "./installed.ts";

/** The minimum that go.mod or go.work sets. */
export interface Floor {
  readonly version: GoVersion;
  readonly line: number;
  readonly text: string;
  /** The toolchain line asks for this very release; what it asks for is not older than the go line. */
  readonly exact: boolean;
}

/** The newer of the two lines; `undefined` when there is neither. */
export function floorOf({ go, toolchain }: GoModVersions): Floor | undefined {
  if (toolchain !== undefined && (go === undefined || compareVersions(toolchain.version, go.version) >= 0)) {
    return { ...toolchain, exact: true };
  }
  return go && { ...go, exact: false };
}

/** The release that the toolchain line names, if it is installed. */
export function exactToolchain(floor: Floor, { installed }: Choices): InstalledToolchain | undefined {
  return floor.exact ? findInstalled(installed, versionName(floor.version)) : undefined;
}

/**
 * What runs under a floor: the default if it is new enough, else the newest installed release of the
 * floor's line that is, else the newest of all that is.
 */
export function meetFloor(floor: Floor, defaults: readonly string[], choices: Choices): Choice | undefined {
  const request = floor.text;
  const byDefault = chooseFirst(defaults, choices);
  if (byDefault?.kind === "system") return { kind: "system", request };
  if (byDefault?.kind === "toolchain" && isNewEnough(byDefault.toolchain, floor)) {
    return { ...byDefault, request };
  }
  const newest = [lineOf(floor.version), undefined].map((line) => newestInstalled(choices.installed, line));
  const toolchain = newest.find((it) => it !== undefined && isNewEnough(it, floor));
  return toolchain && { kind: "toolchain", request, toolchain };
}

/** A linked tree that names no release is taken for new: trees built from source are. */
function isNewEnough({ version }: InstalledToolchain, floor: Floor): boolean {
  return version === null || compareVersions(version, floor.version) >= 0;
}

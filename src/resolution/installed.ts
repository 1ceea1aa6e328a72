import { compareVersions, type GoVersion, isPrerelease, lineOf, versionName } from "../goversion/version.ts";

/** What choosing among the toolchains of this disk needs to know of one. */
export interface InstalledToolchain {
  /** The directory's name: `1.22.5`, `1.22.5.darwin-arm64`, or the name of a linked one. */
  readonly name: string;
  /** Null for a linked tree that names no release. */
  readonly version: GoVersion | null;
  readonly kind: "managed" | "linked";
  readonly goroot: string;
  /** Installed without a proof: only its exact name chooses it. */
  readonly unproven: boolean;
}

/** Is this a release for the machine gov runs on? Others have their platform in the name. */
export function isOfHost(toolchain: InstalledToolchain): boolean {
  const { kind, version, name } = toolchain;
  return kind === "managed" && version !== null && versionName(version) === name;
}

/** The toolchain a pin means by its exact name; one for another platform never is. */
export function findInstalled(
  installed: readonly InstalledToolchain[],
  name: string,
): InstalledToolchain | undefined {
  return installed.find((it) => it.name === name && (it.kind === "linked" || isOfHost(it)));
}

/** The newest proven stable release, of one line or of all. */
export function newestInstalled(
  installed: readonly InstalledToolchain[],
  line?: string,
): InstalledToolchain | undefined {
  let newest: (InstalledToolchain & { version: GoVersion }) | undefined;
  for (const toolchain of installed) {
    const { version } = toolchain;
    if (version === null || isPrerelease(version) || toolchain.unproven || !isOfHost(toolchain)) continue;
    if (line !== undefined && lineOf(version) !== line) continue;
    if (newest === undefined || compareVersions(version, newest.version) > 0) {
      newest = { ...toolchain, version };
    }
  }
  return newest;
}

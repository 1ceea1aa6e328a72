import {
  compareVersions,
  type GoVersion,
  isLanguageOnly,
  parseUpstreamName,
  upstreamName,
} from "../goversion/version.ts";
import { type Platform, platformName, samePlatform } from "../platform/platform.ts";
import { moduleVersion } from "../verify/module-version.ts";
import type { Container } from "./source.ts";

/** What the name of an archive says is in it. */
export interface ArchiveName {
  readonly version: GoVersion;
  readonly platform: Platform;
  readonly container: Extract<Container, "tar.gz" | "zip" | "module-zip">;
}

const FLAT = /^(go[0-9][0-9a-z.]*)\.([a-z0-9]+)-([a-z0-9]+)\.(tar\.gz|zip)$/;
const MODULE = /^v0\.0\.1-(go[0-9][0-9a-z.]*)\.([a-z0-9]+)-([a-z0-9]+)\.(zip)$/;

/**
 * Reads `go1.22.5.linux-amd64.tar.gz` and `v0.0.1-go1.22.5.linux-amd64.zip`. Everything else that lies around
 * in Go's bucket and its copies is `undefined`: sources, installers, signatures, checksums, bootstrap
 * archives, the `osx10.8` variants of old releases.
 */
export function parseArchiveName(name: string): ArchiveName | undefined {
  const flat = FLAT.exec(name);
  const [, release = "", os = "", arch = "", extension] = flat ?? MODULE.exec(name) ?? [];
  const version = parseUpstreamName(release);
  if (version === undefined || isLanguageOnly(version) || upstreamName(version) !== release) return undefined;
  const platform = { os, arch: arch === "armv6l" ? "arm" : arch };
  const container = flat === null ? "module-zip" : extension === "zip" ? "zip" : "tar.gz";
  return { version, platform, container };
}

/** Does this name say that this version for this platform is in it? */
export function isArchiveOf(name: ArchiveName, version: GoVersion, platform: Platform): boolean {
  return compareVersions(name.version, version) === 0 && samePlatform(name.platform, platform);
}

/** How Go's own download place calls the archive, as far as a rule can say: lists know better. */
export function archiveName(version: GoVersion, platform: Platform): string {
  const isLinuxArm = platform.os === "linux" && platform.arch === "arm";
  const name = platformName(isLinuxArm ? { os: "linux", arch: "armv6l" } : platform);
  return `${upstreamName(version)}.${name}.${platform.os === "windows" ? "zip" : "tar.gz"}`;
}

/** How module proxies call the module form. */
export function moduleZipName(version: GoVersion, platform: Platform): string {
  return `${moduleVersion(version, platform)}.zip`;
}

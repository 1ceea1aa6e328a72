import { type GoVersion, upstreamName } from "../goversion/version.ts";
import { type Platform, platformName } from "../platform/platform.ts";

/** The module under which the checksum database and every GOPROXY know toolchains. */
export const TOOLCHAIN_MODULE = "golang.org/toolchain";

/** `v0.0.1-go1.22.5.linux-amd64`. */
export function moduleVersion(version: GoVersion, platform: Platform): string {
  return `v0.0.1-${upstreamName(version)}.${platformName(platform)}`;
}

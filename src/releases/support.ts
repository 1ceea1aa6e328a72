import { type GoVersion, isPrerelease } from "../goversion/version.ts";

export type Support = "supported" | "eol" | "prerelease" | "unknown";

/**
 * Does the Go project still fix this version? It does until there are two newer lines, so `newestStable`, the
 * newest stable release known, decides; without one, or with another major number, nobody knows. A pre-release
 * stays one for ever. https://go.dev/doc/devel/release#policy
 */
export function supportOf(version: GoVersion, newestStable: GoVersion | undefined): Support {
  if (isPrerelease(version)) return "prerelease";
  if (newestStable === undefined || version.major !== newestStable.major) return "unknown";
  return BigInt(version.minor) + 2n > BigInt(newestStable.minor) ? "supported" : "eol";
}

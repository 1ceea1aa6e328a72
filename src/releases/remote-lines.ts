import { matchRequest, newestStable, type ReleaseRequest } from "../goversion/match.ts";
import { rangeIncludes } from "../goversion/range.ts";
import { compareVersions, type GoVersion, lineOf } from "../goversion/version.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import type { Release, ReleaseFile } from "../sources/release.ts";
import type { Catalog } from "./catalog.ts";
import { type Support, supportOf } from "./support.ts";

/** A line with some of its releases, newest first. */
export interface RemoteLine {
  readonly line: string;
  readonly support: Support;
  readonly releases: readonly RemoteRelease[];
}

export interface RemoteRelease {
  readonly version: GoVersion;
  readonly support: Support;
  /** Null when it was not published for the platform. */
  readonly file: ReleaseFile | null;
}

/** All, all that a request means, or the best of every line. */
export type Wanted = "all" | "best" | ReleaseRequest;

/** What can be had for a platform, newest first. A line or a range means everything in it. */
export function remoteLines(
  { releases }: Pick<Catalog, "releases">,
  wanted: Wanted,
  platform: Platform,
): RemoteLine[] {
  const versions = releases.map(({ version }) => version);
  const newest = newestStable(versions);
  const isWanted = wantedAmong(versions, wanted);
  return linesOf(releases).flatMap((ofLine) => {
    const best = bestOf(ofLine);
    const rows = ofLine
      .filter(({ version }) => (wanted === "best" ? version === best : isWanted(version)))
      .map(({ version, files }) => ({
        version,
        support: supportOf(version, newest),
        file: files.find((file) => samePlatform(file.platform, platform)) ?? null,
      }));
    if (rows.length === 0) return [];
    return [{ line: lineOf(best), support: supportOf(best, newest), releases: rows }];
  });
}

/** The releases by their lines; both stay newest first. */
function linesOf(releases: readonly Release[]): Release[][] {
  const lines = new Map<string, Release[]>();
  for (const release of releases) {
    const line = lineOf(release.version);
    lines.set(line, [...(lines.get(line) ?? []), release]);
  }
  return [...lines.values()];
}

/** The newest stable one, or the newest pre-release where a line has no more. */
function bestOf(releases: readonly Release[]): GoVersion {
  const versions = releases.map(({ version }) => version);
  const best = newestStable(versions) ?? versions[0];
  if (best === undefined) throw new Error("a line has no release");
  return best;
}

function wantedAmong(versions: readonly GoVersion[], wanted: Wanted): (version: GoVersion) => boolean {
  if (wanted === "all" || wanted === "best") return () => true;
  if (wanted.kind === "line") return (version) => lineOf(version) === wanted.line;
  if (wanted.kind === "range") return (version) => rangeIncludes(wanted.range, version);
  const match = matchRequest(wanted, versions);
  return (version) => match.kind === "found" && compareVersions(version, match.version) === 0;
}

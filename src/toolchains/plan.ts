import { GovError } from "../errors.ts";
import { matchRequest, type ReleaseRequest } from "../goversion/match.ts";
import { compareVersions, type GoVersion, versionName } from "../goversion/version.ts";
import { type Platform, platformName, samePlatform } from "../platform/platform.ts";
import { publishedSince } from "../platform/published.ts";
import { type Catalog, findFile } from "../releases/catalog.ts";
import type { InstallJob } from "./install.ts";
import type { Supply } from "./supply.ts";

/**
 * The release that a request means, for one platform. What nothing matches is `no-such-release` with the
 * nearest that exist; no list to look in is `network` or `offline`, unless the request is an exact version:
 * then the places where it would be are asked for it.
 */
export async function planInstall(
  request: ReleaseRequest,
  platform: Platform,
  supply: Supply,
): Promise<InstallJob> {
  if (request.kind === "exact") {
    refuseUnpublished(request.version, platform);
    return planExact(request.version, platform, supply);
  }
  const catalog = await supply.catalogs.current();
  const version = matching(request, platform, catalog);
  return { version, platform, filename: findFile(catalog, version, platform)?.filename };
}

async function planExact(version: GoVersion, platform: Platform, supply: Supply): Promise<InstallJob> {
  const catalog = await supply.catalogs.having(version);
  const release = catalog?.releases.find((it) => compareVersions(it.version, version) === 0);
  const file = catalog && findFile(catalog, version, platform);
  // An old list, and one of another place, may lag behind what there is.
  if (catalog?.official && !catalog.stale && release === undefined) {
    throw noSuchRelease({ kind: "exact", text: versionName(version), version }, platform, catalog);
  }
  if (catalog?.official && file === undefined) throw notForPlatform(version, platform);
  return { version, platform, filename: file?.filename };
}

/**
 * The failure to install `job`, told in the best words: what no source gave and no list has is no release, also
 * where a proxy forbids what it does not know.
 */
export async function explainFailure(
  error: unknown,
  { version, platform }: InstallJob,
  supply: Supply,
): Promise<unknown> {
  if (!(error instanceof GovError) || !["network", "no-such-release"].includes(error.code)) return error;
  const catalog = await supply.catalogs.having(version);
  if (catalog === undefined || findFile(catalog, version, platform) !== undefined) return error;
  return noSuchRelease({ kind: "exact", text: versionName(version), version }, platform, catalog, error);
}

function matching(request: ReleaseRequest, platform: Platform, catalog: Catalog): GoVersion {
  const match = matchRequest(request, versionsFor(platform, catalog));
  if (match.kind === "found") return match.version;
  const elsewhere = matchRequest(
    request,
    catalog.releases.map(({ version }) => version),
  );
  if (elsewhere.kind === "found") throw notForPlatform(elsewhere.version, platform);
  throw noSuchRelease(request, platform, catalog);
}

export function noSuchRelease(
  request: ReleaseRequest,
  platform: Platform,
  catalog: Catalog,
  cause?: unknown,
): GovError {
  const match = matchRequest(request, versionsFor(platform, catalog));
  const nearest = match.kind === "none" ? match.nearest.map(versionName) : [];
  const near = nearest.length === 0 ? "" : `; nearest: ${nearest.join(", ")}`;
  const whose = catalog.official ? "there is" : `${catalog.source} has`;
  const age = catalog.stale ? ", by a list that could not be renewed" : "";
  return new GovError(
    "no-such-release",
    `${whose} no Go release \`${request.text}\` for ${platformName(platform)}${age}${near}`,
    { hint: nearest[0] === undefined ? "gov list --remote" : `gov install ${nearest[0]}`, cause },
  );
}

function versionsFor(platform: Platform, catalog: Catalog): GoVersion[] {
  return catalog.releases
    .filter(({ files }) => files.some((it) => samePlatform(it.platform, platform)))
    .map(({ version }) => version);
}

function refuseUnpublished(version: GoVersion, platform: Platform): void {
  const first = publishedSince(platform);
  if (first !== undefined && compareVersions(version, first) < 0) throw notForPlatform(version, platform);
}

function notForPlatform(version: GoVersion, platform: Platform): GovError {
  const first = publishedSince(platform);
  const since = first && compareVersions(version, first) < 0 ? `; the first is ${versionName(first)}` : "";
  const translated = platform.os === "darwin" && platform.arch === "arm64";
  const hint = translated
    ? `gov install --os darwin --arch amd64 ${versionName(version)}`
    : "gov list --remote";
  return new GovError(
    "no-such-release",
    `Go ${versionName(version)} was not published for ${platformName(platform)}${since}`,
    { hint },
  );
}

import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import type { Request } from "../goversion/request.ts";
import type { GoVersion } from "../goversion/version.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import type { Catalog } from "../releases/catalog.ts";
import { type RemoteLine, remoteLines } from "../releases/remote-lines.ts";
import { findLocalTrees } from "../sources/local-trees.ts";
import { storeHere } from "./here.ts";
import { noSuchRelease } from "./plan.ts";
import { type SupplyOptions, withSupply } from "./supply.ts";

export interface RemoteListing {
  readonly catalog: Pick<Catalog, "source" | "fetchedAt" | "stale">;
  readonly platform: Platform;
  readonly lines: readonly RemoteLine[];
  /** Names of the toolchains that are here. */
  readonly installed: ReadonlySet<string>;
  /** Others have left its tree on this disk, so that nothing has to be downloaded. */
  readonly isOnDisk: (version: GoVersion) => boolean;
}

/**
 * What can be had: all that the request means, else the best release of every line, else everything. Nothing of
 * that kind is `no-such-release`.
 */
export async function listRemote(
  wanted: Request | "all" | "best",
  options: Pick<SupplyOptions, "emit" | "signal" | "offline">,
  context: Context,
): Promise<RemoteListing> {
  const asked = releasesOnly(wanted);
  return withSupply(options, context, async (supply) => {
    const catalog = await supply.catalogs.current();
    const lines = remoteLines({ releases: releasesOf(catalog, supply.host) }, asked, supply.host);
    if (lines.length === 0 && typeof asked === "object") throw noSuchRelease(asked, supply.host, catalog);
    const installed = new Set(storeHere(context).toolchains.map(({ name }) => name));
    const isOnDisk = (version: GoVersion) => findLocalTrees(version, supply.host, context).length > 0;
    return { catalog, platform: supply.host, lines, installed, isOnDisk };
  });
}

/** Only the official list can say that something was not published: others have what they happen to have. */
function releasesOf({ official, releases }: Catalog, host: Platform): Catalog["releases"] {
  if (official) return releases;
  return releases.filter(({ files }) => files.some(({ platform }) => samePlatform(platform, host)));
}

function releasesOnly(wanted: Request | "all" | "best"): Exclude<typeof wanted, { kind: "system" | "name" }> {
  if (typeof wanted === "string" || (wanted.kind !== "system" && wanted.kind !== "name")) return wanted;
  throw new GovError("invalid-request", `\`${wanted.text}\` is nothing that can be had`, {
    hint: "gov list --remote 1.22",
  });
}

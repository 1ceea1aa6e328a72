import { GovError } from "../errors.ts";
import type { ProxyEntry } from "../sources/goproxy-list.ts";
import { urlBelow } from "../sources/url.ts";
import type { FetchPath } from "./tile-store.ts";

/** GET of a full URL. Network faults are a `GovError` `network` or `offline`. */
export type FetchUrl = (url: string) => ReturnType<FetchPath>;

/**
 * Reaches a database below `url` if the user gave one, else through the first proxy that serves it, else
 * directly. Proxies are asked at the first fetch: an answer out of the cache needs none of this. Once a
 * proxy has said yes there is no way back to another.
 */
export function sumdbFetcher(
  database: { readonly name: string; readonly url: string | undefined },
  proxies: readonly ProxyEntry[],
  fetchUrl: FetchUrl,
): FetchPath {
  let base: Promise<string> | undefined;
  return async (path) => {
    base ??=
      database.url === undefined ? findBase(database.name, proxies, fetchUrl) : Promise.resolve(database.url);
    return fetchUrl(urlBelow(await base, path));
  };
}

async function findBase(name: string, proxies: readonly ProxyEntry[], fetchUrl: FetchUrl): Promise<string> {
  for (const { url, next } of proxies) {
    if (url === "direct" || url === "off") break;
    const base = urlBelow(url, `sumdb/${name}`);
    const answer = await serves(base, next, fetchUrl);
    if (answer) return base;
  }
  return `https://${name}`;
}

async function serves(base: string, next: ProxyEntry["next"], fetchUrl: FetchUrl): Promise<boolean> {
  const url = urlBelow(base, "supported");
  try {
    const { status } = await fetchUrl(url);
    if (status === 200) return true;
    if (status === 404 || status === 410 || next === "|") return false;
    throw new GovError("network", `the proxy answers HTTP ${status} when asked for the checksum database`, {
      url,
    });
  } catch (error) {
    if (next === "|" && error instanceof GovError && error.code === "network") return false;
    throw error;
  }
}

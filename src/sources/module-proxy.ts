import type { HttpClient } from "../net/http.ts";
import { isAbsent, NetworkError } from "../net/network-error.ts";
import { TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { moduleZipName } from "./archive-name.ts";
import { fetchListing, type ListProblem } from "./fetch-listing.ts";
import type { ProxyEntry } from "./goproxy-list.ts";
import { namedFile, releasesIn } from "./releases-in.ts";
import type { Artifact, Listing, Source } from "./source.ts";
import { DIRECT_MODULE_URL } from "./upstream.ts";
import { urlBelow, urlForReceipt } from "./url.ts";

/**
 * Go module proxies, asked for `golang.org/toolchain` in the order of GOPROXY and with its rules about which
 * fault leads to the next one. What a proxy does not list it may have nevertheless.
 */
export function moduleProxySource(name: string, proxies: readonly ProxyEntry[], http: HttpClient): Source {
  const reachable = reachableProxies(proxies);
  return {
    name,
    kind: "goproxy",
    listUrl: reachable[0] && listUrlOf(reachable[0]),
    list: reachable.length === 0 ? undefined : (signal) => listFirst(reachable, http, signal),
    locate: (version, platform) =>
      reachable.map((proxy, i) => {
        const goesOn = proxy.next === "|" || i === reachable.length - 1;
        const filename = moduleZipName(version, platform);
        return moduleArtifact(name, proxy.url, { filename, nextOn: goesOn ? "any" : "absent" });
      }),
  };
}

/** Those before `off`, with the place that `direct` comes to. */
function reachableProxies(proxies: readonly ProxyEntry[]): readonly ProxyEntry[] {
  const off = proxies.findIndex(({ url }) => url === "off");
  const asked = off < 0 ? proxies : proxies.slice(0, off);
  return asked.map((proxy) => (proxy.url === "direct" ? { ...proxy, url: DIRECT_MODULE_URL } : proxy));
}

async function listFirst(
  proxies: readonly ProxyEntry[],
  http: HttpClient,
  signal: AbortSignal,
): Promise<Listing> {
  let fault: unknown;
  for (const proxy of proxies) {
    try {
      return await fetchListing(http, listUrlOf(proxy), signal, readModuleList);
    } catch (error) {
      if (!(error instanceof NetworkError && (isAbsent(error) || proxy.next === "|"))) throw error;
      fault = error;
    }
  }
  throw fault;
}

/**
 * One version a line, unordered, some twice, some that nobody can download. Lines that name no release or no
 * platform are passed over. https://go.dev/ref/mod#goproxy-protocol
 */
function readModuleList(text: string): Listing | ListProblem {
  // Not by splitting: newlines alone would be millions of lines.
  const lines = text.matchAll(/^[^\S\n]*(v0\S+)[^\S\n]*$/gm);
  const releases = releasesIn(Array.from(lines, ([, line]) => namedFile(`${line}.zip`)));
  return releases.length === 0 ? { problem: "names no toolchain" } : { releases, official: null };
}

function moduleArtifact(
  source: string,
  proxy: string,
  { filename, nextOn }: Pick<Artifact, "filename" | "nextOn">,
): Artifact {
  const url = urlBelow(proxy, `${TOOLCHAIN_MODULE}/@v/${escapeCase(filename)}`);
  return {
    source,
    origin: { kind: "goproxy", url: urlForReceipt(url) },
    url,
    filename,
    container: "module-zip",
    nextOn,
  };
}

function listUrlOf({ url }: ProxyEntry): string {
  return urlBelow(url, `${TOOLCHAIN_MODULE}/@v/list`);
}

/** https://go.dev/ref/mod#goproxy-protocol: some file systems do not tell case apart. */
function escapeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

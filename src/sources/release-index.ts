import type { ListProblem } from "./fetch-listing.ts";
import { parseIndex } from "./index-json.ts";
import type { Listing } from "./source.ts";
import { OFFICIAL_INDEX_URLS } from "./upstream.ts";

/** The index in JSON of go.dev, or of a place that answers as go.dev does. The query of `base` stays. */
export function indexUrl(base: string): string {
  const url = new URL(base);
  url.searchParams.set("mode", "json");
  url.searchParams.set("include", "all");
  return url.href;
}

/**
 * Reads such an index. Only an official one keeps its digests: those by the server of the bytes prove nothing.
 */
export function readIndex(text: string, url: string): Listing | ListProblem {
  const index = parseIndex(text);
  if ("problem" in index) return index;
  if (OFFICIAL_INDEX_URLS.some((base) => indexUrl(base) === url)) {
    return { releases: index.releases, official: new URL(url).host };
  }
  const releases = index.releases.map(({ version, files }) => ({
    version,
    files: files.map((file) => ({ ...file, sha256: null })),
  }));
  return { releases, official: null };
}

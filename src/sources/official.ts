import type { HttpClient } from "../net/http.ts";
import { fetchListing } from "./fetch-listing.ts";
import { flatArtifact } from "./flat.ts";
import { indexUrl, readIndex } from "./release-index.ts";
import type { Source } from "./source.ts";
import { OFFICIAL_ARCHIVES_URL, OFFICIAL_INDEX_URLS } from "./upstream.ts";

/**
 * go.dev and the bucket behind it. The archives are asked for where go.dev redirects to: go.dev itself
 * answers with a page, and status 200, where it has nothing.
 */
export function officialSource(http: HttpClient): Source {
  const identity = { name: "official", kind: "official" } as const;
  const listUrl = indexUrl(OFFICIAL_INDEX_URLS[0]);
  return {
    ...identity,
    listUrl,
    list: (signal) => fetchListing(http, listUrl, signal, readIndex),
    locate: (version, platform, filename) => [
      flatArtifact(identity, OFFICIAL_ARCHIVES_URL, version, platform, filename),
    ],
  };
}

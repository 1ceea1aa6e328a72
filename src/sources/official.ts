import { GovError } from "../errors.ts";
import type { HttpClient } from "../net/http.ts";
import { firstToAnswer } from "../net/race.ts";
import { fetchListing } from "./fetch-listing.ts";
import { flatArtifact } from "./flat.ts";
import { indexUrl, readIndex } from "./release-index.ts";
import type { Listing, Source } from "./source.ts";
import { OFFICIAL_ARCHIVES_URL, OFFICIAL_INDEX_URLS } from "./upstream.ts";

/** Shorter than the time after which another source is asked for its list: that one has no digests. */
const STAGGER_MS = 1_000;

/**
 * go.dev and the bucket behind it. Its index is asked for under its other name too, when go.dev is silent or
 * blocked. The archives are asked for where both redirect to: go.dev itself answers with a page, and status 200,
 * where it has nothing.
 */
export function officialSource(http: HttpClient): Source {
  const identity = { name: "official", kind: "official" } as const;
  return {
    ...identity,
    listUrl: indexUrl(OFFICIAL_INDEX_URLS[0]),
    list: (signal) => listOfficial(http, signal),
    locate: (version, platform, filename) => [
      flatArtifact(identity, OFFICIAL_ARCHIVES_URL, { version, platform, filename }),
    ],
  };
}

/** When none answers, the failure of the first place speaks for all. */
async function listOfficial(http: HttpClient, signal: AbortSignal): Promise<Listing> {
  const failures: unknown[] = [];
  const result = await firstToAnswer(
    OFFICIAL_INDEX_URLS.map((base, index) => ({
      start: (own) =>
        fetchListing(http, indexUrl(base), own, readIndex).catch((error: unknown) => {
          failures[index] = error;
          throw error;
        }),
      canBeOvertaken: true,
      passesOn: (error) => error instanceof GovError && error.code === "network",
    })),
    { staggerMs: STAGGER_MS, signal, reap: () => {} },
  );
  if (result.kind === "answered") return result.value;
  throw failures[0];
}

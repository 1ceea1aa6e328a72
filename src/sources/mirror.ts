import type { MirrorSetting } from "../config/mirror-setting.ts";
import { jsonIn } from "../fs/json-in.ts";
import type { HttpClient } from "../net/http.ts";
import { NetworkError } from "../net/network-error.ts";
import { filesInRows, filesOnPage } from "./directory-page.ts";
import { fetchListing, type ListProblem } from "./fetch-listing.ts";
import { flatArtifact } from "./flat.ts";
import { indexUrl, readIndex } from "./release-index.ts";
import { releasesIn } from "./releases-in.ts";
import type { Listing, Source } from "./source.ts";

/**
 * A copy of Go's download place, with the archives in one directory. Its list gives names and sizes only. The
 * index `json` finds the others too, at the cost of a second question where the first one is refused.
 */
export function mirrorSource(
  { name, url, index }: Pick<MirrorSetting, "name" | "url" | "index">,
  http: HttpClient,
): Source {
  const identity = { name, kind: "mirror" } as const;
  const page = directoryUrl(url);
  const listUrl = index === "json" ? indexUrl(page) : page;
  return {
    ...identity,
    listUrl: index === "none" ? undefined : listUrl,
    list: index === "none" ? undefined : (signal) => listMirror(listUrl, page, http, signal),
    locate: (version, platform, filename) => [flatArtifact(identity, url, { version, platform, filename })],
  };
}

/** With the slash at its end, to which the links of a page are relative. */
function directoryUrl(text: string): string {
  const url = new URL(text);
  url.pathname = url.pathname.replace(/\/?$/, "/");
  return url.href;
}

/** Most servers of plain directories do not look at the query of the first question; some refuse it. */
async function listMirror(
  listUrl: string,
  page: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<Listing> {
  try {
    return await fetchListing(http, listUrl, signal, readMirrorList);
  } catch (error) {
    const hasAnswered = error instanceof NetworkError && error.status !== undefined;
    if (listUrl === page || !hasAnswered) throw error;
    return fetchListing(http, page, signal, readMirrorList);
  }
}

/** Goes by what the text is: a server changes its format sooner than its users their settings. */
function readMirrorList(text: string, url: string): Listing | ListProblem {
  const isJson = /^\s*[[{]/.test(text);
  const files = isJson ? filesInRows(jsonIn(text)) : filesOnPage(text, url);
  if (files === undefined) return readIndex(text, url);
  // A copy of the whole bucket has the module form too, which is not what a flat place is asked for.
  const releases = releasesIn(files.filter(({ filename }) => filename.startsWith("go")));
  return releases.length === 0 ? { problem: "names no archive of Go" } : { releases, official: null };
}

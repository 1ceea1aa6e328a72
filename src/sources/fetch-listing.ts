import type { HttpClient } from "../net/http.ts";
import { NetworkError, statusError } from "../net/network-error.ts";
import type { Listing } from "./source.ts";

/** Far above the 2.4 MB of the official index and the 3.3 MB of the largest page of a mirror. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** Why a text is no list, as the end of a sentence that begins with its URL. */
export interface ListProblem {
  readonly problem: string;
}

/** The list at `url`. Whatever else is there is a `NetworkError` that has the status of the answer. */
export async function fetchListing(
  http: HttpClient,
  url: string,
  signal: AbortSignal,
  read: (text: string, url: string) => Listing | ListProblem,
): Promise<Listing> {
  const { status, header, body } = await http.getBody(url, { maxBytes: MAX_LIST_BYTES, signal });
  if (status !== 200) throw statusError(url, status, header);
  const listing = read(body.toString("utf8"), url);
  if (!("problem" in listing)) return listing;
  throw new NetworkError(`${url} ${listing.problem}`, {
    url,
    status,
    hint: "a wrong URL, or a network that wants a login first, gives such answers: look at it in a browser",
  });
}

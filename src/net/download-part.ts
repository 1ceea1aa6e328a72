import { type ContentRange, parseContentRange } from "./content-range.ts";
import type { HttpResponse } from "./http.ts";
import { hostOf, NetworkError, statusError } from "./network-error.ts";
import type { PartialState } from "./partial-file.ts";

/** What an answer to a download holds. */
export interface Part extends PartialState {
  /** The byte of the whole that its body begins with. */
  readonly start: number;
  /** Would the server go on from any byte? */
  readonly isResumable: boolean;
  readonly response: HttpResponse;
}

/** Is enough known to tell whether the rest is of the same file? */
export function canResume({ validator, total }: PartialState): boolean {
  return validator !== null || total !== null;
}

/**
 * The headers that ask for everything from byte `start` on, if the whole is still the same. Many module
 * proxies give no validator: then the size in the answer has to do, and in the end the digest.
 */
export function rangeHeaders(start: number, { validator }: PartialState): Record<string, string> {
  return { range: `bytes=${start}-`, ...(validator !== null && { "if-range": validator }) };
}

/**
 * Reads the head of an answer. `wanted` is the byte that was asked for, 0 without a Range. `no-range` is an
 * answer that only a request without Range can mend; anything but a file is a `NetworkError`.
 */
export function readPart(
  url: string,
  response: HttpResponse,
  wanted: { readonly start: number } & PartialState,
): Part | "no-range" {
  const { status, header } = response;
  const validator = validatorOf(response);
  if (wanted.start > 0 && status === 206) {
    const range = parseContentRange(header("content-range"));
    const isSame = validator === null || validator === (wanted.validator ?? validator);
    if (range === undefined || !isTheRest(range, wanted) || !isSame) return "no-range";
    const { start, total } = range;
    return { start, total, validator: wanted.validator, isResumable: true, response };
  }
  if (wanted.start > 0 && (status === 412 || status === 416)) return "no-range";
  if (status !== 200) throw statusError(url, status, header);
  if (/^(?:text\/html|application\/xhtml)/i.test(header("content-type") ?? "")) throw webPageError(url);
  const length = header("content-length") ?? "";
  const total = /^\d{1,15}$/.test(length) ? Number(length) : null;
  const isResumable = header("accept-ranges") === "bytes" && canResume({ validator, total });
  return { start: 0, validator, total, isResumable, response };
}

/** Other ranges than one to the end are not asked for. */
function isTheRest({ start, end, total }: ContentRange, wanted: { start: number; total: number | null }) {
  return start === wanted.start && end === total && total === (wanted.total ?? total);
}

/** What If-Range takes: a weak ETag says nothing about bytes (RFC 9110, 13.1.5). */
function validatorOf({ header }: HttpResponse): string | null {
  const etag = header("etag");
  const isStrong = etag !== undefined && !etag.startsWith("W/");
  return isStrong ? etag : (header("last-modified") ?? null);
}

function webPageError(url: string): NetworkError {
  return new NetworkError(`${hostOf(url)} answers with a web page instead of the file`, {
    url,
    hint: "a login page or a filter of this network may be in between: open the URL in a browser",
  });
}

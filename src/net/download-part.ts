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
    const range = contentRange(header("content-range"));
    const isSame = validator === null || validator === (wanted.validator ?? validator);
    const fits = range?.start === wanted.start && (wanted.total ?? range.total) === range.total;
    if (range === undefined || !fits || !isSame) return "no-range";
    return { ...range, validator: wanted.validator, isResumable: true, response };
  }
  if (wanted.start > 0 && (status === 412 || status === 416)) return "no-range";
  if (status !== 200) throw statusError(url, status, header);
  if (/^(?:text\/html|application\/xhtml)/i.test(header("content-type") ?? "")) throw webPageError(url);
  const length = header("content-length") ?? "";
  const total = /^\d{1,15}$/.test(length) ? Number(length) : null;
  const isResumable = header("accept-ranges") === "bytes" && canResume({ validator, total });
  return { start: 0, validator, total, isResumable, response };
}

/** What If-Range takes: a weak ETag says nothing about bytes (RFC 9110, 13.1.5). */
function validatorOf({ header }: HttpResponse): string | null {
  const etag = header("etag");
  const isStrong = etag !== undefined && !etag.startsWith("W/");
  return isStrong ? etag : (header("last-modified") ?? null);
}

/** `bytes 100-199/200`; other ranges than one to the end are not asked for. */
function contentRange(value: string | undefined): { start: number; total: number } | undefined {
  const [, start, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(value ?? "") ?? [];
  if (start === undefined || Number(last) + 1 !== Number(total)) return undefined;
  return { start: Number(start), total: Number(total) };
}

function webPageError(url: string): NetworkError {
  return new NetworkError(`${hostOf(url)} answers with a web page instead of the file`, {
    url,
    hint: "a login page or a filter of this network may be in between: open the URL in a browser",
  });
}

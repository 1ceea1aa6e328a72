import { type ContentRange, parseContentRange } from "./content-range.ts";
import type { HttpClient, HttpResponse } from "./http.ts";
import { hostOf, NetworkError, statusError } from "./network-error.ts";

/** A file on a server that gives out parts of it. */
export interface RemoteFile {
  /** The size of the whole. */
  readonly bytes: number;
  /** Its last bytes: as many as were asked for, or all. */
  readonly tail: Buffer;
  /** The bytes from `start` up to, not including, `end`. Anything else that is answered is a `NetworkError`. */
  read(start: number, end: number): Promise<Buffer>;
}

interface RemoteFileOptions {
  readonly tailBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Asks for the end of a file; `undefined` when the server answers with the whole, or not of one file for sure.
 * Makes one attempt a request: who needs more has to ask for the whole. Every part is asked for by the URL itself.
 */
export async function openRemoteFile(
  client: HttpClient,
  url: string,
  { tailBytes, signal }: RemoteFileOptions,
): Promise<RemoteFile | undefined> {
  const response = await client.get(url, { headers: { range: `bytes=-${tailBytes}` }, signal });
  const range = parseContentRange(response.header("content-range"));
  const validator = strongTag(response);
  if (response.status !== 206 || range === undefined || range.end !== range.total) {
    response.discard();
    if (response.status === 200 || response.status === 206 || response.status === 416) return undefined;
    throw statusError(url, response.status, response.header);
  }
  const tail = await bodyOf(url, response, range.end - range.start);
  return {
    bytes: range.total,
    tail,
    read: (start, end) => readRange({ start, end, total: range.total }),
  };

  async function readRange(wanted: ContentRange): Promise<Buffer> {
    const headers = {
      range: `bytes=${wanted.start}-${wanted.end - 1}`,
      ...(validator !== undefined && { "if-range": validator }),
    };
    const part = await client.get(url, { headers, signal });
    const found = parseContentRange(part.header("content-range"));
    const fits = found?.start === wanted.start && found.end === wanted.end && found.total === wanted.total;
    if (part.status === 206 && fits && strongTag(part) === validator) {
      return bodyOf(url, part, wanted.end - wanted.start);
    }
    part.discard();
    throw new NetworkError(`${hostOf(url)} does not give out the part that was asked for`, { url });
  }
}

function strongTag({ header }: HttpResponse): string | undefined {
  const etag = header("etag");
  return etag?.startsWith("W/") ? undefined : etag;
}

/** Exactly so many bytes. */
async function bodyOf(url: string, response: HttpResponse, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body) {
    received += chunk.length;
    if (received > length) break;
    chunks.push(chunk);
  }
  if (received === length) return Buffer.concat(chunks);
  response.discard();
  throw new NetworkError(`${hostOf(url)} sent another number of bytes than it announced`, { url });
}

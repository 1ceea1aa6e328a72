import { gunzipSync } from "node:zlib";
import { isSystemError } from "../errors.ts";
import type { HttpBody, HttpResponse } from "./http.ts";
import { hostOf, NetworkError } from "./network-error.ts";

/** gzip makes what cannot be compressed a little longer. */
const GZIP_OVERHEAD_BYTES = 1024;

/** A whole answer to the URL, without its gzip; more than `maxBytes`, packed or not, is a fault. */
export async function readBody(url: string, response: HttpResponse, maxBytes: number): Promise<HttpBody> {
  const { status, header } = response;
  const coding = header("content-encoding")?.toLowerCase() ?? "identity";
  if (coding === "identity") return { status, header, body: await collect(url, response.body, maxBytes) };
  if (coding !== "gzip" && coding !== "x-gzip") {
    response.discard();
    throw new NetworkError(`${hostOf(url)} answers in the coding ${coding}, which was not asked for`, {
      url,
    });
  }
  const packed = await collect(url, response.body, maxBytes + GZIP_OVERHEAD_BYTES);
  return { status, header, body: packed.length === 0 ? packed : gunzip(url, packed, maxBytes) };
}

async function collect(url: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong(url, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Stops inflating at the limit, so that a bomb costs no more than that. */
function gunzip(url: string, packed: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (isSystemError(cause, "ERR_BUFFER_TOO_LARGE")) throw tooLong(url, maxBytes);
    throw new NetworkError(`${hostOf(url)} answers with broken gzip`, { url, cause, retryable: "yes" });
  }
}

function tooLong(url: string, maxBytes: number): NetworkError {
  return new NetworkError(`${hostOf(url)} answers with more than ${maxBytes} bytes`, { url });
}

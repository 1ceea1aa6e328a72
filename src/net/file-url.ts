import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { GovError, isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import type { GetOptions, HttpResponse } from "./http.ts";

const CHUNK_BYTES = 256 * 1024;
const NO_FILE = ["ERR_INVALID_FILE_URL_PATH", "ERR_INVALID_FILE_URL_HOST"];

/**
 * A `file:` URL answered as a file server would answer: 200, 206 for `Range: bytes=N-`, 416, and 404 for what
 * is no regular file. The ETag changes with the file. A URL with a host or a query is `refused`, as the go
 * command does.
 */
export function getFile(url: URL, { headers = {} }: GetOptions): HttpResponse {
  const file = pathOf(url);
  const stat = statRegular(file);
  if (stat === undefined) return response(404, {}, noBytes());

  const { size, mtimeMs, ino } = stat;
  const etag = `"${ino}-${size}-${mtimeMs}"`;
  const start = rangeStart(lowerCaseNames(headers), etag);
  if (start === undefined) {
    return response(200, { etag, "content-length": `${size}` }, readFrom(file, 0));
  }
  if (start >= size) return response(416, { "content-range": `bytes */${size}` }, noBytes());
  const range = `bytes ${start}-${size - 1}/${size}`;
  return response(
    206,
    { etag, "content-length": `${size - start}`, "content-range": range },
    readFrom(file, start),
  );
}

function pathOf(url: URL): string {
  try {
    const file = fileURLToPath(url);
    if (url.host + url.search + url.hash === "" && !file.includes("\0")) return file;
  } catch (error) {
    // An encoded slash, or a `%` that begins nothing.
    const isMalformed = error instanceof URIError || isSystemError(error, ...NO_FILE);
    if (!isMalformed) throw error;
  }
  throw new GovError("refused", `${url.href} is not a file URL that gov reads`, {
    hint: "write it as file:///absolute/path",
    url: url.href,
  });
}

function statRegular(file: string): fs.Stats | undefined {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? stat : undefined;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw diskError(error, `cannot read ${file}`);
  }
}

function rangeStart(headers: Readonly<Record<string, string>>, etag: string): number | undefined {
  if ((headers["if-range"] ?? etag) !== etag) return undefined;
  const start = /^bytes=(\d{1,15})-$/.exec(headers.range ?? "")?.[1];
  return start === undefined ? undefined : Number(start);
}

/** The file is open only while it is read. */
async function* readFrom(file: string, start: number): AsyncGenerator<Uint8Array> {
  let fd: number | undefined;
  try {
    fd = fs.openSync(file, "r");
    for (let at = start; ; ) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = fs.readSync(fd, chunk, 0, chunk.length, at);
      if (read === 0) return;
      at += read;
      yield chunk.subarray(0, read);
    }
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

function response(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: AsyncIterable<Uint8Array>,
): HttpResponse {
  return { status, header: (name) => headers[name.toLowerCase()], body, discard: () => {} };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

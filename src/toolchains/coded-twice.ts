import { constants, gunzipSync } from "node:zlib";
import { readHead } from "../fs/read-head.ts";
import type { Container } from "../sources/source.ts";

const GZIP = Buffer.from([0x1f, 0x8b]);
const HEAD_BYTES = 4096;

/**
 * Did somebody pack this archive by gzip once more than upstream does? Proxies do that to what passes by. A file
 * that cannot be read does not tell.
 */
export function isCodedTwice(file: string, container: Container): boolean {
  try {
    const head = readHead(file, HEAD_BYTES);
    return isGzip(container === "tar.gz" ? unpackedHead(head) : head);
  } catch {
    return false;
  }
}

function isGzip(head: Buffer): boolean {
  return head.subarray(0, GZIP.length).equals(GZIP);
}

/** As far as it can be unpacked. */
function unpackedHead(head: Buffer): Buffer {
  return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
}

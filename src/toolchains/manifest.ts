import { gunzipSync, gzipSync } from "node:zlib";
import { byteKey, inByteOrder } from "../verify/byte-order.ts";

/** One regular file of a GOROOT. */
export interface ManifestEntry {
  /** Below the GOROOT, with `/`. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
  readonly size: number;
}

const LINE = /^([0-9a-f]{64}) ([0-7]{1,4}) (0|[1-9][0-9]{0,14}) ([^\n]+)$/;
/** A release has 15,000 lines of about 110 bytes. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** `manifest.gz`: a line `sha256 mode size path` for each file, mode in octal, sorted by the bytes of the path. */
export function manifestData(entries: readonly ManifestEntry[]): Buffer {
  const lines = inByteOrder(entries, ({ path }) => path).map(
    ({ path, sha256, mode, size }) => `${sha256} ${mode.toString(8)} ${size} ${path}\n`,
  );
  return gzipSync(lines.join(""), { level: 1 });
}

/** Strict: the file decides what `gov verify` calls changed, and anybody may have written it. */
export function parseManifest(data: Buffer): readonly ManifestEntry[] | { readonly problem: string } {
  const text = gunzipped(data);
  if (text === undefined) return { problem: "it is not gzip, or too large" };
  if (!text.endsWith("\n")) return { problem: "its last line is cut off" };
  const entries: ManifestEntry[] = [];
  let previous = "";
  // Not by splitting: the text may be millions of newlines.
  for (const [line] of text.matchAll(/[^\n]*\n/g)) {
    const entry = parseLine(line.slice(0, -1));
    const key = byteKey(entry?.path ?? "");
    if (entry === undefined || key <= previous) return { problem: `line ${entries.length + 1} is malformed` };
    entries.push(entry);
    previous = key;
  }
  return entries;
}

function parseLine(line: string): ManifestEntry | undefined {
  const [, sha256 = "", mode = "", size = "", path = ""] = LINE.exec(line) ?? [];
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return undefined;
  return { path, sha256, mode: Number.parseInt(mode, 8), size: Number(size) };
}

function gunzipped(data: Buffer): string | undefined {
  try {
    return gunzipSync(data, { maxOutputLength: MAX_TEXT_BYTES }).toString("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { jsonIn } from "../fs/json-in.ts";
import type { Log } from "../log.ts";
import { type ListedFile, releasesIn } from "../sources/releases-in.ts";
import type { Listing } from "../sources/source.ts";

/** A list as it came from its source at some time. */
export interface KeptListing extends Listing {
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
}

export interface CatalogCache {
  readonly cacheDir: string;
  readonly log: Log;
}

/** One file of a list: its name, which says the rest, and what it is known by. */
type Row = readonly [filename: string, sha256: string | null, bytes: number | null];

/** The list that was kept of this URL. One that cannot be read as such is dropped. */
export function readKept(listUrl: string, { cacheDir, log }: CatalogCache): KeptListing | undefined {
  const file = cacheFile(cacheDir, listUrl);
  try {
    const kept = parseKept(fs.readFileSync(file, "utf8"));
    if (kept !== undefined) return kept;
    log(`${file} is damaged, so it is dropped`);
    fs.rmSync(file, { force: true });
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) log(`no list from ${file}: ${String(error)}`);
  }
  return undefined;
}

/** Keeps a list for the next time. A root that cannot be written to is no reason to fail. */
export function keep(
  listUrl: string,
  { fetchedAt, official, releases }: KeptListing,
  cache: CatalogCache,
): void {
  const rows = releases.flatMap(({ files }) =>
    files.map(({ filename, sha256, bytes }): Row => [filename, sha256, bytes]),
  );
  try {
    writeFileAtomic(
      cacheFile(cache.cacheDir, listUrl),
      JSON.stringify({ schema: 1, official, fetchedAt, files: rows }),
    );
  } catch (error) {
    cache.log(`the list of releases was not kept: ${String(error)}`);
  }
}

/** The URL may hold a secret, so the name is its hash. */
function cacheFile(cacheDir: string, listUrl: string): string {
  return path.join(cacheDir, `${createHash("sha256").update(listUrl).digest("hex").slice(0, 32)}.json`);
}

function parseKept(text: string): KeptListing | undefined {
  const { schema, official, fetchedAt, files } = Object(jsonIn(text)) as Record<string, unknown>;
  if (schema !== 1 || !Number.isSafeInteger(fetchedAt)) return undefined;
  if (official !== null && typeof official !== "string") return undefined;
  if (!Array.isArray(files) || !files.every(isRow)) return undefined;
  const listed = files.map(([filename, sha256, bytes]): ListedFile => ({ filename, sha256, bytes }));
  const releases = releasesIn(listed);
  return releases.length === 0 ? undefined : { releases, official, fetchedAt: fetchedAt as number };
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row) || row.length !== 3) return false;
  const [filename, sha256, bytes] = row;
  return (
    typeof filename === "string" &&
    (sha256 === null || (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256))) &&
    (bytes === null || Number.isSafeInteger(bytes))
  );
}

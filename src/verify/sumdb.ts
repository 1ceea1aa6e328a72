import path from "node:path";
import { GovError } from "../errors.ts";
import type { Log } from "../log.ts";
import { InvalidEvidence } from "./invalid-evidence.ts";
import type { Verifier } from "./note.ts";
import { SumdbCache } from "./sumdb-cache.ts";
import { type FetchPath, TileStore } from "./tile-store.ts";
import { readHashes } from "./tiles.ts";
import { Timeline } from "./timeline.ts";
import { recordHash, type Tree } from "./tlog.ts";
import { type LookupAnswer, parseLookup } from "./tree-note.ts";

/** A record proven to be in the largest tree that the database ever showed us. */
export interface SumdbRecord {
  readonly kind: "record";
  /** The database, by the name in its key. */
  readonly name: string;
  /** Normally exactly one: `h1:...`. */
  readonly h1s: readonly [string, ...string[]];
  readonly record: number;
  readonly treeSize: number;
  /** Base64. */
  readonly treeHash: string;
}

export type SumdbAnswer =
  | SumdbRecord
  /** The database says so; nobody can prove an absence. */
  | { readonly kind: "no-record" }
  | { readonly kind: "unavailable"; readonly reason: string };

export interface SumdbOptions {
  readonly verifier: Verifier;
  /** The directory for all databases; each gets its own below, by name and key. */
  readonly cacheDir: string;
  readonly fetchPath: FetchPath;
  readonly log: Log;
}

/**
 * A client of one checksum database (https://go.dev/ref/mod#checksum-database), as strict as Go 1.27.3.
 * Lookups may run side by side, also in several processes over one cache.
 */
export class Sumdb {
  readonly #options: SumdbOptions;
  readonly #dir: string;
  readonly #timeline: Timeline;

  constructor(options: SumdbOptions) {
    const { name, keyHash } = options.verifier;
    this.#options = options;
    this.#dir = path.join(options.cacheDir, `${encodeURIComponent(name)}+${keyHash}`);
    this.#timeline = new Timeline(options.verifier);
  }

  /**
   * What the database has recorded for this module. Whatever contradicts itself, its signature or what
   * the database said before is a `GovError` `proof-failed`. An answer from the cache needs no network.
   */
  async lookup(module: string, version: string): Promise<SumdbAnswer> {
    try {
      return await this.#lookupMendingCache(module, version);
    } catch (error) {
      if (error instanceof InvalidEvidence) throw this.#refusal(module, version, error);
      if (!(error instanceof GovError && ["network", "offline"].includes(error.code))) throw error;
      return { kind: "unavailable", reason: error.message };
    }
  }

  /** A damaged cache must not refuse for ever: what it gave is dropped and everything fetched once more. */
  async #lookupMendingCache(module: string, version: string): Promise<SumdbAnswer> {
    const cache = new SumdbCache(this.#dir, this.#options.log);
    try {
      return await this.#lookupOnce(module, version, cache);
    } catch (error) {
      if (!(error instanceof InvalidEvidence && cache.hasServed)) throw error;
      this.#options.log(`${this.#options.verifier.name}: ${error.message}; asking again without the cache`);
      cache.distrust();
      return await this.#lookupOnce(module, version, cache);
    }
  }

  async #lookupOnce(module: string, version: string, cache: SumdbCache): Promise<SumdbAnswer> {
    const tiles = new TileStore(cache, this.#options.fetchPath);
    const file = lookupFile(module, version);
    const cached = cache.read(file);
    const body = cached ?? (await this.#fetchLookup(file));
    if (body === undefined) return { kind: "no-record" };

    const answer = parseLookup(body);
    await this.#timeline.extend(answer.note, tiles, cache);
    tiles.save();
    // Not the tree of the answer: an old answer is held against the newest tree.
    const tree = this.#timeline.latest;
    await checkRecord(answer, tree, tiles);
    const h1s = h1Lines(answer, module, version);
    tiles.save();
    if (cached === undefined) cache.write(file, body);
    return {
      kind: "record",
      name: this.#options.verifier.name,
      h1s,
      record: Number(answer.id),
      treeSize: Number(tree.size),
      treeHash: tree.hash.toString("base64"),
    };
  }

  async #fetchLookup(file: string): Promise<Buffer | undefined> {
    const { status, body } = await this.#options.fetchPath(file);
    if (status === 200) return Buffer.from(body);
    if (status === 404 || status === 410) return undefined;
    throw new GovError("network", `the checksum database answers HTTP ${status} for ${file}`);
  }

  #refusal(module: string, version: string, cause: InvalidEvidence): GovError {
    const { name } = this.#options.verifier;
    return new GovError(
      "proof-failed",
      `the checksum database ${name} cannot be believed about ${module}@${version}: ${cause.message}`,
      { hint: "a proxy on the way may have changed its answer: try another network or GOPROXY", cause },
    );
  }
}

async function checkRecord({ id, text }: LookupAnswer, tree: Tree, tiles: TileStore): Promise<void> {
  if (id >= tree.size) throw new InvalidEvidence(`its record ${id} is outside of its tree`);
  const [leaf] = await readHashes(tree, [{ level: 0, index: id }], tiles);
  if (leaf?.equals(recordHash(text)) !== true)
    throw new InvalidEvidence(`its record ${id} is not in its tree`);
}

/** The hashes in the proven text, and nowhere else (CVE-2026-56864). None is a failure (CVE-2026-42501). */
function h1Lines({ id, text }: LookupAnswer, module: string, version: string): SumdbRecord["h1s"] {
  const prefix = `${module} ${version} `;
  const [first, ...others] = text
    .toString("utf8")
    .split("\n")
    .filter((line) => line.startsWith(`${prefix}h1:`))
    .map((line) => line.slice(prefix.length));
  if (first === undefined) throw new InvalidEvidence(`its record ${id} says nothing about this version`);
  return [first, ...others];
}

/** `lookup/MODULE@VERSION`, upper case escaped as in the module proxy protocol. */
function lookupFile(module: string, version: string): string {
  const file = `lookup/${module}@${version}`;
  const isPlain = file.split("/").every((part) => /^[A-Za-z0-9][A-Za-z0-9._~@-]*$/.test(part));
  if (!isPlain) throw new Error(`not a module and version: ${module}@${version}`);
  return file.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

import { GovError } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import type { SumdbCache } from "./sumdb-cache.ts";
import { FULL_WIDTH, type Tile, type TileReader, tilePath } from "./tiles.ts";
import { HASH_SIZE } from "./tlog.ts";

/** One GET below the base of a checksum database: `lookup/...`, `tile/...`. Network faults are a `GovError` `network` or `offline`. */
export type FetchPath = (path: string) => Promise<{ readonly status: number; readonly body: Uint8Array }>;

/** The database does not give a tile that a tree it signed must have. */
export class MissingTile extends GovError {
  constructor(message: string) {
    super("network", message);
  }
}

const PARALLEL = 8;

/** Tiles for one lookup: from the cache, else from the network; kept in memory once proven. */
export class TileStore implements TileReader {
  readonly #cache: SumdbCache;
  readonly #fetchPath: FetchPath;
  readonly #proven = new Map<string, Buffer>();
  readonly #fetched = new Set<string>();

  constructor(cache: SumdbCache, fetchPath: FetchPath) {
    this.#cache = cache;
    this.#fetchPath = fetchPath;
  }

  read(tiles: readonly Tile[]): Promise<readonly Buffer[]> {
    return inParallel(tiles, PARALLEL, (tile) => this.#readTile(tile));
  }

  accept(tiles: readonly Tile[], data: readonly Buffer[]): void {
    tiles.forEach((tile, i) => {
      const bytes = data[i];
      if (bytes !== undefined) this.#proven.set(tilePath(tile), bytes);
    });
  }

  /** Saves what was fetched and proven: to be called when the tree they belong to is on our timeline. */
  save(): void {
    for (const file of this.#fetched) {
      const data = this.#proven.get(file);
      if (data !== undefined && this.#cache.write(file, data)) this.#fetched.delete(file);
    }
  }

  async #readTile(tile: Tile): Promise<Buffer> {
    const file = tilePath(tile);
    return this.#proven.get(file) ?? this.#readCached(tile) ?? (await this.#fetch(tile));
  }

  #readCached(tile: Tile): Buffer | undefined {
    const data = this.#cache.read(tilePath(tile));
    if (data !== undefined || tile.width === FULL_WIDTH) return data;
    const full = this.#cache.read(tilePath({ ...tile, width: FULL_WIDTH }));
    return full && beginning(full, tile);
  }

  /** A partial tile may be gone when the full one is there. The full one is not proven, so not saved. */
  async #fetch(tile: Tile): Promise<Buffer> {
    const file = tilePath(tile);
    const answer = await this.#fetchPath(file);
    if (answer.status === 200) {
      this.#fetched.add(file);
      return Buffer.from(answer.body);
    }
    if (tile.width < FULL_WIDTH) {
      const full = await this.#fetchPath(tilePath({ ...tile, width: FULL_WIDTH }));
      this.#fetched.add(file);
      if (full.status === 200) return beginning(Buffer.from(full.body), tile);
    }
    throw new MissingTile(`the checksum database answers HTTP ${answer.status} for ${file}`);
  }
}

/** The partial tile that a full one begins with; of a wrong size, as the check of sizes will find, if it is not full. */
function beginning(full: Buffer, tile: Tile): Buffer {
  return full.length === FULL_WIDTH * HASH_SIZE ? full.subarray(0, tile.width * HASH_SIZE) : Buffer.alloc(0);
}

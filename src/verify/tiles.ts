import { InvalidEvidence } from "./invalid-evidence.ts";
import {
  type Coordinate,
  EMPTY_TREE,
  HASH_SIZE,
  maximalSubtrees,
  nodeHash,
  rootOf,
  type Tree,
} from "./tlog.ts";

/**
 * Tiles of height 8, the form in which a checksum database publishes its tree
 * (https://research.swtch.com/tlog#tiling_a_log): the hashes of level `8 * level` from `256 * index` on,
 * `width` of them. Sizes and indexes are BigInt: shifts of numbers overflow at 32 bits.
 */
export interface Tile {
  readonly level: number;
  readonly index: bigint;
  /** 1 to 256. */
  readonly width: number;
}

const HEIGHT = 8;
export const FULL_WIDTH = 256;

/** Where tiles come from. `read` answers in the order asked; nothing of it is believed yet. */
export interface TileReader {
  read(tiles: readonly Tile[]): Promise<readonly Buffer[]>;
  /** These tiles proved to belong to the tree they were read for. */
  accept(tiles: readonly Tile[], data: readonly Buffer[]): void;
}

/** `tile/8/0/x001/x234/067.p/45`. */
export function tilePath({ level, index, width }: Tile): string {
  let digits = threeDigits(index);
  for (let rest = index / 1000n; rest > 0n; rest /= 1000n) digits = `x${threeDigits(rest)}/${digits}`;
  return `tile/${HEIGHT}/${level}/${digits}${width === FULL_WIDTH ? "" : `.p/${width}`}`;
}

/** The root of the first `size` records of `tree`, proven by `tree` itself. */
export async function treeHashAt(tree: Tree, size: bigint, reader: TileReader): Promise<Buffer> {
  if (size === 0n) return EMPTY_TREE.hash;
  if (size === tree.size) return tree.hash;
  return rootOf(await readHashes(tree, maximalSubtrees(size), reader));
}

/**
 * The hashes at these coordinates of `tree`, every one proven to be in it: tiles are checked against the
 * root or against a parent tile that was, before anything is taken out of them.
 */
export async function readHashes(
  tree: Tree,
  coordinates: readonly Coordinate[],
  reader: TileReader,
): Promise<Buffer[]> {
  if (coordinates.length === 0) return [];
  const plan = planTiles(tree.size, coordinates);
  const data = await reader.read(plan.tiles);
  plan.tiles.forEach((tile, i) => {
    if (data[i]?.length !== tile.width * HASH_SIZE) {
      throw new InvalidEvidence(`its ${tilePath(tile)} has the wrong size`);
    }
  });
  const subtrees = maximalSubtrees(tree.size).map((subtree) => hashAt(subtree, tree.size, plan, data));
  if (!rootOf(subtrees).equals(tree.hash))
    throw new InvalidEvidence("its tiles do not make up its signed tree");
  checkAgainstParents(tree.size, plan, data);
  reader.accept(plan.tiles, data);
  return coordinates.map((coordinate) => hashAt(coordinate, tree.size, plan, data));
}

interface TilePlan {
  /** Parents before children. */
  readonly tiles: readonly Tile[];
  /** Where each tile path stands in `tiles`. */
  readonly positions: ReadonlyMap<string, number>;
  /** So many tiles at the start make up the root, every byte of them; the others hang below one of them. */
  readonly inRoot: number;
}

function planTiles(size: bigint, coordinates: readonly Coordinate[]): TilePlan {
  const tiles: Tile[] = [];
  const positions = new Map<string, number>();
  const planned = (tile: Tile) => positions.has(tilePath(tile));
  const add = (tile: Tile) => positions.set(tilePath(tile), tiles.push(tile) - 1);

  for (const subtree of maximalSubtrees(size)) {
    const tile = clip(place(subtree), 0, size);
    if (!planned(tile)) add(tile);
  }
  // Several subtrees share a tile. To count subtrees here, not tiles, would leave the first tiles below
  // unchecked: CVE-2026-56865.
  const inRoot = tiles.length;

  for (const coordinate of coordinates) {
    if ((coordinate.index + 1n) << BigInt(coordinate.level) > size) {
      throw new InvalidEvidence("it refers to a record outside of its tree");
    }
    const start = place(coordinate);
    let up = 0;
    while (!planned(clip(start, up, size))) up++;
    while (--up >= 0) {
      const tile = clip(start, up, size);
      if (tile.width !== FULL_WIDTH) throw new Error(`${tilePath(tile)} has a parent and is not full`);
      add(tile);
    }
  }
  return { tiles, positions, inRoot };
}

function checkAgainstParents(size: bigint, plan: TilePlan, data: readonly Buffer[]): void {
  for (const [i, tile] of plan.tiles.entries()) {
    if (i < plan.inRoot) continue;
    const parent = clip(tile, 1, size);
    const position = Number(tile.index - parent.index * BigInt(FULL_WIDTH));
    const expected = hashOf(tileData(parent, plan, data), position, 1);
    if (!expected.equals(tileHash(tileData(tile, plan, data)))) {
      throw new InvalidEvidence(`its ${tilePath(tile)} does not belong to its tree`);
    }
  }
}

function hashAt(coordinate: Coordinate, size: bigint, plan: TilePlan, data: readonly Buffer[]): Buffer {
  const { first, count, ...tile } = place(coordinate);
  return hashOf(tileData(clip(tile, 0, size), plan, data), first, count);
}

function tileData(tile: Tile, plan: TilePlan, data: readonly Buffer[]): Buffer {
  const bytes = data[plan.positions.get(tilePath(tile)) ?? -1];
  if (bytes === undefined) throw new Error(`${tilePath(tile)} was not planned`);
  return bytes;
}

/** The tile that holds a hash, as the root over `count` of its hashes from `first` on. */
function place({ level, index }: Coordinate) {
  const tileLevel = Math.floor(level / HEIGHT);
  const below = level - tileLevel * HEIGHT;
  const start = index << BigInt(below);
  const tileIndex = start / BigInt(FULL_WIDTH);
  return {
    level: tileLevel,
    index: tileIndex,
    first: Number(start - tileIndex * BigInt(FULL_WIDTH)),
    count: 2 ** below,
  };
}

/** The tile `up` levels above, as wide as it is in a tree of `size` records, which must reach it. */
function clip(tile: Pick<Tile, "level" | "index">, up: number, size: bigint): Tile {
  const level = tile.level + up;
  const index = tile.index >> BigInt(HEIGHT * up);
  const available = (size >> BigInt(HEIGHT * level)) - index * BigInt(FULL_WIDTH);
  if (available <= 0n) throw new Error(`no tile of level ${level} and index ${index} in a tree of ${size}`);
  return { level, index, width: available < FULL_WIDTH ? Number(available) : FULL_WIDTH };
}

function hashOf(data: Buffer, first: number, count: number): Buffer {
  const end = (first + count) * HASH_SIZE;
  if (end > data.length) throw new Error("hash outside of its tile");
  return tileHash(data.subarray(first * HASH_SIZE, end));
}

/** The root over the hashes in `data`, whose number is a power of two. */
function tileHash(data: Buffer): Buffer {
  if (data.length === HASH_SIZE) return data;
  const middle = data.length / 2;
  return nodeHash(tileHash(data.subarray(0, middle)), tileHash(data.subarray(middle)));
}

function threeDigits(n: bigint): string {
  return String(n % 1000n).padStart(3, "0");
}

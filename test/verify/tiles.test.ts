import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readHashes, type Tile, type TileReader, tilePath, treeHashAt } from "../../src/verify/tiles.ts";
import type { Tree } from "../../src/verify/tlog.ts";
import type { SumdbLog } from "../support/sumdb-log.ts";
import { base64, flipped, syntheticLog, vectors } from "./vectors.ts";

/** Gives out tiles by path and remembers what was asked and what was accepted. */
class Tiles implements TileReader {
  readonly asked: string[] = [];
  readonly accepted = new Map<string, Buffer>();
  readonly #give: (path: string) => Buffer | undefined;

  constructor(give: (path: string) => Buffer | undefined) {
    this.#give = give;
  }

  read(tiles: readonly Tile[]): Promise<readonly Buffer[]> {
    this.asked.push(...tiles.map(tilePath));
    return Promise.resolve(tiles.map((tile) => this.#give(tilePath(tile)) ?? Buffer.alloc(0)));
  }

  accept(tiles: readonly Tile[], data: readonly Buffer[]): void {
    for (const [i, tile] of tiles.entries()) this.accepted.set(tilePath(tile), data[i] ?? Buffer.alloc(0));
  }
}

const log = syntheticLog();
const tree: Tree = { size: 301n, hash: log.root() };

function leafOf(log: SumdbLog, id: number): string {
  return createHash("sha256")
    .update(Buffer.of(0))
    .update(log.records[id] ?? "")
    .digest("hex");
}

function readLeaf(id: number, reader: TileReader): Promise<Buffer[]> {
  return readHashes(tree, [{ level: 0, index: BigInt(id) }], reader);
}

describe("tilePath", () => {
  test.each(vectors.tilePaths)("is $path", ({ L, N, W, path }) => {
    expect(tilePath({ level: L, index: BigInt(N), width: W })).toBe(path);
  });
});

describe("readHashes", () => {
  test("reads the real record of go1.24.0 with the tiles that Go asks for, in its order", async () => {
    const { id, leafHash, tilesBase64, tilesInOrder, treeHash, treeSize } = vectors.sumGolangOrg.lookup;
    const given = new Map(Object.entries(tilesBase64).map(([path, text]) => [path, base64(text)]));
    const tiles = new Tiles((path) => given.get(path));
    const real: Tree = { size: BigInt(treeSize), hash: base64(treeHash) };
    const [leaf] = await readHashes(real, [{ level: 0, index: BigInt(id) }], tiles);
    expect(leaf?.toString("base64")).toBe(leafHash);
    expect(tiles.asked).toEqual(tilesInOrder);
    expect([...tiles.accepted.keys()]).toEqual(tilesInOrder);
  });

  test.each([
    [0, vectors.synthetic.tilesFor["0..255"]],
    [255, vectors.synthetic.tilesFor["0..255"]],
    [256, vectors.synthetic.tilesFor["256..300"]],
    [300, vectors.synthetic.tilesFor["256..300"]],
  ])("reads record %i of 301 with exactly the tiles that it needs", async (id, expected) => {
    const tiles = new Tiles((path) => log.tile(path));
    expect((await readLeaf(id, tiles))[0]?.toString("hex")).toBe(leafOf(log, id));
    expect(tiles.asked).toEqual(expected);
  });

  test("reads every record of every small tree", async () => {
    for (const size of [1, 2, 3, 7, 8, 255, 256, 257]) {
      const small: Tree = { size: BigInt(size), hash: log.root(size) };
      const coordinates = Array.from({ length: size }, (_, i) => ({ level: 0, index: BigInt(i) }));
      const hashes = await readHashes(small, coordinates, new Tiles((path) => log.tile(path, size)));
      expect(hashes.map((hash) => hash.toString("hex"))).toEqual(coordinates.map((_, i) => leafOf(log, i)));
    }
  });

  test("refuses every tile with any hash changed, and accepts none of that read", async () => {
    for (const bad of vectors.synthetic.tilesFor["0..255"]) {
      for (let offset = 0; offset < (log.tile(bad)?.length ?? 0); offset += 32) {
        const tiles = new Tiles((path) => {
          const data = log.tile(path);
          return path === bad && data ? flipped(data, offset) : data;
        });
        await expect(readLeaf(5, tiles), `${bad} at ${offset}`).rejects.toThrow(
          /tiles do not make up|does not belong/,
        );
        expect(tiles.accepted.size).toBe(0);
      }
    }
  });

  test("CVE-2026-56865: checks the first tile below the root's, although several subtrees share a tile", async () => {
    // Five subtrees lie in two tiles. Whoever starts at the fifth tile never checks the third one.
    const bad = "tile/8/0/000";
    const tiles = new Tiles((path) => {
      const data = log.tile(path);
      return path === bad && data ? flipped(data, 160) : data;
    });
    await expect(readLeaf(5, tiles)).rejects.toThrow("its tile/8/0/000 does not belong to its tree");
  });

  test.each([
    ["empty", () => Buffer.alloc(0)],
    ["a hash short", (data: Buffer) => data.subarray(32)],
    ["a byte short", (data: Buffer) => data.subarray(1)],
    ["a hash long", (data: Buffer) => Buffer.concat([data, data.subarray(0, 32)])],
  ])("refuses a tile that is %s", async (_name, change) => {
    const tiles = new Tiles((path) => change(log.tile(path) ?? Buffer.alloc(0)));
    await expect(readLeaf(5, tiles)).rejects.toThrow("has the wrong size");
  });

  test("refuses a root that the tiles do not make up", async () => {
    const other: Tree = { size: 301n, hash: flipped(log.root(), 9) };
    const tiles = new Tiles((path) => log.tile(path));
    await expect(readHashes(other, [{ level: 0, index: 0n }], tiles)).rejects.toThrow("tiles do not make up");
  });

  test("refuses what is outside of the tree, without reading anything", async () => {
    const tiles = new Tiles((path) => log.tile(path));
    await expect(readLeaf(301, tiles)).rejects.toThrow("outside of its tree");
    await expect(readHashes(tree, [{ level: 8, index: 1n }], tiles)).rejects.toThrow("outside of its tree");
    expect(tiles.asked).toEqual([]);
  });

  test("reads nothing when nothing is asked", async () => {
    expect(await readHashes(tree, [], new Tiles(() => undefined))).toEqual([]);
  });
});

describe("treeHashAt", () => {
  test.each(Object.entries(vectors.synthetic.roots))(
    "finds the root of the first %s records",
    async (size, root) => {
      const tiles = new Tiles((path) => log.tile(path));
      expect((await treeHashAt(tree, BigInt(size), tiles)).toString("base64")).toBe(root);
    },
  );

  test("asks nobody about the whole tree", async () => {
    expect(await treeHashAt(tree, 301n, new Tiles(() => undefined))).toEqual(tree.hash);
  });
});

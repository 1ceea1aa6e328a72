import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect } from "vitest";
import { manifestData, parseManifest } from "../../src/toolchains/manifest.ts";
import { inByteOrder } from "../../src/verify/byte-order.ts";
import { parseGosumdb } from "../../src/verify/gosumdb.ts";
import { InvalidEvidence } from "../../src/verify/invalid-evidence.ts";
import { openNote, parseVerifierKey } from "../../src/verify/note.ts";
import { Sumdb } from "../../src/verify/sumdb.ts";
import { readHashes, type TileReader, tilePath, treeHashAt } from "../../src/verify/tiles.ts";
import { parseLookup, parseTree } from "../../src/verify/tree-note.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { newSumdbKey, SumdbLog, signNote, sumdbRecord } from "../support/sumdb-log.ts";
import { verifierOf } from "../verify/vectors.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedBytes, mutatedText } from "./mutate.ts";

const at = useTemporaryDirectory();

const MODULE = "golang.org/toolchain";
const VERSION = "v0.0.1-go1.22.5.linux-amd64";
const H1 = `h1:${Buffer.alloc(32, 7).toString("base64")}`;
const fillers = Array.from({ length: 270 }, (_, i) => `example.com/m${i} v1.0.0 h1:AAAA\n`);
const log = new SumdbLog(
  [...fillers, sumdbRecord(MODULE, VERSION, H1), ...fillers],
  newSumdbKey("sumdb.test/log", Buffer.alloc(32, 1)),
);
const verifier = verifierOf(log.key.verifierKey);
const stranger = signNote("go.sum database tree\n5\nAAAA\n", newSumdbKey("other", Buffer.alloc(32, 2)));
const heads = [
  log.head(),
  log.head(5),
  Buffer.concat([log.head(), stranger.subarray(stranger.lastIndexOf("\n\n") + 2)]),
];

/** The value, or `undefined` for evidence that is invalid; anything else is the fuzzer's find. */
async function believed<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InvalidEvidence) return undefined;
    throw error;
  }
}

fuzz("a note is opened only when it is signed", mutatedBytes(heads), async (note) => {
  const text = await believed(() => openNote(note, verifier));
  if (text === undefined) return;
  const signed = heads.map((head) => head.toString("latin1", 0, head.lastIndexOf("\n\n") + 1));
  expect(signed).toContain(text.toString("latin1"));
});

const headTexts = heads.map((head) => head.subarray(0, head.lastIndexOf("\n\n") + 1));

fuzz("a tree head has a size and a hash", mutatedBytes(headTexts), async (text) => {
  const tree = await believed(() => parseTree(text));
  if (tree === undefined) return;
  expect(tree.hash.length).toBe(32);
  expect(text.toString("latin1")).toContain(`\n${tree.size}\n${tree.hash.toString("base64")}`);
});

fuzz("a key that is taken is the one that is written there", mutatedText([log.key.verifierKey]), (text) => {
  const key = parseVerifierKey(text);
  if (key !== undefined)
    expect(text.toLowerCase().startsWith(`${key.name.toLowerCase()}+${key.keyHash}+`)).toBe(true);
});

const answers = [log.answer(270), log.answer(3), log.answer(0, 2)];

fuzz("a lookup is an id, a record and a note, and nothing between", mutatedBytes(answers), async (body) => {
  const answer = await believed(() => parseLookup(body));
  if (answer === undefined) return;
  const rebuilt = [Buffer.from(`${answer.id}\n`), answer.text, Buffer.from("\n"), answer.note];
  expect(Buffer.concat(rebuilt).equals(body)).toBe(true);
});

const gosumdb = mutatedText(
  ["off", "sum.golang.org", "sum.golang.google.cn", `${log.key.verifierKey} https://sumdb.example/x`],
  [" ", "\u3000", "+", "https://", log.key.verifierKey],
);
const KNOWN = {
  name: "sum.golang.org",
  key: "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  mirrors: { "sum.golang.google.cn": "https://sum.golang.google.cn" },
};

fuzz("GOSUMDB is off, a database or refused", gosumdb, async (value) => {
  const setting = await outcomeOf(() => parseGosumdb({ value, from: "environment" }, KNOWN));
  if ("refused" in setting) expect(setting.refused).toBe("invalid-setting");
  else if (setting.value.kind === "database") {
    const { verifier, url } = setting.value;
    expect(new URL(`https://${verifier.name}/x`).host).not.toBe("");
    if (url !== undefined) expect(new URL(url).protocol).toMatch(/^https?:$/);
  }
});

/** Tiles of the log, one of them with a change. */
class BrokenTiles implements TileReader {
  readonly #change: (path: string, tile: Buffer) => Buffer;

  constructor(change: (path: string, tile: Buffer) => Buffer) {
    this.#change = change;
  }

  read(tiles: Parameters<TileReader["read"]>[0]): Promise<readonly Buffer[]> {
    const read = (path: string) => this.#change(path, log.tile(path) ?? Buffer.alloc(0));
    return Promise.resolve(tiles.map((tile) => read(tilePath(tile))));
  }

  accept(): void {}
}

const tree = { size: BigInt(log.records.length), hash: log.root() };
const tileNames = ["tile/8/0/000", "tile/8/0/001", "tile/8/0/002.p/29", "tile/8/1/000.p/2"];
const brokenTile = fc.constantFrom(...tileNames).chain((path) => {
  const tile = log.tile(path) ?? expect.fail(path);
  return mutatedBytes([tile]).map((bytes) => ({ path, tile, bytes }));
});

fuzz(
  "a hash is read from genuine tiles only",
  fc.tuple(brokenTile, fc.nat({ max: 700 })),
  async ([broken, id]) => {
    const tiles = new BrokenTiles((path, tile) => (path === broken.path ? broken.bytes : tile));
    const wanted = { level: 0, index: BigInt(id) };
    const found = await believed(() => readHashes(tree, [wanted], tiles));
    const honest = await believed(() => readHashes(tree, [wanted], new BrokenTiles((_, tile) => tile)));
    if (found !== undefined) expect(found).toEqual(honest);
  },
);

const anySize = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
  fc.constantFrom(0n, 1n, 2n ** 53n - 1n, 2n ** 52n),
);

fuzz(
  "a head of any size, signed or not, is proven by its tiles or not believed",
  fc.tuple(anySize, fc.bigInt({ min: 0n, max: 1000n }), fc.uint8Array({ minLength: 32, maxLength: 32 })),
  async ([size, perMille, hash]) => {
    const claimed = { size, hash: Buffer.from(hash) };
    const tiles = new BrokenTiles((path, tile) => {
      const width = /\.p\/(\d+)$/.exec(path)?.[1] ?? 256;
      return tile.length > 0 ? tile : Buffer.alloc(Number(width) * 32);
    });
    const beginning = (size * perMille) / 1000n;
    const root = await believed(() => treeHashAt(claimed, beginning, tiles));
    if (root !== undefined && beginning !== 0n) expect(beginning).toBe(size);
  },
);

const forgedAnswer = fc.tuple(
  fc.constantFrom(`lookup/${MODULE}@${VERSION}`, ...tileNames),
  fc.constantFrom(200, 200, 200, 200, 404, 410, 500),
  mutatedBytes([...answers, ...tileNames.map((name) => log.tile(name) ?? Buffer.alloc(0))]),
);

fuzz(
  "a lookup through a liar ends in the one record, no answer or a refusal",
  fc.array(forgedAnswer, { maxLength: 3 }),
  async (forged) => {
    const honest = (path: string) =>
      path.startsWith("lookup/") ? log.lookup(path.slice(7)) : log.tile(path);
    const sumdb = new Sumdb({
      verifier,
      cacheDir: at(`cache-${Math.random()}`),
      fetchPath: async (path) => {
        const lie = forged.find(([forgedPath]) => forgedPath === path);
        if (lie !== undefined) return { status: lie[1], body: lie[2] };
        const body = honest(path);
        return body === undefined ? { status: 404, body: Buffer.alloc(0) } : { status: 200, body };
      },
      log: () => {},
    });
    const outcome = await outcomeOf(() => sumdb.lookup(MODULE, VERSION));
    if ("refused" in outcome) expect(outcome.refused).toBe("proof-failed");
    else if (outcome.value.kind === "record") expect(outcome.value.h1s).toEqual([H1]);
    else expect(["no-record", "unavailable"]).toContain(outcome.value.kind);
  },
  { share: 0.3 },
);

const ENTRIES = ["VERSION", "bin/go", "src/é.go", "src/a b.go"].map((path, size) => ({
  path,
  sha256: "ab".repeat(32),
  mode: 0o644,
  size,
}));
const manifestText = mutatedText(
  [
    inByteOrder(ENTRIES, ({ path }) => path)
      .map(({ path, size }) => `${"ab".repeat(32)} 644 ${size} ${path}\n`)
      .join(""),
  ],
  [" ", "\n", "/", "../", `${"cd".repeat(32)} 755 1 z\n`, "0"],
);
const manifest = fc.oneof(
  manifestText.map((text) => gzipSync(text, { level: 1 })),
  mutatedBytes([manifestData(ENTRIES), Buffer.concat([manifestData(ENTRIES), manifestData(ENTRIES)])]),
);

fuzz("a manifest is paths in order, or a problem", manifest, (data) => {
  const entries = parseManifest(data);
  if ("problem" in entries) return;
  expect(entries).toEqual(inByteOrder(entries, ({ path }) => path));
  for (const { path, sha256, mode } of entries) {
    expect(path).not.toMatch(/(?:^|\/)(?:\.{0,2})(?:\/|$)/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(mode).toBeLessThanOrEqual(0o7777);
  }
  expect(parseManifest(manifestData(entries))).toEqual(entries);
});

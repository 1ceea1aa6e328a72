import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpackTarGz } from "../../src/archive/tar.ts";
import { GovError } from "../../src/errors.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { longName, pax, tar } from "../support/archives.ts";
import { describeTree } from "../support/tree.ts";
import { inPieces } from "./unpack-for-test.ts";

const at = useTemporaryDirectory();
const BLOCK = 512;
const ROUNDS = 400;

const WHOLE = tar([
  { name: "go/", type: "5" },
  { name: "go/VERSION", body: "go1.22.5\n" },
  pax({ path: "go/src/by-pax.go", size: "4", mtime: "1700000000.5" }),
  { name: "go/short", body: "pax\n" },
  longName("go/src/by-gnu.go"),
  { name: "go/short", body: "gnu\n", magic: "ustar  \0" },
  { name: "by-prefix.go", prefix: "go/src", body: "x".repeat(700) },
  { name: "go/empty" },
]);

/** The same numbers in every run (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A few bytes or blocks are other ones, and the checksums are right in spite of it. */
function mutate(random: (below: number) => number): Buffer {
  const blocks = Array.from({ length: WHOLE.length / BLOCK }, (_, i) =>
    Buffer.from(WHOLE.subarray(i * BLOCK, (i + 1) * BLOCK)),
  );
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(blocks.length);
    const block = blocks[at] ?? Buffer.of();
    const how = random(8);
    if (how === 0) blocks.splice(at, 1);
    else if (how === 1) blocks.splice(at, 0, Buffer.from(blocks[random(blocks.length)] ?? block));
    else block[BYTES[random(BYTES.length)]?.(random) ?? 0] = VALUES[random(VALUES.length)] ?? random(256);
  }
  return Buffer.concat(blocks.map(withChecksum));
}

/** Mostly where a header says what it is: name, mode, size, checksum and type, link, magic, prefix, rest. */
const BYTES = [
  [0, 20],
  [100, 8],
  [124, 12],
  [124, 12],
  [148, 10],
  [156, 1],
  [156, 1],
  [157, 8],
  [257, 8],
  [345, 12],
  [0, BLOCK],
].map(
  ([start = 0, length = 0]) =>
    (random: (below: number) => number) =>
      start + random(length),
);
const VALUES = [...Buffer.from("\0 /.-0123456789xgLKNSDV\\:\n=aA\x7f\x80\xff", "latin1")];

function withChecksum(block: Buffer): Buffer {
  if (block.toString("latin1", 257, 262) !== "ustar") return block;
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

test("what gov accepts GNU tar unpacks to the same tree, however an archive was damaged", {
  timeout: 120_000,
}, async () => {
  const random = numbersFrom(20_261_126);
  let accepted = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const archive = gzipSync(mutate(random));
    const error = await unpackTarGz(inPieces(archive, 10_000), at("gov")).catch((cause: unknown) => cause);
    if (error instanceof Error) expect(error).toBeInstanceOf(GovError);
    else {
      accepted++;
      fs.mkdirSync(at("gnu/go"), { recursive: true });
      spawnSync("tar", ["xzf", "-", "-C", at("gnu")], { input: archive });
      expect(contents(at("gov")), `round ${round}`).toEqual(contents(at("gnu/go")));
      expect(fs.readdirSync(at("gnu")), `round ${round}`).toEqual(["go"]);
      fs.rmSync(at("gnu"), { recursive: true });
    }
    fs.rmSync(at("gov"), { recursive: true, force: true });
  }
  expect(accepted).toBeGreaterThan(20);
});

/** Without modes, which gov gives by path. */
function contents(dir: string): string[] {
  return describeTree(dir).map((line) => line.replace(/^\d+ /, ""));
}

import { createHash } from "node:crypto";
import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { unpackTarGz } from "../../src/archive/tar.ts";
import type { Unpacked } from "../../src/archive/unpacked.ts";
import { unpackZip } from "../../src/archive/zip.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { treeTarGz, treeZip } from "../support/archives.ts";
import { inPieces } from "./unpack-for-test.ts";

// What is larger than a mebibyte is written in threads, which run from the build.
const at = useTemporaryDirectory();

/** More than fits into one batch: by its bytes, by its number of files, and by one file. */
function largeTree(): Record<string, Buffer> {
  const small = Array.from({ length: 5000 }, (_, i) => [`src/p${i % 70}/f${i}.go`, noise(`${i}`, i % 700)]);
  const empty = Array.from({ length: 5000 }, (_, i) => [`test/e${i}`, Buffer.alloc(0)]);
  const large = ["bin/go", "pkg/tool/link"].map((name) => [name, noise(name, 5_000_000)]);
  return Object.fromEntries([...small, ...empty, ...large]);
}

function noise(seed: string, bytes: number): Buffer {
  return createHash("shake256", { outputLength: bytes }).update(seed).digest();
}

function fromTar(archive: Buffer): Promise<Unpacked> {
  return unpackTarGz(inPieces(archive, 100_000), at("dest"));
}

function fromZip(archive: Buffer, signal?: AbortSignal): Promise<Unpacked> {
  fs.writeFileSync(at("archive.zip"), archive);
  return unpackZip(at("archive.zip"), at("dest"), { form: "zip", prefix: "go/", signal });
}

describe.each([
  ["a tar.gz", treeTarGz, fromTar],
  ["a zip", treeZip, fromZip],
])("%s", (_, pack, unpack) => {
  test("every file has its content, and its hash in the result", async () => {
    const tree = largeTree();
    const { files, bytes } = await unpack(pack(tree));
    const found = new Map(files.map((file) => [file.path, file]));
    expect([...found.keys()].sort()).toEqual(Object.keys(tree).sort());
    for (const [path, body] of Object.entries(tree)) {
      expect(fs.readFileSync(at("dest", path)).equals(body), path).toBe(true);
      expect(found.get(path), path).toMatchObject({
        sha256: createHash("sha256").update(body).digest("hex"),
        bytes: body.length,
        mode: /^(?:bin|pkg)/.test(path) ? 0o755 : 0o644,
      });
    }
    expect(bytes).toBe(Object.values(tree).reduce((sum, body) => sum + body.length, 0));
  });

  test("nothing is written any more when the work has failed", async () => {
    const archive = pack(largeTree());
    const damaged = Buffer.from(archive);
    damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 0xff, damaged.length >> 1);
    await expect(unpack(damaged)).rejects.toMatchObject({ code: "archive-refused" });
    const before = fs.readdirSync(at("dest"), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(fs.readdirSync(at("dest"), { recursive: true })).toEqual(before);
  });
});

test("a fault of the disk in a thread is told with its place", async () => {
  const tree = { "src/a.go": noise("a", 3_000_000), "src/b.go": noise("b", 10) };
  const work = fromZip(treeZip(tree));
  await expect(Promise.all([work, plant("src/b.go")])).rejects.toMatchObject({
    code: "disk",
    message: expect.stringContaining("EEXIST"),
  });
});

/** Makes what the archive is about to make. */
async function plant(name: string): Promise<void> {
  while (!fs.existsSync(at("dest/src"))) await new Promise(setImmediate);
  fs.writeFileSync(at("dest", name), "");
}

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { LIMITS } from "../../src/archive/safety.ts";
import { unpackTarGz } from "../../src/archive/tar.ts";
import { TarReader } from "../../src/archive/tar-reader.ts";
import type { Unpacked } from "../../src/archive/unpacked.ts";
import { unpackZip } from "../../src/archive/zip.ts";
import { readZipDirectory } from "../../src/archive/zip-directory.ts";
import { checkRoom } from "../../src/archive/zip-entry.ts";
import { inPieces, isPlain, makeOutside, outsideOf } from "../archive/unpack-for-test.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import {
  longName,
  pax,
  smallTree,
  TREE_TIME,
  type Tree,
  tar,
  tarGz,
  treeModuleZip,
  treeTarGz,
  treeZip,
  zip,
} from "../support/archives.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedBytes } from "./mutate.ts";

const at = useTemporaryDirectory();
beforeEach(() => makeOutside(at()));

/** Small, so that a change hits a header as often as not. */
const TREE: Tree = Object.fromEntries(
  Object.entries(smallTree()).map(([path, body]) => [path, body.slice(0, 1500)]),
);
const PREFIX = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";

const tars = [
  gunzipSync(treeTarGz(TREE)),
  tar([
    { name: "go/", type: "5" },
    { name: "go/a", body: "a" },
    { name: "b", prefix: "go/d", body: "x".repeat(600) },
  ]),
  tar([longName(`go/${"n".repeat(120)}`), { name: "go/x", body: "long" }, { name: "go/y", body: "" }]),
  tar([
    pax({ path: "go/päx", mtime: "1.5", size: "3" }),
    { name: "go/x", body: "pax" },
    { name: "go/z", type: "\0" },
  ]),
];

/** The field of a header that is changed has its checksum right again, as a forger's would. */
const forgedTar = fc
  .tuple(mutatedBytes(tars), fc.boolean())
  .map(([bytes, isForged]) => (isForged ? withChecksums(bytes) : bytes));

function withChecksums(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let start = 0; start + 512 <= copy.length; start += 512) {
    const header = copy.subarray(start, start + 512);
    if (header.toString("latin1", 257, 262) !== "ustar") continue;
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  }
  return copy;
}

fuzz(
  "a tar is read or refused, the same in pieces of any size",
  fc.tuple(forgedTar, fc.integer({ min: 1, max: 3000 })),
  async ([bytes, piece]) => {
    const read = (size: number) =>
      outcomeOf(async () => {
        const seen: unknown[] = [];
        const reader = new TarReader((entry) => {
          const content: Buffer[] = [];
          seen.push(entry, content);
          return {
            write: (data) => content.push(Buffer.from(data)),
            close: () => seen.push(Buffer.concat(content)),
          };
        });
        for await (const part of inPieces(bytes, size)) reader.write(part);
        reader.end();
        return seen.filter((it) => !Array.isArray(it));
      });
    const whole = await read(bytes.length || 1);
    expect(await read(piece)).toEqual(whole);
    if ("refused" in whole) expect(whole.refused).toBe("archive-refused");
  },
);

const limits = { totalBytes: 4 * 1024 * 1024, fileBytes: 1024 * 1024, entries: 200 };

/** Unpacks, and holds what is on the disk against what is told of it. */
async function unpacked(unpack: (dest: string) => Promise<Unpacked>): Promise<Unpacked | undefined> {
  const dest = at("dest");
  fs.rmSync(dest, { recursive: true, force: true });
  const before = outsideOf(at());
  const outcome = await outcomeOf(() => unpack(dest));
  expect(outsideOf(at())).toEqual(before);
  expect(isPlain(dest)).toBe(true);
  if ("refused" in outcome) {
    expect(outcome.refused).toBe("archive-refused");
    return undefined;
  }
  const files = fs
    .readdirSync(dest, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());
  const paths = files.map((file) => `${file.parentPath}/${file.name}`.slice(dest.length + 1));
  expect(outcome.value.files.map((file) => file.path).sort()).toEqual(paths.sort());
  return outcome.value;
}

/** What another reader makes of the archive: paths and contents below `go/`; `undefined` when it has objections. */
function treeBy(command: readonly string[], archive: Buffer): Record<string, string> | undefined {
  const dir = at(`other-${randomUUID()}`);
  fs.mkdirSync(dir);
  fs.writeFileSync(`${dir}.archive`, archive);
  const [program = "", ...args] = command.map((arg) =>
    arg.replace("$ARCHIVE", `${dir}.archive`).replace("$DIR", dir),
  );
  const { error, status } = spawnSync(program, args, { stdio: "ignore" });
  if (error !== undefined) throw error;
  const tree = status === 0 ? treeIn(`${dir}/go`) : undefined;
  fs.rmSync(dir, { recursive: true, force: true });
  fs.rmSync(`${dir}.archive`);
  return tree;
}

function treeIn(dir: string): Record<string, string> {
  const entries = fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const file = `${entry.parentPath}/${entry.name}`;
      return [file.slice(dir.length + 1), fs.readFileSync(file, "latin1")];
    }),
  );
}

const packedTar = fc.oneof(
  { weight: 3, arbitrary: forgedTar.map((bytes) => gzipSync(bytes, { level: 1 })) },
  mutatedBytes([treeTarGz(TREE), tarGz([{ name: "go/a", body: "a" }])]),
);

fuzz(
  "a tar.gz is unpacked as tar does it, or refused",
  packedTar,
  async (archive) => {
    const result = await unpacked((dest) => unpackTarGz(inPieces(archive, 5000), dest, { limits }));
    if (result === undefined) return;
    const other = treeBy(["tar", "-xzf", "$ARCHIVE", "-C", "$DIR"], archive);
    if (other !== undefined) expect(other).toEqual(treeIn(at("dest")));
  },
  { share: 0.5 },
);

const zips = [
  treeZip(TREE),
  zip([
    { name: "go/", body: "", method: 0, descriptor: false },
    { name: "go/a", body: "a", method: 0, descriptor: false },
  ]),
  zip([
    { name: "go/é", body: "x".repeat(100_000) },
    { name: "go/b", body: "b", mtime: TREE_TIME },
  ]),
];
const modules = [treeModuleZip(TREE, PREFIX), treeModuleZip(TREE, PREFIX, { modtimes: false })];

fuzz("the directory of a zip is read or refused", mutatedBytes([...zips, ...modules]), async (archive) => {
  fs.writeFileSync(at("archive.zip"), archive);
  const fd = fs.openSync(at("archive.zip"), "r");
  try {
    const outcome = await outcomeOf(() => {
      for (const entry of readZipDirectory(fd, LIMITS)) checkRoom(entry, LIMITS);
    });
    if ("refused" in outcome) expect(outcome.refused).toBe("archive-refused");
  } finally {
    fs.closeSync(fd);
  }
});

fuzz(
  "a zip is unpacked as unzip does it, or refused",
  mutatedBytes(zips),
  async (archive) => {
    fs.writeFileSync(at("archive.zip"), archive);
    const options = { form: "zip", prefix: "go/", limits } as const;
    const result = await unpacked((dest) => unpackZip(at("archive.zip"), dest, options));
    if (result === undefined) return;
    const other = treeBy(["unzip", "-q", "-o", "$ARCHIVE", "-d", "$DIR"], archive);
    if (other !== undefined) expect(other).toEqual(treeIn(at("dest")));
  },
  { share: 0.5 },
);

fuzz(
  "a module zip is unpacked or refused",
  mutatedBytes(modules),
  async (archive) => {
    fs.writeFileSync(at("archive.zip"), archive);
    const options = { form: "module-zip", prefix: PREFIX, limits } as const;
    const result = await unpacked((dest) => unpackZip(at("archive.zip"), dest, options));
    for (const { path } of result?.files ?? []) expect(path).not.toMatch(/(?:^|\/)_go\.mod$/);
  },
  { share: 0.3 },
);

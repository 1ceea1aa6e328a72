import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpackTarGz } from "../../src/archive/tar.ts";
import { dropUncovered } from "../../src/archive/uncovered.ts";
import type { Unpacked } from "../../src/archive/unpacked.ts";
import { unpackZip } from "../../src/archive/zip.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import {
  pax,
  smallTree,
  TREE_TIME,
  tarGz,
  treeModuleZip,
  treeTarGz,
  treeZip,
  zip,
} from "../support/archives.ts";
import { inPieces } from "./unpack-for-test.ts";

const at = useTemporaryDirectory();
const MODULE = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";
const tree = smallTree();

async function fromTar(dest: string, archive = treeTarGz(tree), piece = 777): Promise<Unpacked> {
  return unpackTarGz(inPieces(archive, piece), dest);
}

async function fromZip(dest: string, form: "zip" | "module-zip", archive: Buffer): Promise<Unpacked> {
  fs.writeFileSync(at("archive.zip"), archive);
  return unpackZip(at("archive.zip"), dest, { form, prefix: form === "zip" ? "go/" : MODULE });
}

/** What is on disk: mode, time and content of each file, and the mode of each directory. */
function onDisk(dest: string): string[] {
  const names = fs.readdirSync(dest, { recursive: true, encoding: "utf8" }).sort();
  return names.map((name) => {
    const stat = fs.statSync(`${dest}/${name}`);
    const mode = (stat.mode & 0o7777).toString(8);
    if (stat.isDirectory()) return `${mode} ${name}/`;
    return `${mode} ${name} ${stat.mtime.toISOString()} ${hash(fs.readFileSync(`${dest}/${name}`))}`;
  });
}

function hash(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function byPath(result: Unpacked): unknown[] {
  return [...result.files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const umask = process.umask();
const plain = (0o644 & ~umask).toString(8);
const executable = (0o755 & ~umask).toString(8);

test("a tar.gz becomes its tree, with the mode of each path and the time of each entry", async () => {
  const result = await fromTar(at("dest"));
  const expected = Object.entries(tree).map(([path, body]) => ({
    path,
    sha256: hash(body),
    bytes: Buffer.byteLength(body),
    mode: /^bin|^pkg.tool|bash$|_exec$/.test(path) ? 0o755 : 0o644,
  }));
  expect(byPath(result)).toEqual(byPath({ files: expected as Unpacked["files"], bytes: 0 }));
  expect(result.bytes).toBe(expected.reduce((sum, { bytes }) => sum + bytes, 0));
  const time = TREE_TIME.toISOString();
  expect(onDisk(at("dest"))).toEqual(
    expect.arrayContaining([
      `${executable} bin/`,
      `${executable} bin/go ${time} ${hash(tree["bin/go"] ?? "")}`,
      `${executable} lib/wasm/go_js_wasm_exec ${time} ${hash(tree["lib/wasm/go_js_wasm_exec"] ?? "")}`,
      `${plain} src/empty.go ${time} ${hash("")}`,
      `${plain} test/fixedbugs/issue27836.dir/Þfoo.go ${time} ${hash("package Þfoo\n")}`,
    ]),
  );
});

test.each([1, 511, 512, 513, 1_000_000])("pieces of %i bytes make no difference", async (piece) => {
  const result = await fromTar(at("dest"), treeTarGz({ VERSION: "go1.22.5\n", "src/a.go": "a" }), piece);
  expect(result.files.map(({ path }) => path)).toEqual(["VERSION", "src/a.go"]);
});

test("GNU tar sees the same tree", async () => {
  const archive = treeTarGz(tree);
  await fromTar(at("go"), archive);
  fs.writeFileSync(at("archive.tar.gz"), archive);
  fs.mkdirSync(at("gnu"));
  execFileSync("tar", ["xzf", at("archive.tar.gz"), "-C", at("gnu")]);
  const contents = (lines: string[]) => lines.map((line) => line.replace(/^\d+ /, ""));
  expect(contents(onDisk(at("go")))).toEqual(contents(onDisk(at("gnu/go"))));
});

test("an archive that GNU tar made, with long names and no directory entries", async () => {
  await fromTar(at("go"));
  const list = fs.readdirSync(at("go"), { recursive: true, encoding: "utf8" });
  const files = list.filter((name) => fs.statSync(at("go", name)).isFile()).map((name) => `go/${name}`);
  for (const format of ["gnu", "pax", "ustar"]) {
    const archive = execFileSync("tar", ["czf", "-", `--format=${format}`, "-C", at(), ...files]);
    const result = await fromTar(at(format), archive);
    expect(result.files).toHaveLength(files.length);
    expect(onDisk(at(format))).toEqual(onDisk(at("go")));
  }
});

test("gzip data may hold the name of the file that was packed", async () => {
  const archive = treeTarGz(tree);
  const header = Buffer.concat([archive.subarray(0, 10), Buffer.from("go1.22.5.linux-amd64.tar\0")]);
  header[3] = 8;
  const result = await fromTar(at("dest"), Buffer.concat([header, archive.subarray(10)]));
  expect(result.files).toHaveLength(Object.keys(tree).length);
});

test("directories may be listed after what is in them, and after they were needed", async () => {
  const archive = tarGz([
    { name: "go/src/a.go" },
    { name: "go/src/", type: "5" },
    { name: "go/", type: "5" },
  ]);
  expect((await fromTar(at("dest"), archive)).files).toHaveLength(1);
});

test("pax records that change nothing are fine, and its times are finer", async () => {
  const archive = tarGz([
    pax({ mtime: "1700000000.5", uid: "99999999", size: "2" }),
    { name: "go/a", body: "ok" },
  ]);
  await fromTar(at("dest"), archive);
  expect(fs.statSync(at("dest/a")).mtimeMs).toBe(1_700_000_000_500);
});

test("modes of the archive are not taken over", async () => {
  const archive = tarGz([0o4777, 0o2777, 0o1777, 0].map((mode, i) => ({ name: `go/f${i}`, mode })));
  await fromTar(at("dest"), archive);
  const modes = onDisk(at("dest")).map((line) => line.split(" ")[0]);
  expect(modes).toEqual([plain, plain, plain, plain]);
});

test("a private umask makes a private tree", async () => {
  const previous = process.umask(0o077);
  try {
    await fromTar(at("tar"));
    await fromZip(at("zip"), "zip", treeZip(tree));
  } finally {
    process.umask(previous);
  }
  const modes = [...onDisk(at("tar")), ...onDisk(at("zip"))].map((line) => line.split(" ")[0]);
  expect(new Set(modes)).toEqual(new Set(["600", "700"]));
});

test.each(["receipt.json", "manifest.gz", ".gov", "go/receipt.json"])(
  "%s below go/ is a file like any other",
  async (name) => {
    await fromTar(at("dest"), tarGz([{ name: `go/${name}`, body: "{}" }]));
    expect(fs.readdirSync(at())).toEqual(["dest"]);
    expect(fs.readFileSync(at("dest", name), "utf8")).toBe("{}");
  },
);

describe("zip", () => {
  test("gives the tree of the tar.gz", async () => {
    const items = Object.entries(tree).map(([path, body]) => ({
      name: `go/${path}`,
      body,
      mtime: TREE_TIME,
    }));
    const result = await fromZip(at("zip"), "zip", zip(items));
    expect(byPath(result)).toEqual(byPath(await fromTar(at("tar"))));
    expect(onDisk(at("zip"))).toEqual(onDisk(at("tar")));
  });

  test("a module zip gives the tree of the tar.gz without what h1 does not cover", async () => {
    const fromModule = await fromZip(at("module"), "module-zip", treeModuleZip(tree, MODULE));
    const all = await fromTar(at("tar"));
    const files = dropUncovered(at("tar"), all.files);
    expect(byPath(fromModule)).toEqual(byPath({ files, bytes: 0 }));
    expect(onDisk(at("module"))).toEqual(onDisk(at("tar")));
    expect(fs.existsSync(at("module/src/cmd/go.mod"))).toBe(true);
  });

  test("a module zip without times and modes has the same contents and modes", async () => {
    const archive = treeModuleZip(tree, MODULE, { modtimes: false });
    const before = Date.now();
    const result = await fromZip(at("module"), "module-zip", archive);
    expect(result.files.find(({ path }) => path === "bin/go")?.mode).toBe(0o755);
    expect(fs.statSync(at("module/VERSION")).mtimeMs).toBeGreaterThan(before - 5000);
  });

  test("stored and deflated, small and large, with and without descriptor", async () => {
    const noise = createHash("shake256", { outputLength: 200_000 }).update("noise").digest();
    const kinds = [
      { method: 0, descriptor: false },
      { method: 8, descriptor: false },
      { method: 8, descriptor: true },
    ];
    const items = kinds.flatMap((kind, k) =>
      [Buffer.alloc(0), Buffer.from("small"), noise].map((body, i) => ({
        name: `go/${k}${i}`,
        body,
        ...kind,
      })),
    );
    const result = await fromZip(at("dest"), "zip", zip(items));
    const hashes = items.map(({ name, body }) => [name.slice(3), hash(body)]).sort();
    expect(result.files.map(({ path, sha256 }) => [path, sha256]).sort()).toEqual(hashes);
  });

  test("directory entries are fine in a plain zip", async () => {
    const directory = { attributes: ((0o040755 << 16) | 0x10) >>> 0, method: 0, descriptor: false };
    const items = [
      { name: "go/", ...directory },
      { name: "go/empty/", ...directory },
      { name: "go/VERSION" },
    ];
    await fromZip(at("dest"), "zip", zip(items));
    expect(fs.readdirSync(at("dest"))).toEqual(["VERSION", "empty"]);
  });
});

describe("failures that are not the archive's", () => {
  test("a destination that exists", async () => {
    fs.mkdirSync(at("dest"));
    fs.writeFileSync(at("dest/mine"), "");
    await expect(fromTar(at("dest"))).rejects.toMatchObject({ code: "disk" });
    await expect(fromZip(at("dest"), "zip", treeZip(tree))).rejects.toMatchObject({ code: "disk" });
    expect(fs.readdirSync(at("dest"))).toEqual(["mine"]);
  });

  test("a zip file that is not there", async () => {
    const work = unpackZip(at("none.zip"), at("dest"), { form: "zip", prefix: "go/" });
    await expect(work).rejects.toMatchObject({
      code: "disk",
      message: `cannot read ${at("none.zip")}: ENOENT`,
    });
  });

  test("an error of the source passes through", async () => {
    async function* broken() {
      yield treeTarGz(tree).subarray(0, 100);
      throw new Error("connection reset");
    }
    await expect(unpackTarGz(broken(), at("dest"))).rejects.toThrow("connection reset");
  });

  test("a signal ends the work with its reason, even when the source says nothing", async () => {
    const stop = new AbortController();
    let released = () => {};
    async function* stalled() {
      yield treeTarGz(tree).subarray(0, 100);
      await new Promise<void>((resolve) => {
        released = resolve;
        setTimeout(() => stop.abort(new Error("enough")), 10);
      });
    }
    await expect(unpackTarGz(stalled(), at("tar"), { signal: stop.signal })).rejects.toThrow("enough");
    released();
    const options = { form: "zip", prefix: "go/", signal: stop.signal } as const;
    fs.writeFileSync(at("archive.zip"), treeZip(tree));
    await expect(unpackZip(at("archive.zip"), at("zip"), options)).rejects.toThrow("enough");
    expect(fs.existsSync(at("zip"))).toBe(false);
  });

  test("a signal while a zip is unpacked", async () => {
    const body = createHash("shake256", { outputLength: 4000 }).update("noise").digest();
    const items = Array.from({ length: 1000 }, (_, i) => ({ name: `go/${i}`, body }));
    fs.writeFileSync(at("archive.zip"), zip(items));
    const stop = new AbortController();
    const options = { form: "zip", prefix: "go/", signal: stop.signal } as const;
    const work = unpackZip(at("archive.zip"), at("dest"), options);
    setImmediate(() => stop.abort(new Error("enough")));
    await expect(work).rejects.toThrow("enough");
    expect(fs.readdirSync(at("dest")).length).toBeLessThan(1000);
  });
});

test("a link that appears where a file is to be written is not followed", async () => {
  fs.writeFileSync(at("outside"), "untouched");
  const noise = createHash("shake256", { outputLength: 3_000_000 }).update("noise").digest();
  const archive = treeTarGz({ "src/a.go": noise, "src/b.go": "b" });
  const planted = plantBetween(archive, () => fs.symlinkSync(at("outside"), at("dest/src/b.go")));
  await expect(unpackTarGz(planted, at("dest"))).rejects.toMatchObject({ code: "disk" });
  expect(fs.readFileSync(at("outside"), "utf8")).toBe("untouched");
});

/** Runs `plant` as soon as the first file is there. */
async function* plantBetween(archive: Buffer, plant: () => void): AsyncGenerator<Buffer> {
  yield archive.subarray(0, 2_500_000);
  while (!fs.existsSync(at("dest/src"))) await new Promise(setImmediate);
  plant();
  yield archive.subarray(2_500_000);
}

test("nothing stays open after a refusal in the middle of a file", async () => {
  const archive = gzipSync(Buffer.concat([treeTarGzHead(), Buffer.alloc(600, "x")]));
  const before = openFiles();
  for (let i = 0; i < 5; i++) await fromTar(at(`dest${i}`), archive).catch(() => {});
  await new Promise(setImmediate);
  expect(openFiles()).toBeLessThanOrEqual(before);
});

/** The header of a file that is longer than what follows. */
function treeTarGzHead(): Buffer {
  return execFileSync("gzip", ["-dc"], {
    input: tarGz([{ name: "go/a", body: Buffer.alloc(4000) }]),
  }).subarray(0, 512);
}

function openFiles(): number {
  return fs.readdirSync(process.platform === "linux" ? "/proc/self/fd" : "/dev/fd").length;
}

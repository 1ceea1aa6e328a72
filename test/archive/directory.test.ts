import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type DirectoryOptions, unpackDirectory } from "../../src/archive/directory.ts";
import type { Limits } from "../../src/archive/safety.ts";
import { unpackTarGz } from "../../src/archive/tar.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { smallTree, TREE_TIME, type Tree, treeTarGz } from "../support/archives.ts";
import { describeTree } from "../support/tree.ts";
import { inPieces, isPlain, makeOutside, outsideOf, refusalOf } from "./unpack-for-test.ts";

const at = useTemporaryDirectory();
const tree = smallTree();
const UNCOVERED = /^(?:\.github|api|doc|misc|test)\//;

/** A tree as somebody left it, with modes that mean nothing. */
function write(dir: string, files: Tree, { mode = 0o640 } = {}): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(dir, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { mode });
    fs.utimesSync(file, TREE_TIME, TREE_TIME);
  }
}

/** As the go command unpacks the module: without some directories, everything read-only. */
function writeModuleCache(dir: string): void {
  for (const [name, content] of Object.entries(tree)) {
    if (UNCOVERED.test(name)) continue;
    write(dir, { [name]: content }, { mode: 0o444 });
    if (name.endsWith("go.mod"))
      write(dir, { [name.replace("go.mod", "_go.mod")]: content }, { mode: 0o444 });
  }
  execFileSync("chmod", ["-R", "a-w", dir]);
}

function copy(form: DirectoryOptions["form"], limits: Partial<Limits> = {}) {
  return unpackDirectory(at("from"), at("dest"), { form, limits });
}

function times(dir: string): unknown[] {
  const names = fs.readdirSync(dir, { recursive: true, encoding: "utf8" });
  return names
    .map((name) => [name, fs.statSync(path.join(dir, name))] as const)
    .filter(([, stat]) => stat.isFile())
    .map(([name, stat]) => `${name} ${stat.mtime.toISOString()}`)
    .sort();
}

const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);

test("a tree becomes what its archive becomes, whatever its modes were", async () => {
  write(at("from"), tree);
  const copied = await copy("tree");
  const unpacked = await unpackTarGz(inPieces(treeTarGz(tree), 1000), at("unpacked"));
  expect([...copied.files].sort(byPath)).toEqual([...unpacked.files].sort(byPath));
  expect(copied.bytes).toBe(unpacked.bytes);
  expect(describeTree(at("dest"))).toEqual(describeTree(at("unpacked")));
  expect(times(at("dest"))).toEqual(times(at("unpacked")));
});

test("a tree of the module cache becomes a GOROOT, and stays as it is", async () => {
  writeModuleCache(at("from"));
  const before = describeTree(at("from"));
  const { files } = await copy("module-cache");
  expect(describeTree(at("from"))).toEqual(before);
  const covered = Object.keys(tree).filter((name) => !UNCOVERED.test(name));
  expect(files.map((file) => file.path).sort()).toEqual(covered.sort());
  for (const name of covered)
    expect(fs.readFileSync(at("dest", name))).toEqual(Buffer.from(tree[name] ?? ""));
  expect(fs.statSync(at("dest", "bin", "go")).mode & 0o300).toBe(0o300);
  expect(fs.statSync(at("dest", "src")).mode & 0o700).toBe(0o700);
});

test("a go.mod that was changed beside its _go.mod does not count", async () => {
  write(at("from"), { "src/_go.mod": "module std\n", "src/go.mod": "module evil\n" });
  await copy("module-cache");
  expect(fs.readFileSync(at("dest/src/go.mod"), "utf8")).toBe("module std\n");
});

test("what golang.org/dl leaves in its trees is left out, at the top only", async () => {
  write(at("from"), {
    ...tree,
    ".unpacked-success": "",
    "go1.22.5.linux-amd64.tar.gz": "the archive",
    "src/testdata/.unpacked-success": "",
    "src/testdata/go1.22.5.linux-amd64.tar.gz": "a fixture",
  });
  const { files } = await copy("tree");
  const extra = files.map((file) => file.path).filter((name) => !(name in tree));
  expect(extra.sort()).toEqual([
    "src/testdata/.unpacked-success",
    "src/testdata/go1.22.5.linux-amd64.tar.gz",
  ]);
});

test("an empty directory is kept", async () => {
  fs.mkdirSync(at("from/pkg/empty"), { recursive: true });
  await copy("tree");
  expect(fs.readdirSync(at("dest/pkg/empty"))).toEqual([]);
});

test("a directory that is reached through a link may be copied", async () => {
  write(at("real"), { VERSION: "go1.22.5\n" });
  fs.symlinkSync(at("real"), at("from"));
  expect((await copy("tree")).files).toHaveLength(1);
});

describe("refused", () => {
  beforeEach(() => {
    makeOutside(at());
    write(at("from"), { VERSION: "go1.22.5\n" });
  });

  test.each<[string, DirectoryOptions["form"], () => void, string]>([
    [
      "a link to a file",
      "tree",
      () => fs.symlinkSync(at("outside/file"), at("from/a")),
      "neither a regular file",
    ],
    ["a link to a directory", "tree", () => fs.symlinkSync(at("outside"), at("from/a")), "neither a regular"],
    ["a pipe", "tree", () => void execFileSync("mkfifo", [at("from/pipe")]), "neither a regular file"],
    ["a backslash", "tree", () => write(at("from"), { "a\\b": "" }), "backslash"],
    ["a control character", "tree", () => write(at("from"), { "a\x1b[0m": "" }), "control character"],
    ["a device of Windows", "tree", () => write(at("from"), { "src/NUL.go": "" }), "Windows device"],
    ["a _go.mod", "tree", () => write(at("from"), { "src/_go.mod": "" }), "taken for a go.mod"],
    [
      "a go.mod alone",
      "module-cache",
      () => write(at("from"), { "src/go.mod": "" }),
      "go.mod inside of a module",
    ],
    [
      "a GO.MOD",
      "module-cache",
      () => write(at("from"), { "GO.MOD": "", "_go.mod": "" }),
      "inside of a module",
    ],
  ])("%s", async (_, form, spoil, reason) => {
    spoil();
    const before = outsideOf(at()).filter((line) => line.startsWith("outside"));
    expect(await refusalOf(copy(form))).toContain(reason);
    expect(outsideOf(at()).filter((line) => line.startsWith("outside"))).toEqual(before);
    expect(isPlain(at("dest"))).toBe(true);
  });

  test.each<[string, Partial<Limits>, string]>([
    ["too many entries", { entries: 3 }, "more than 3 entries"],
    ["a file that is too large", { fileBytes: 9 }, "is too large"],
    ["too much", { totalBytes: 25 }, "more than 25 bytes"],
    ["too deep a tree", { depth: 3 }, "lies too deep"],
  ])("%s", async (_, limits, reason) => {
    write(at("from"), { "a/b/c": "0123456789", d: "0123456789" });
    expect(await refusalOf(copy("tree", limits))).toContain(reason);
  });
});

describe("failures", () => {
  test("a tree that is not there", async () => {
    await expect(copy("tree")).rejects.toMatchObject({
      code: "disk",
      message: `cannot copy ${at("from")} to ${at("dest")}: ENOENT`,
    });
  });

  test("a destination that exists", async () => {
    write(at("from"), { VERSION: "" });
    write(at("dest"), { mine: "" });
    await expect(copy("tree")).rejects.toMatchObject({ code: "disk" });
    expect(fs.readdirSync(at("dest"))).toEqual(["mine"]);
  });

  test("a signal ends the work with its reason", async () => {
    write(at("from"), Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, ""])));
    const stop = new AbortController();
    const work = unpackDirectory(at("from"), at("dest"), { form: "tree", signal: stop.signal });
    setImmediate(() => stop.abort(new Error("enough")));
    await expect(work).rejects.toThrow("enough");
    expect(fs.readdirSync(at("dest")).length).toBeLessThan(1000);
  });
});

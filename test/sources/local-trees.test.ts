import fs from "node:fs";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { findLocalTrees } from "../../src/sources/local-trees.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { describeTree, writeTree } from "../support/tree.ts";

const at = useTemporaryDirectory();
const LINUX = { os: "linux", arch: "amd64" };
const V = "v0.0.1-go1.22.5.linux-amd64";
const TREE = `golang.org/toolchain@${V}`;
const RECORD = `cache/download/golang.org/toolchain/@v/${V}`;

function found(env: Readonly<Record<string, string>> = {}, text = "1.22.5", platform = LINUX): string[] {
  const version = parseVersion(text) ?? expect.fail(text);
  const asker = {
    env: (name: string) => ({ HOME: at(), ...env })[name] || undefined,
    homeDir: at(),
    node: { platform: "linux", arch: "x64", execPath: "" } as const,
  };
  return findLocalTrees(version, platform, asker).map(({ container, origin, url }) => {
    expect(url).toBe(`file://${origin.path}`);
    return `${container} ${origin.path}`;
  });
}

function writeCache(dir: string): void {
  writeTree(dir, {
    [`${TREE}/src/_go.mod`]: "module std\n",
    [`${TREE}/bin/go`]: "",
    [`${RECORD}.ziphash`]: "h1:x",
    [`${RECORD}.lock`]: "",
  });
}

beforeEach(() => {
  writeTree(at("sdk/go1.22.5"), { ".unpacked-success": "", "bin/go": "", "pkg/tool/linux_amd64/asm": "" });
  writeCache(at("go/pkg/mod"));
});

test("those of golang.org/dl and those in the module cache, and nothing is written", () => {
  const before = describeTree(at());
  expect(found()).toEqual([`tree ${at("sdk/go1.22.5")}`, `module-cache ${at("go/pkg/mod", TREE)}`]);
  expect(found({}, "1.22.6")).toEqual([]);
  expect(found({}, "1.22.5", { os: "linux", arch: "arm64" })).toEqual([]);
  expect(describeTree(at())).toEqual(before);
});

test("an unpacking of golang.org/dl that did not end is no tree", () => {
  fs.rmSync(at("sdk/go1.22.5/.unpacked-success"));
  expect(found()).toEqual([`module-cache ${at("go/pkg/mod", TREE)}`]);
});

test.each([
  ["unpacking goes on", () => fs.writeFileSync(at("go/pkg/mod", `${RECORD}.partial`), "")],
  ["the hash was not written", () => fs.rmSync(at("go/pkg/mod", `${RECORD}.ziphash`))],
  ["only the zip was fetched", () => fs.rmSync(at("go/pkg/mod", TREE), { recursive: true })],
])("a module cache where %s has no tree", (_, spoil) => {
  spoil();
  expect(found()).toEqual([`tree ${at("sdk/go1.22.5")}`]);
});

test("the module cache is where Go's settings say", () => {
  fs.rmSync(at("sdk"), { recursive: true });
  fs.rmSync(at("go"), { recursive: true });
  writeCache(at("cache"));
  writeCache(at("gopath/pkg/mod"));
  expect(found({ GOMODCACHE: at("cache"), GOPATH: at("gopath") })).toEqual([
    `module-cache ${at("cache", TREE)}`,
  ]);
  expect(found({ GOPATH: `${at("gopath")}:${at("other")}` })).toEqual([
    `module-cache ${at("gopath/pkg/mod", TREE)}`,
  ]);
  expect(found({ GOPATH: `${at("other")}:${at("gopath")}` })).toEqual([]);
  // Go takes no relative paths here.
  expect(found({ GOMODCACHE: path.relative(process.cwd(), at("cache")), GOPATH: at("gopath") })).toEqual([]);
  expect(found({ GOPATH: path.relative(process.cwd(), at("gopath")) })).toEqual([]);
  writeTree(at(".config/go"), { env: `GOMODCACHE=${at("cache")}\n` });
  expect(found()).toEqual([`module-cache ${at("cache", TREE)}`]);
});

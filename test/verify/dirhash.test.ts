import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { coveredByHash, type HashedFile, hash1, toolchainHash } from "../../src/verify/dirhash.ts";
import { vectors } from "./vectors.ts";

function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

describe("hash1", () => {
  test.each(vectors.dirhash)("agrees with Go about $h1", ({ files, h1 }) => {
    const lines = Object.entries(files).map(([name, content]) => ({ name, sha256: sha256(content) }));
    expect(hash1(lines)).toBe(h1);
    expect(hash1(lines.reverse())).toBe(h1);
  });

  test("sorts by bytes, not by UTF-16 units as JavaScript does", () => {
    // U+FF5E is below U+1F600 in UTF-8 and above its first surrogate in UTF-16.
    const names = ["\uff5e", "\u{1f600}"];
    expect([...names].sort()).toEqual(["\u{1f600}", "\uff5e"]);
    const text = names.map((name) => `${sha256("")}  ${name}\n`).join("");
    const expected = `h1:${createHash("sha256").update(text).digest("base64")}`;
    expect(hash1(names.map((name) => ({ name, sha256: sha256("") })))).toBe(expected);
  });

  test("refuses a newline in a name, which could be two lines", () => {
    const name = `a\n${sha256("")}  b`;
    expect(() => hash1([{ name, sha256: sha256("") }])).toThrow("a file name with a newline");
  });

  test("refuses two files of one name, of which Go would hash one twice", () => {
    const twice = ["a", "b", "a"].map((name) => ({ name, sha256: sha256("") }));
    expect(() => hash1(twice)).toThrow("contains `a` twice");
  });

  test("takes nothing but SHA-256 in hex", () => {
    for (const bad of ["", "ab", sha256("").toUpperCase(), `${sha256("")}\n`]) {
      expect(() => hash1([{ name: "a", sha256: bad }])).toThrow("not a SHA-256");
    }
  });
});

describe("toolchainHash", () => {
  const version = parseVersion("1.20") ?? expect.unreachable();
  const platform = { os: "linux", arch: "arm" };
  const tree: HashedFile[] = ["VERSION", "bin/go", "src/go.mod", "src/cmd/go.mod"].map((path) => ({
    path,
    sha256: sha256(path),
  }));

  test("hashes the files as the module has them: prefixed, `go.mod` as `_go.mod`", () => {
    const prefix = "golang.org/toolchain@v0.0.1-go1.20.linux-arm/";
    const names = ["VERSION", "bin/go", "src/_go.mod", "src/cmd/_go.mod"];
    const module = tree.map(({ sha256 }, i) => ({ name: prefix + names[i], sha256 }));
    expect(toolchainHash(tree, version, platform)).toBe(hash1(module));
  });

  test("is the same with and without what the module leaves out", () => {
    const more = [".github/a", "api/go1.txt", "doc/a", "misc/go.mod", "misc/_go.mod", "test/a.go"];
    const whole = [...tree, ...more.map((path) => ({ path, sha256: sha256(path) }))];
    expect(toolchainHash(whole, version, platform)).toBe(toolchainHash(tree, version, platform));
  });

  test("differs for another version and another platform", () => {
    const other = parseVersion("1.20.1") ?? expect.unreachable();
    const hashes = [
      toolchainHash(tree, version, platform),
      toolchainHash(tree, other, platform),
      toolchainHash(tree, version, { ...platform, arch: "arm64" }),
      toolchainHash(tree, version, { ...platform, os: "darwin" }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  test.each(["_go.mod", "src/_go.mod"])("refuses a real %s, which would give two trees one hash", (path) => {
    const hostile = [...tree, { path, sha256: sha256("") }];
    expect(() => toolchainHash(hostile, version, platform)).toThrow(`contains \`${path}\``);
  });
});

test.each([
  ["VERSION", true],
  ["api", true],
  ["api/go1.txt", false],
  [".github/ISSUE", false],
  ["doc/a", false],
  ["misc/wasm/wasm_exec.js", false],
  ["test/a.go", false],
  ["src/test/a.go", true],
  ["tests/a.go", true],
  ["API/go1.txt", true],
])("coveredByHash: %s is %s", (path, covered) => {
  expect(coveredByHash(path)).toBe(covered);
});

import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifestData, parseManifest } from "../../src/toolchains/manifest.ts";

const HASH = "0123456789abcdef".repeat(4);

function entry(path: string) {
  return { path, sha256: HASH, mode: 0o755, size: 12 };
}

test("lines are sorted by the bytes of the path, and reading gives them back", () => {
  // In UTF-16 the last two would stand the other way round.
  const paths = ["a b/c", "a-b", "a/b", "aa", "\uff5e", "\u{1f600}"];
  const data = manifestData([...paths].reverse().map(entry));
  expect(gunzipSync(data).toString().split("\n")[0]).toBe(`${HASH} 755 12 a b/c`);
  expect(parseManifest(data)).toEqual(paths.map(entry));
});

describe("parseManifest refuses", () => {
  const line = (path: string) => `${HASH} 644 1 ${path}\n`;
  test.each([
    ["nothing", "", "its last line is cut off"],
    ["a cut line", line("a").slice(0, -1), "its last line is cut off"],
    ["an empty line", `${line("a")}\n`, "line 2 is malformed"],
    ["an absolute path", line("/etc/passwd"), "line 1 is malformed"],
    ["a path upwards", line("a/../../b"), "line 1 is malformed"],
    ["a doubled slash", line("a//b"), "line 1 is malformed"],
    ["two equal paths", line("a") + line("a"), "line 2 is malformed"],
    ["another order", line("b") + line("a"), "line 2 is malformed"],
    ["a bad mode", `${HASH} 888 1 a\n`, "line 1 is malformed"],
    ["a bad hash", `${HASH.toUpperCase()} 644 1 a\n`, "line 1 is malformed"],
    ["a bad size", `${HASH} 644 -1 a\n`, "line 1 is malformed"],
  ])("%s", (_name, text, problem) => {
    expect(parseManifest(gzipSync(text))).toEqual({ problem });
  });

  test("what is no gzip, and what unpacks without end", () => {
    expect(parseManifest(Buffer.from("text"))).toEqual({ problem: "it is not gzip, or too large" });
    expect(parseManifest(gzipSync(Buffer.alloc(65 * 1024 * 1024)))).toEqual({
      problem: "it is not gzip, or too large",
    });
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseManifest(gzipSync(text))));
  });
});

import { expect, test } from "vitest";
import { cleanText, formatBytes, formatColumns, formatSeconds, joinWords } from "../../src/cli/format.ts";
import { proofWords } from "../../src/cli/proof-words.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [68_988_925, "69.0 MB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [3_000_000_000_000, "3.0 TB"],
  [5e15, "5000.0 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0.0 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_499, "59 s"],
  [59_500, "1 min 0 s"],
  [119_700, "2 min 0 s"],
  [125_000, "2 min 5 s"],
])("%d ms are %s", (milliseconds, text) => {
  expect(formatSeconds(milliseconds)).toBe(text);
});

test("columns are as wide as their widest cell, colours not counted, and empty ones left out", () => {
  const rows = [
    ["a", "", "\u001b[32mlong\u001b[39m", "last"],
    ["bbb", "", "x", ""],
  ];
  expect(formatColumns(rows)).toBe("a    \u001b[32mlong\u001b[39m  last\nbbb  x\n");
  expect(formatColumns([])).toBe("");
});

test("text from anywhere hides secrets and cannot steer a terminal", () => {
  expect(cleanText("https://me:secret@example.com/\u001b[31m\n")).toBe(
    "https://***@example.com/\\x1b[31m\\n",
  );
});

test.each([
  [["sumdb"], "proven by the checksum database"],
  [
    ["sumdb", "sha256", "builtin"],
    "proven by the checksum database, the official index and gov's own digests",
  ],
  [["none"], "not proven"],
  [[], "not proven"],
])("%j is %s", (kinds, words) => {
  expect(proofWords(kinds)).toBe(words);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
])("%j joined is %s", (words, text) => {
  expect(joinWords(words)).toBe(text);
});

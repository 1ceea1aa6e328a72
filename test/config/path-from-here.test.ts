import { expect, test } from "vitest";
import { pathFromHere } from "../../src/config/path-from-here.ts";

test.each([
  ["a/../b", "/work", "/work/b"],
  [".", "/work", "/work"],
  ["/a/../b/", "/work", "/b"],
  ["/a/../b/", null, "/b"],
])("%s in %s is %s", (text, cwd, absolute) => {
  expect(pathFromHere(text, { cwd })).toBe(absolute);
});

test.each([".", "gov.lock.json", "./go", ""])("%j means nothing when the directory is gone", (text) => {
  expect(() => pathFromHere(text, { cwd: null })).toThrow("the current directory does not exist any more");
});

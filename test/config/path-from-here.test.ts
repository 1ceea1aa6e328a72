import { expect, test } from "vitest";
import { pathFromHere } from "../../src/config/path-from-here.ts";

test.each([
  ["a/../b", "/home/me", "/home/me/b"],
  [".", "/home/me", "/home/me"],
  ["/a/../b/", "/home/me", "/b"],
  ["/a/../b/", null, "/b"],
])("%s in %s is %s", (text, cwd, absolute) => {
  expect(pathFromHere(text, { cwd })).toBe(absolute);
});

test.each([".", "gov.lock.json", "./go", ""])("%j means nothing when the directory is gone", (text) => {
  expect(() => pathFromHere(text, { cwd: null })).toThrow("the current directory does not exist any more");
});

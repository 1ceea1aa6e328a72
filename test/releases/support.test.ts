import { expect, test } from "vitest";
import { supportOf } from "../../src/releases/support.ts";
import { version } from "../goversion/arbitrary.ts";

test.each([
  ["1.27.0", "1.27.3", "supported"],
  ["1.26.0", "1.27.3", "supported"],
  ["1.25.14", "1.27.0", "eol"],
  ["1.2.2", "1.27.3", "eol"],
  ["1.9.7", "1.10", "supported"],
  ["1.8.7", "1.10", "eol"],
  ["1.28rc1", "1.27.3", "prerelease"],
  ["1.19beta1", "1.27.3", "prerelease"],
  // A list that is old does not make a new release old.
  ["1.29.0", "1.27.3", "supported"],
  ["2.0.0", "1.27.3", "unknown"],
  ["1.27.3", "2.0.0", "unknown"],
  ["1.99999999999999999998.1", "1.99999999999999999999.1", "supported"],
  ["1.99999999999999999997.1", "1.99999999999999999999.1", "eol"],
])("%s, with %s the newest, is %s", (text, newest, want) => {
  expect(supportOf(version(text), version(newest))).toBe(want);
});

test("nobody knows when no release is known, but what a pre-release is", () => {
  expect(supportOf(version("1.27.3"), undefined)).toBe("unknown");
  expect(supportOf(version("1.28rc1"), undefined)).toBe("prerelease");
});

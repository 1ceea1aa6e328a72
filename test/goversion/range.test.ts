import fc from "fast-check";
import semver from "semver";
import { describe, expect, test } from "vitest";
import { fromSemver, parseRange, rangeIncludes, toSemver } from "../../src/goversion/range.ts";
import { compareVersions, isLanguageOnly, isPrerelease, versionName } from "../../src/goversion/version.ts";
import { goVersion, version, versions } from "./arbitrary.ts";

const RELEASES = versions(
  "1.19rc1 1.19 1.19.13 1.20rc1 1.20.0 1.20.14 1.21rc4 1.21.0 1.22.3 1.22.9 1.23rc1 1.23rc2 1.23.0 1.24beta1 1.24rc1 2.0.0",
);

function included(text: string): string {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`${text} is no range`);
  return RELEASES.filter((it) => rangeIncludes(range, it))
    .map(versionName)
    .join(" ");
}

describe("a range includes", () => {
  test.each([
    ["1", "1.19.0 1.19.13 1.20.0 1.20.14 1.21.0 1.22.3 1.22.9 1.23.0"],
    ["1.x", "1.19.0 1.19.13 1.20.0 1.20.14 1.21.0 1.22.3 1.22.9 1.23.0"],
    ["1.X.*", "1.19.0 1.19.13 1.20.0 1.20.14 1.21.0 1.22.3 1.22.9 1.23.0"],
    ["1.20", "1.20.0 1.20.14"],
    ["1.20.x", "1.20.0 1.20.14"],
    ["=1.20.0", "1.20.0"],
    ["^1.21", "1.21.0 1.22.3 1.22.9 1.23.0"],
    ["^1.22.4", "1.22.9 1.23.0"],
    ["~1.22.3", "1.22.3 1.22.9"],
    ["~1.22.4", "1.22.9"],
    [">=1.21 <1.23", "1.21.0 1.22.3 1.22.9"],
    [">= 1.21   < 1.23", "1.21.0 1.22.3 1.22.9"],
    [">1.22", "1.23.0 2.0.0"],
    ["<=1.19", "1.19.0 1.19.13"],
    ["<1.20.0", "1.19.0 1.19.13"],
    ["1.21 - 1.22", "1.21.0 1.22.3 1.22.9"],
    ["1.21 || 1.22", "1.21.0 1.22.3 1.22.9"],
    ["1.21||~1.22.4", "1.21.0 1.22.9"],
    ["2", "2.0.0"],
    ["1.99 || 3", ""],
    [">1.22 <1.21", ""],
  ])("%s: %s", (text, want) => expect(included(text)).toBe(want));

  test.each(["go1.22 || go1.23", "v1.22 || v1.23", ">=go1.22 <v1.24"])("with prefixes: %s", (text) => {
    expect(included(text)).toBe("1.22.3 1.22.9 1.23.0");
  });

  test.each([
    [">=1.23rc1", "1.23rc1 1.23rc2 1.23.0 2.0.0"],
    [">=1.23rc2", "1.23rc2 1.23.0 2.0.0"],
    [">1.23rc1 <1.24", "1.23rc2 1.23.0"],
    ["~go1.23rc1", "1.23rc1 1.23rc2 1.23.0"],
    ["^1.23.0-rc.2", "1.23rc2 1.23.0"],
    ["^1.23.0-rc2", "1.23rc2 1.23.0"],
    ["^1.23-rc2", "1.23rc2 1.23.0"],
    ["=1.23rc1", "1.23rc1"],
    [">=1.24beta1", "1.24beta1 1.24rc1 2.0.0"],
    ["~1.22.9 || 1.24rc1", "1.22.9 1.24rc1"],
    ["1.22 - 1.23rc1", "1.22.3 1.22.9 1.23rc1"],
  ])("pre-releases of a line of which it names one, %s: %s", (text, want) =>
    expect(included(text)).toBe(want),
  );

  test("no language version", () => {
    for (const text of ["1", "1.21", "<=1.21", ">=1.20 <2", "1.21 - 1.22"]) {
      const range = parseRange(text);
      expect(range && rangeIncludes(range, version("1.21"))).toBe(false);
    }
  });

  test("nothing that semver cannot hold, and does not fail", () => {
    const range = parseRange(">=1.21");
    for (const text of ["1.99999999999999999999.1", "99999999999999999999", `1.${"9".repeat(300)}rc1`]) {
      expect(range && rangeIncludes(range, version(text))).toBe(false);
    }
  });
});

describe("no range is", () => {
  test.each(
    [
      ["", " ", "||", "1.21 ||", "|| 1.21", "1.21 || || 1.22", "1.21 | 1.22"],
      ["*", "x", ">=*", "<", ">=", "^", "~", "-", "1.21 -", "- 1.21", "1.21 - 1.22 - 1.23"],
      ["latest", "gotip", "go", "v", "vgo1.22", "gov1.22", "V1.22", "GO1.22", ">=v 1.22"],
      [
        "1.",
        ".1",
        "1..2",
        "1.22.3.4",
        "01",
        "1.02",
        "-1",
        "+1",
        "1.x.3",
        "!1.22",
        "!=1.22",
        "==1.22",
        "^^1",
        "=>1",
      ],
      [
        "1.22.5+build",
        "1.22.5-1",
        "1.22.5-alpine",
        "1.23.1-rc1",
        "1.23.0rc1",
        "1.22x",
        "1.22testmod1",
        "1.23RC1",
      ],
      [
        "1.21, 1.22",
        "1.21,1.22",
        "1.21;1.22",
        "1.21\n1.22",
        "1.21\t1.22",
        "1.21\0",
        "１.21",
        "1.21é",
        "$(1.21)",
      ],
      ["9007199254740992", "1.99999999999999999999", ">=1.21.99999999999999999999", "^1.9007199254740992"],
    ].flat(),
  )("%j", (text) => expect(parseRange(text)).toBeUndefined());

  test("text of more than 256 characters, however it looks", () => {
    expect(parseRange(Array(36).fill("1.22").join("||"))).toBeDefined();
    for (const piece of ["1.22||", "1.22 ", " ", "9", "^", "|", "1.", "go", "rc1", "<1.22 - "]) {
      expect(parseRange(`1.22${piece.repeat(500_000)}`)).toBeUndefined();
    }
  });
});

test("no text makes parseRange throw, and no version rangeIncludes", () => {
  const piece = fc.constantFrom(
    ..."019.xX*<>=^~|- vgo\n",
    "||",
    " - ",
    "rc",
    "1.22",
    "9007199254740991",
    "é",
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => {
      const range = parseRange(text);
      for (const release of RELEASES) void (range && rangeIncludes(range, release));
    }),
    { numRuns: 5000 },
  );
});

describe("in semver", () => {
  test.each([
    ["1", "1.0.0"],
    ["1.20", "1.20.0"],
    ["1.20.0", "1.20.0"],
    ["1.22.5", "1.22.5"],
    ["1.21", "1.21.0-0"],
    ["1.23rc1", "1.23.0-rc.1"],
    ["1.19beta2", "1.19.0-beta.2"],
    ["1.23rc", "1.23.0-rc"],
  ])("%s is %s", (text, want) => expect(toSemver(version(text))).toBe(want));

  test("versions have the same order, as far as semver can count", () => {
    const small = goVersion.filter((it) =>
      [it.major, it.minor, it.patch, it.pre].every((n) => n.length < 16),
    );
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(semver.compare(toSemver(a), toSemver(b))).toBe(Math.sign(compareVersions(a, b)));
        expect(semver.prerelease(toSemver(a)) !== null).toBe(isPrerelease(a) || isLanguageOnly(a));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["1.23.0-rc.1", "1.23rc1"],
    ["1.23.0-rc1", "1.23rc1"],
    ["1.23-rc.1", "1.23rc1"],
    ["go1.19.0-beta.10", "go1.19beta10"],
    ["v1.23.0-rc.1", "v1.23rc1"],
    ["1.23.1-rc.1", "1.23.1-rc.1"],
    ["1.23.0-dev.1", "1.23.0-dev.1"],
    ["1.22.5", "1.22.5"],
    ["^1.23.0-rc.1", "^1.23.0-rc.1"],
  ])("%s is Go's %s", (text, want) => expect(fromSemver(text)).toBe(want));
});

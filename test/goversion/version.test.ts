import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareVersions,
  isLanguageOnly,
  isPrerelease,
  lineOf,
  parseUpstreamName,
  parseVersion,
  upstreamName,
  versionName,
} from "../../src/goversion/version.ts";
import { goVersion, version, versions, versionText } from "./arbitrary.ts";

const sign = (a: string, b: string) => Math.sign(compareVersions(version(a), version(b)));

describe("compareVersions", () => {
  test.each([
    ["1.5", "1.10"],
    ["1.6", "1.19"],
    ["1.9.7", "1.10"],
    ["1", "1.1"],
    ["1.19beta2", "1.19rc1"],
    ["1.19rc1", "1.19"],
    ["1.19rc1", "1.19.0"],
    ["1.19", "1.19.1"],
    ["1.20", "1.21"],
    ["1.21", "1.21alpha1"],
    ["1.21", "1.21rc1"],
    ["1.21rc", "1.21rc0"],
    ["1.21rc2", "1.21rc10"],
    ["1.21rc10", "1.21.0"],
    ["1.21.0", "1.21.1"],
    ["1.21.13", "1.22rc1"],
    ["1.99999999999999998", "1.99999999999999999"],
    ["1.99.99", "2"],
  ])("%s is older than %s", (older, newer) => {
    expect(sign(older, newer)).toBe(-1);
    expect(sign(newer, older)).toBe(1);
  });

  test.each([
    ["1.19", "1.19.0"],
    ["1.20", "1.20.0"],
    ["1", "1.0"],
    ["1", "1.0.0"],
  ])("%s is %s", (a, b) => expect(sign(a, b)).toBe(0));

  test("the first release of a line from 1.21 on is not the language", () =>
    expect(sign("1.21", "1.21.0")).toBe(-1));

  test("is an order: total, antisymmetric, transitive", () => {
    fc.assert(
      fc.property(goVersion, goVersion, goVersion, (...three) => {
        const [a, b, c] = three.toSorted(compareVersions) as typeof three;
        expect(compareVersions(a, a)).toBe(0);
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        expect(compareVersions(a, b)).toBeLessThanOrEqual(0);
        expect(compareVersions(b, c)).toBeLessThanOrEqual(0);
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  test("sorts what upstream published as upstream published it", () => {
    const published =
      "1.19beta1 1.19rc1 1.19rc2 1.19 1.19.1 1.20rc1 1.20 1.20.14 1.21rc2 1.21rc10 1.21.0 1.21.13 1.22rc1";
    const shuffled = versions(published).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1));
    expect(shuffled.sort(compareVersions)).toEqual(versions(published));
  });
});

describe("parseVersion", () => {
  test.each([
    "1",
    "1.0",
    "0.1",
    "1.22",
    "1.22.5",
    "1.23rc1",
    "1.23rc",
    "1.999testmod",
    "1.99999999999999999999",
  ])("reads %s", (text) => expect(parseVersion(text)).toBeDefined());

  test.each(
    [
      ["", "v1.22", "go1.22", "1.", ".1", "1..2", "1.22.", "1.22.5.1", "a", "rc1", "-1", "+1", "1.-2"],
      ["01.2", "1.02", "1.2.03", "1.23rc01", "00"],
      [
        "1.9.2rc2",
        "1.21.3rc1",
        "1.600+auto",
        "1.22-rc1",
        "1.22.5-1",
        "1.23RC1",
        "1.23rc1.1",
        "1.23rc1a",
        "1rc1",
      ],
      [" 1.22", "1.22 ", "1.22\n", "1.22\0", "1.２２", "１.22", "1.22é", "0x1.2", "1e3.2", "1,22", "../1.22"],
    ].flat(),
  )("does not read %j", (text) => expect(parseVersion(text)).toBeUndefined());

  test("is not held up by megabytes of anything", () => {
    for (const piece of ["9", "a", ".", "1.", "rc1", "9a"]) {
      expect(parseVersion(`1.22${piece.repeat(1_000_000)}!`)).toBeUndefined();
    }
  });

  test("takes every word of the grammar, and its own names again", () => {
    fc.assert(
      fc.property(versionText, (text) => {
        const parsed = version(text);
        const fromUpstream = parseUpstreamName(upstreamName(parsed));
        expect(parseVersion(versionName(parsed))).toEqual(parsed);
        expect(fromUpstream).toEqual(parsed);
      }),
    );
  });
});

describe("the two spellings", () => {
  test.each([
    ["1.22.5", "1.22.5", "go1.22.5"],
    ["1.20", "1.20.0", "go1.20"],
    ["1.20.0", "1.20.0", "go1.20"],
    ["1.20.1", "1.20.1", "go1.20.1"],
    ["1.21", "1.21", "go1.21"],
    ["1.21.0", "1.21.0", "go1.21.0"],
    ["1.20rc1", "1.20rc1", "go1.20rc1"],
    ["1.23rc1", "1.23rc1", "go1.23rc1"],
  ])("%s is %s here and %s upstream", (text, own, upstream) => {
    expect(versionName(version(text))).toBe(own);
    expect(upstreamName(version(text))).toBe(upstream);
  });

  test.each(["1.22.5", "Go1.22.5", "gogo1.22.5", "go", "go 1.22.5", "go1.22.5-suffix"])(
    "%s is no name of upstream's",
    (name) => expect(parseUpstreamName(name)).toBeUndefined(),
  );
});

test.each([
  ["1.22.5", "1.22", false, false],
  ["1.20", "1.20", false, false],
  ["1.21", "1.21", false, true],
  ["1.21rc1", "1.21", true, false],
  ["1.21.0", "1.21", false, false],
  ["1.999testmod", "1.999", true, false],
])("%s is of the line %s; pre-release: %s, only a language: %s", (text, line, prerelease, language) => {
  expect(lineOf(version(text))).toBe(line);
  expect(isPrerelease(version(text))).toBe(prerelease);
  expect(isLanguageOnly(version(text))).toBe(language);
});

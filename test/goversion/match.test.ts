import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchRequest, newestStable } from "../../src/goversion/match.ts";
import { parseRequest } from "../../src/goversion/request.ts";
import { compareVersions, versionName } from "../../src/goversion/version.ts";
import { goVersion, versions } from "./arbitrary.ts";

/** Not in order, as lists may be. */
const RELEASES =
  "1.28rc1 1.9.7 1.10.0 1.19beta1 1.19 1.20 1.20.14 1.26.9 1.26.10 1.27rc2 1.27.0 1.27.1 1.27.3 1.28beta1 1.22rc1 1.22.0 1.22.12";

/** The version, or `none: ` and the nearest. */
function match(text: string, releases = RELEASES): string {
  const request = parseRequest(text);
  if (request === undefined || request.kind === "system" || request.kind === "name") throw new Error(text);
  const answer = matchRequest(request, versions(releases));
  if (answer.kind === "found") return versionName(answer.version);
  return `none: ${answer.nearest.map(versionName).join(" ")}`;
}

describe("matchRequest finds for", () => {
  test.each([
    ["1.27.1", "1.27.1"],
    ["go1.28rc1", "1.28rc1"],
    ["1.20.0", "1.20.0"],
    ["1.19.0", "1.19.0"],
  ])("an exact request, %s, that very release", (text, want) => expect(match(text)).toBe(want));

  test.each([
    ["1.27", "1.27.3"],
    ["1.26", "1.26.10"],
    ["1.20", "1.20.14"],
    ["1.19", "1.19.0"],
    ["go1.22", "1.22.12"],
  ])("the line %s its newest stable release", (text, want) => expect(match(text)).toBe(want));

  test.each([
    ["1", "1.27.3"],
    ["^1.21", "1.27.3"],
    ["~1.26.9", "1.26.10"],
    [">=1.20 <1.23", "1.22.12"],
    ["1.19 || 1.20", "1.20.14"],
    ["<1.22", "1.20.14"],
    [">=1.27rc1", "1.27.3"],
    [">=1.28beta1", "1.28rc1"],
  ])("the range %s the newest in it", (text, want) => expect(match(text)).toBe(want));

  test.each([
    ["latest", "1.27.3"],
    ["stable", "1.27.3"],
    ["oldstable", "1.26.10"],
  ])("%s the newest stable release of its line", (text, want) => expect(match(text)).toBe(want));

  test("oldstable the line before, also when that is far away", () => {
    expect(match("oldstable", "1.27.3 1.27.0 1.22.4 1.22.5 1.26rc1")).toBe("1.22.5");
  });
});

describe("matchRequest names the nearest for", () => {
  test.each([
    ["1.28", "1.28rc1 1.27.3 1.26.10"],
    ["1.28.0", "1.28rc1 1.27.3 1.26.10"],
    ["1.30", "1.28rc1 1.27.3 1.26.10"],
    ["1.27.9", "1.27.3 1.27.1 1.27.0"],
    ["1.27.2", "1.27.3 1.27.1 1.27.0"],
    ["1.26.1", "1.26.10 1.26.9 1.22.12"],
    ["1.23", "1.26.10 1.22.12 1.20.14"],
    ["1.1", "1.19.0 1.10.0 1.9.7"],
    ["1.28rc7", "1.28rc1 1.28beta1 1.27.3"],
    ["1.27rc1", "1.27.1 1.27.0 1.27rc2"],
    ["2", "1.28rc1 1.27.3 1.26.10"],
    ["~1.28.0", "1.28rc1 1.27.3 1.26.10"],
    ["<1.2", "1.28rc1 1.27.3 1.26.10"],
  ])("%s: %s", (text, want) => expect(match(text)).toBe(`none: ${want}`));

  test("aliases, when there is nothing stable, or no line before", () => {
    expect(match("latest", "1.28rc1 1.28beta1 1.27rc1")).toBe("none: 1.28rc1 1.27rc1");
    expect(match("oldstable", "1.27.1 1.27.3 1.26rc1")).toBe("none: 1.27.3 1.26rc1");
  });

  test("anything among nothing: nothing", () => {
    for (const text of ["1.22.5", "1.22", "^1.22", "latest", "oldstable"])
      expect(match(text, "")).toBe("none: ");
  });

  test("any request at most three different ones of the list, newest first", () => {
    const texts = fc.oneof(
      goVersion.map(versionName),
      fc.constantFrom("latest", "oldstable", "^1.22", "1.22", "1.30"),
    );
    const lists = fc.uniqueArray(goVersion, { selector: versionName, maxLength: 12 });
    fc.assert(
      fc.property(texts, lists, (text, list) => {
        const request = parseRequest(text);
        if (request === undefined || request.kind === "system" || request.kind === "name") return;
        const answer = matchRequest(request, list);
        if (answer.kind === "found") {
          expect(list).toContain(answer.version);
          return;
        }
        expect(answer.nearest.length).toBeLessThanOrEqual(3);
        expect(answer.nearest.length).toBeGreaterThanOrEqual(Math.min(list.length, 1));
        expect(new Set(answer.nearest).size).toBe(answer.nearest.length);
        for (const version of answer.nearest) expect(list).toContain(version);
        expect(answer.nearest).toEqual(answer.nearest.toSorted((a, b) => compareVersions(b, a)));
      }),
    );
  });
});

test("newestStable passes pre-releases over", () => {
  expect(newestStable(versions("1.27.2 1.28rc1 1.27.10 1.9.9"))).toEqual(versions("1.27.10")[0]);
  expect(newestStable(versions("1.28rc1"))).toBeUndefined();
});

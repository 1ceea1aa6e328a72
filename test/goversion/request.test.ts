import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePinText } from "../../src/goversion/pin.ts";
import { rangeIncludes } from "../../src/goversion/range.ts";
import { parseRequest } from "../../src/goversion/request.ts";
import { version } from "./arbitrary.ts";

describe("a request is", () => {
  test.each(["1.22.5", "go1.22.5", "v1.22.5", "1.22", "go1.20", "1.20.0", "1.23rc1", "system", "gotip"])(
    "what a pin may say: %s",
    (text) => {
      expect(parseRequest(text)).toEqual(parsePinText(text));
      expect(parseRequest(` ${text}\n`)).toEqual(parsePinText(text));
    },
  );

  test.each([
    ["1.23.0-rc.1", "1.23rc1"],
    ["1.23.0-rc1", "1.23rc1"],
    ["1.19.0-beta.1", "1.19beta1"],
    ["v1.23.0-rc.1", "v1.23rc1"],
  ])("a pre-release as semver spells it, %s, in the spelling of a pin", (text, pin) => {
    expect(parseRequest(text)).toEqual(parsePinText(pin));
    expect(parseRequest(text)).toMatchObject({ kind: "exact", text: pin });
  });

  test.each(["latest", "stable", "oldstable"] as const)("the alias %s", (alias) => {
    expect(parseRequest(alias)).toEqual({ kind: "alias", text: alias, alias });
  });

  test.each(["1", "go1", "1.x", "^1.21", "~1.22.3", ">=1.21 <1.23", "1.21 || 1.22", "=1.22.5"])(
    "the range %s",
    (text) => {
      const request = parseRequest(text);
      if (request?.kind !== "range") throw new Error(`it is ${request?.kind}`);
      expect(request.text).toBe(text);
      expect(rangeIncludes(request.range, version("1.22.5"))).toBe(true);
      expect(rangeIncludes(request.range, version("1.20.5"))).toBe(["1", "go1", "1.x"].includes(text));
    },
  );
});

describe("no request is", () => {
  test.each(
    [
      [
        "",
        " ",
        "default",
        "local",
        "auto",
        "path",
        "Latest",
        "LATEST",
        "latest ly",
        "*",
        "1.23.1-rc.1",
        "1.9.2rc2",
      ],
      [
        "--help",
        "-1.22",
        "a b",
        "../x",
        "/usr/local/go",
        "https://go.dev",
        "1.22.5.linux-amd64",
        "1.22@latest",
        "é",
      ],
      ["9".repeat(1_000_000), `1.${"9".repeat(1_000_000)}`, "a".repeat(1_000_000), "1.22||".repeat(200_000)],
    ].flat(),
  )("%.40j", (text) => expect(parseRequest(text)).toBeUndefined());
});

test("no text makes parseRequest throw", () => {
  const piece = fc.constantFrom(..."0129.x*<>=^~|- vgora\n", "||", "rc", "1.22", "system", "\u2028", "é");
  fc.assert(fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => void parseRequest(text)));
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseRequest(text)));
});

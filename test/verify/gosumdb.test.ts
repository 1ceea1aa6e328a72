import { describe, expect, test } from "vitest";
import { KNOWN_SUMDB } from "../../src/sources/upstream.ts";
import { parseGosumdb } from "../../src/verify/gosumdb.ts";
import { newSumdbKey } from "../support/sumdb-log.ts";

const PRIVATE = newSumdbKey("sums.example.com/go").verifierKey;

function parse(value: string, from = "environment") {
  return parseGosumdb({ value, from }, KNOWN_SUMDB);
}

describe("parseGosumdb", () => {
  test("off", () => {
    expect(parse("off")).toEqual({ kind: "off" });
  });

  test.each([
    ["a known name", "sum.golang.org", "sum.golang.org", undefined],
    ["the full key of a known name", KNOWN_SUMDB.key, "sum.golang.org", undefined],
    [
      "a known name with a place",
      " sum.golang.org\thttp://127.0.0.1:1/x ",
      "sum.golang.org",
      "http://127.0.0.1:1/x",
    ],
    [
      "another name of a known database",
      "sum.golang.google.cn",
      "sum.golang.org",
      "https://sum.golang.google.cn",
    ],
    ["a private key", PRIVATE, "sums.example.com/go", undefined],
    ["a private key with a place", `${PRIVATE} https://h/s`, "sums.example.com/go", "https://h/s"],
    ["a name with a port", newSumdbKey("h.example:8080").verifierKey, "h.example:8080", undefined],
  ])("%s", (_name, text, name, url) => {
    expect(parse(text)).toMatchObject({ kind: "database", verifier: { name }, url });
  });

  test.each([
    ["an unknown name", "sum.example.com", "names neither a known database nor a valid key"],
    ["blanks", "  ", "is empty"],
    ["three fields", "sum.golang.org a b", "has more than two fields"],
    [
      "a name with a scheme",
      newSumdbKey("https://h.example").verifierKey,
      "has a key whose name is not host[/path]",
    ],
    [
      "a name that climbs",
      newSumdbKey("h.example/../x").verifierKey,
      "has a key whose name is not host[/path]",
    ],
    [
      "a name with a query",
      newSumdbKey("h.example?x").verifierKey,
      "has a key whose name is not host[/path]",
    ],
    [
      "a name with credentials",
      newSumdbKey("u@h.example").verifierKey,
      "has a key whose name is not host[/path]",
    ],
    [
      "a name with a final slash",
      newSumdbKey("h.example/").verifierKey,
      "has a key whose name is not host[/path]",
    ],
    ["a place that is a file", "sum.golang.org file:///x", "has a second field that is no http or https URL"],
    ["a place without scheme", "sum.golang.org h.example", "has a second field that is no http or https URL"],
    ["OFF", "OFF", "names neither a known database nor a valid key"],
  ])("refuses %s", (_name, text, problem) => {
    expect(() => parse(text)).toThrow(`GOSUMDB \`${text}\` ${problem}`);
  });

  test("says where a bad setting stands", () => {
    expect(() => parse("x")).toThrow(
      expect.objectContaining({ code: "invalid-setting", hint: "unset GOSUMDB" }),
    );
    expect(() => parse("x", "/h/go/env")).toThrow(
      expect.objectContaining({ file: "/h/go/env", hint: "take the line with GOSUMDB out of /h/go/env" }),
    );
  });
});

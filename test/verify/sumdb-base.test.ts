import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { parseGoproxy } from "../../src/sources/goproxy-list.ts";
import { type FetchUrl, sumdbFetcher } from "../../src/verify/sumdb-base.ts";

type Answer = number | "network" | "offline";

/** Fetches `lookup/x` through proxies that answer `supported` so; returns every URL asked. */
async function fetchThrough(goproxy: string, answers: Readonly<Record<string, Answer>>, url?: string) {
  const asked: string[] = [];
  const fetchUrl: FetchUrl = async (url) => {
    asked.push(url);
    const answer = answers[new URL(url).host] ?? 200;
    if (typeof answer === "string") throw new GovError(answer, `no way to ${url}`);
    return { status: url.endsWith("/supported") ? answer : 200, body: Buffer.alloc(0) };
  };
  const fetchPath = sumdbFetcher({ name: "db.example", url }, parseGoproxy(goproxy), fetchUrl);
  const fault = await fetchPath("lookup/x").then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
  return { asked: asked.map((url) => url.replace("https://", "")), fault, fetchPath };
}

const A = "a.example/sumdb/db.example";
const B = "b.example/sumdb/db.example";

describe("the way to a database", () => {
  test.each<[string, string, Record<string, Answer>, string[]]>([
    [
      "the first proxy that serves it",
      "https://a.example,https://b.example",
      {},
      [`${A}/supported`, `${A}/lookup/x`],
    ],
    [
      "the next one after 404",
      "https://a.example,https://b.example",
      { "a.example": 404 },
      [`${A}/supported`, `${B}/supported`, `${B}/lookup/x`],
    ],
    [
      "the next one after 410",
      "https://a.example,https://b.example",
      { "a.example": 410 },
      [`${A}/supported`, `${B}/supported`, `${B}/lookup/x`],
    ],
    [
      "the next one after any status behind a bar",
      "https://a.example|https://b.example",
      { "a.example": 500 },
      [`${A}/supported`, `${B}/supported`, `${B}/lookup/x`],
    ],
    [
      "the next one after a network fault behind a bar",
      "https://a.example|https://b.example",
      { "a.example": "network" },
      [`${A}/supported`, `${B}/supported`, `${B}/lookup/x`],
    ],
    [
      "the database itself when no proxy has it",
      "https://a.example",
      { "a.example": 404 },
      [`${A}/supported`, "db.example/lookup/x"],
    ],
    ["the database itself for `direct`", "direct,https://a.example", {}, ["db.example/lookup/x"]],
    ["the database itself for `off`", "off", {}, ["db.example/lookup/x"]],
    [
      "a proxy below a path",
      "https://a.example/go/",
      {},
      ["a.example/go/sumdb/db.example/supported", "a.example/go/sumdb/db.example/lookup/x"],
    ],
    [
      "a proxy with credentials and a query",
      "https://u:p@a.example/go?t=1",
      {},
      ["u:p@a.example/go/sumdb/db.example/supported?t=1", "u:p@a.example/go/sumdb/db.example/lookup/x?t=1"],
    ],
  ])("is %s", async (_name, goproxy, answers, expected) => {
    const { asked, fault } = await fetchThrough(goproxy, answers);
    expect({ asked, fault }).toEqual({ asked: expected, fault: undefined });
  });

  test.each<[string, string, Answer, string]>([
    ["a status that is not an absence", "https://a.example,https://b.example", 403, "answers HTTP 403"],
    ["a network fault", "https://a.example,https://b.example", "network", "no way to"],
    ["an offline client", "https://a.example|https://b.example", "offline", "no way to"],
  ])("ends at %s", async (_name, goproxy, answer, fault) => {
    const result = await fetchThrough(goproxy, { "a.example": answer });
    expect(result.asked).toEqual([`${A}/supported`]);
    expect(result.fault).toContain(fault);
  });

  test("is the user's URL, without asking a proxy", async () => {
    const { asked } = await fetchThrough("https://a.example", {}, "https://c.example/sums/");
    expect(asked).toEqual(["c.example/sums/lookup/x"]);
  });

  test("is found once", async () => {
    const { asked, fetchPath } = await fetchThrough("https://a.example", {});
    await fetchPath("tile/8/0/000");
    expect(asked).toEqual([`${A}/supported`, `${A}/lookup/x`]);
  });
});

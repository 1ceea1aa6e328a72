import { describe, expect, onTestFinished, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { parseGoproxy } from "../../src/sources/goproxy-list.ts";
import { KNOWN_SUMDB } from "../../src/sources/upstream.ts";
import { type OpenSumdbOptions, openSumdb, type ToolchainRecords } from "../../src/verify/open-sumdb.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { silence, startServer } from "../support/http-server.ts";
import { fillerRecords, newSumdbKey, sumdbRecord } from "../support/sumdb-log.ts";
import { type SumdbServer, startSumdb } from "../support/sumdb-server.ts";
import { httpClient } from "./client.ts";

const temp = useTemporaryDirectory();

const H1 = "h1:zsNttDWkogj5cxv1F2KGS9Hq3lIlykKZ+p6p/CuRTA4=";
const VERSION = parseVersion("1.22.5") ?? expect.unreachable();
const LINUX = { os: "linux", arch: "amd64" };

async function serve(): Promise<SumdbServer> {
  const record = sumdbRecord("golang.org/toolchain", "v0.0.1-go1.22.5.linux-amd64", H1);
  const server = await startSumdb({ records: [...fillerRecords(3), record] });
  onTestFinished(server.close);
  return server;
}

function open(gosumdb: string | undefined, options: Partial<OpenSumdbOptions> = {}): ToolchainRecords {
  return openSumdb({
    gosumdb: gosumdb === undefined ? undefined : { value: gosumdb, from: "environment" },
    proxies: parseGoproxy("off"),
    client: httpClient(),
    cacheDir: temp("sumdb"),
    log: () => {},
    ...options,
  });
}

function lookupIn(records: ToolchainRecords) {
  return records.kind === "database" ? records.lookup(VERSION, LINUX) : expect.unreachable();
}

describe("openSumdb", () => {
  test.each([
    ["nothing", undefined, "sum.golang.org", true],
    ["the default", "sum.golang.org", "sum.golang.org", true],
    ["its key", KNOWN_SUMDB.key, "sum.golang.org", true],
    ["its mirror", "sum.golang.google.cn", "sum.golang.org", true],
    ["another place", "sum.golang.org https://h.example", "sum.golang.org", true],
  ])("opens Go's own database for %s", (_name, gosumdb, name, isDefault) => {
    expect(open(gosumdb)).toMatchObject({ kind: "database", name, isDefault });
  });

  test("takes no other key for Go's own because of its name", () => {
    expect(open(newSumdbKey("sum.golang.org").verifierKey)).toMatchObject({ isDefault: false });
  });

  test("is disabled by `off`", () => {
    expect(open("off")).toEqual({ kind: "disabled" });
  });

  test("a signal ends a lookup with its reason", async () => {
    const server = await startServer(silence);
    onTestFinished(() => server.close());
    const stop = new AbortController();
    const records = open(`sum.golang.org ${server.origin}`, { signal: stop.signal });
    const lookup = lookupIn(records);
    setTimeout(() => stop.abort(new Error("enough")), 10);
    await expect(lookup).rejects.toThrow("enough");
  });

  test("refuses what Go would refuse", () => {
    expect(() => open("sum.example.com")).toThrow(expect.objectContaining({ code: "invalid-setting" }));
  });

  test("asks a private database for toolchains, at the place that the setting names", async () => {
    const server = await serve();
    const records = open(server.gosumdb);
    expect(records).toMatchObject({ name: "sumdb.test/log", isDefault: false });
    expect(await lookupIn(records)).toMatchObject({
      kind: "record",
      name: "sumdb.test/log",
      h1s: [H1],
      record: 3,
    });
    expect(server.requests).not.toContain("supported");
  });

  test("asks it through GOPROXY otherwise", async () => {
    const server = await serve();
    const records = open(server.gosumdbByProxy, { proxies: parseGoproxy(server.url) });
    expect(await lookupIn(records)).toMatchObject({ kind: "record", h1s: [H1] });
    expect(server.requests.slice(0, 2)).toEqual([
      "supported",
      "lookup/golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64",
    ]);
  });

  test("answers from the cache when offline, and is unavailable without it", async () => {
    const server = await serve();
    expect(await lookupIn(open(server.gosumdb, { client: httpClient({ offline: true }) }))).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("offline"),
    });
    const answer = await lookupIn(open(server.gosumdb));
    expect(await lookupIn(open(server.gosumdb, { client: httpClient({ offline: true }) }))).toEqual(answer);
    expect(await lookupIn(open(server.gosumdbByProxy, { client: httpClient({ offline: true }) }))).toEqual(
      answer,
    );
  });

  test("does not take an answer of any length", async () => {
    const server = await serve();
    server.forge = (_path, { body }) => ({
      status: 200,
      body: Buffer.concat([body, Buffer.alloc(10_000_000, "x")]),
    });
    expect(await lookupIn(open(server.gosumdb))).toMatchObject({
      kind: "unavailable",
      reason: expect.stringContaining("more than 65536 bytes"),
    });
  });
});

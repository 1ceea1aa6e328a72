import { describe, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { parseGoproxy } from "../../src/sources/goproxy-list.ts";
import { GO_DEFAULTS } from "../../src/sources/upstream.ts";
import { builtinDigests } from "../../src/verify/builtin-digests.ts";
import { digestIn, parseDigestTable } from "../../src/verify/digest-rows.ts";
import { DIGEST_TABLE } from "../../src/verify/digest-table.ts";
import { openSumdb } from "../../src/verify/open-sumdb.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { networkEnv } from "../support/seed.ts";
import { httpClient } from "./client.ts";

const temp = useTemporaryDirectory();

const HASH = "8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=";
const LINUX = { os: "linux", arch: "amd64" };

function versionOf(text: string) {
  return parseVersion(text) ?? expect.unreachable();
}

describe("builtinDigests", () => {
  test("knows a release in the table by its h1", async () => {
    expect(await builtinDigests(versionOf("1.22.5"), LINUX)).toEqual({
      h1: "h1:LQChnsjY/4sr12W+7pci1Qg1+X/n7vmLOOaq2aTBG0w=",
    });
  });

  test.each([
    ["1.22.99", LINUX],
    ["1.22.5", { os: "plan9", arch: "amd64" }],
  ])("does not know %s for %o", async (version, platform) => {
    expect(await builtinDigests(versionOf(version), platform)).toBeNull();
  });
});

describe("parseDigestTable", () => {
  test("reads columns", () => {
    const rows = parseDigestTable(`\ndarwin-arm64 linux-amd64\n1.20.0 - ${HASH}\n1.22.5 ${HASH} -\n`);
    expect(digestIn(rows, versionOf("1.20"), LINUX)).toBe(`h1:${HASH}`);
    expect(digestIn(rows, versionOf("1.22.5"), LINUX)).toBeUndefined();
    expect(digestIn(rows, versionOf("1.22.5"), { os: "darwin", arch: "arm64" })).toBe(`h1:${HASH}`);
  });

  test.each([
    ["a missing column", "1.22.5"],
    ["a column too many", `1.22.5 ${HASH} -`],
    ["an empty column", "1.22.5 "],
    ["no version", `go1.22.5 ${HASH}`],
    ["an old line", `1.20 ${HASH}`],
    ["a version twice", `1.22.5 ${HASH}\n1.22.5 ${HASH}`],
    ["a short hash", "1.22.5 AAAA"],
    ["a hash with its kind", `1.22.5 h1:${HASH}`],
    ["a hash that is not canonical", `1.22.5 ${HASH.replace("S0=", "S1=")}`],
    ["a blank line", `1.22.5 ${HASH}\n\n1.22.6 ${HASH}`],
  ])("refuses %s", (_name, lines) => {
    expect(() => parseDigestTable(`\nlinux-amd64\n${lines}\n`)).toThrow("the digest table has a malformed");
  });
});

describe("the table that is compiled in", () => {
  const rows = parseDigestTable(DIGEST_TABLE);

  test("has no hash twice and leaves room in the bundle", () => {
    const hashes = [...rows.values()].flatMap((row) => [...row.values()]);
    expect(hashes.length).toBeGreaterThan(0);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(DIGEST_TABLE.length).toBeLessThan(300_000);
  });

  test("says what the checksum database says, as far as a sample goes", async () => {
    const sumdb = openSumdb({
      gosumdb: undefined,
      proxies: parseGoproxy(networkEnv().GOPROXY ?? GO_DEFAULTS.GOPROXY),
      client: httpClient(),
      cacheDir: temp("sumdb"),
      log: () => {},
    });
    if (sumdb.kind === "disabled") expect.unreachable();
    const names = [...rows.keys()];
    const sample = [names.at(0), names.at(-1)].map((name) => versionOf(name ?? ""));
    for (const version of sample) {
      expect(await sumdb.lookup(version, LINUX)).toMatchObject({
        kind: "record",
        name: "sum.golang.org",
        h1s: [digestIn(rows, version, LINUX)],
      });
    }
  });
});

import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { type KeptListing, keep, readKept } from "../../src/releases/catalog-cache.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";

const at = useTemporaryDirectory();
const URL = "https://corp.test/go/?token=s3cret-in-a-query&mode=json";

const listing: KeptListing = {
  official: "go.dev",
  fetchedAt: 1_700_000_000_000,
  releases: [
    {
      version: parseVersion("1.22.5") ?? expect.fail(),
      files: [
        {
          filename: "go1.22.5.linux-armv6l.tar.gz",
          platform: { os: "linux", arch: "arm" },
          sha256: "a".repeat(64),
          bytes: 123,
        },
        {
          filename: "go1.22.5.windows-amd64.zip",
          platform: { os: "windows", arch: "amd64" },
          sha256: null,
          bytes: null,
        },
      ],
    },
  ],
};

let lines: string[];
const cache = () => ({ cacheDir: at("index"), log: (line: string) => void lines.push(line) });
const onlyFile = () => at("index", fs.readdirSync(at("index"))[0] ?? expect.fail());

beforeEach(() => {
  lines = [];
});

test("what is kept comes back", () => {
  expect(readKept(URL, cache())).toBeUndefined();
  keep(URL, listing, cache());
  expect(readKept(URL, cache())).toEqual(listing);
  expect(readKept(`${URL}2`, cache())).toBeUndefined();
  expect(lines).toEqual([]);
});

test("no secret of the URL is in the file or in its name", () => {
  keep(URL, listing, cache());
  expect(fs.readdirSync(at("index")).join()).toMatch(/^[0-9a-f]{32}\.json$/);
  expect(fs.readFileSync(onlyFile(), "utf8")).not.toMatch(/s3cret|corp/);
});

describe("a file that is not what was written is dropped", () => {
  test.each<[string, (text: string) => string]>([
    ["empty", () => ""],
    ["cut off", (text) => text.slice(0, -10)],
    ["null", () => "null"],
    ["a list", () => "[]"],
    ["another schema", (text) => text.replace('"schema":1', '"schema":2')],
    ["no truth about its origin", (text) => text.replace('"official":"go.dev"', '"official":true')],
    ["no time", (text) => text.replace("1700000000000", "null")],
    ["a digest that is none", (text) => text.replace("aaaa", "AAAA")],
    ["a size that is none", (text) => text.replace("123", "1.5")],
    ["a row that is too short", (text) => text.replace(",123]", "]")],
    ["no files", (text) => text.replace(/"files":.*/, '"files":[]}')],
    ["files that mean nothing", (text) => text.replaceAll("go1.22.5", "no1.22.5")],
  ])("%s", (_, damage) => {
    keep(URL, listing, cache());
    const file = onlyFile();
    const damaged = damage(fs.readFileSync(file, "utf8"));
    fs.writeFileSync(file, damaged);
    expect(readKept(URL, cache())).toBeUndefined();
    expect(fs.existsSync(file)).toBe(false);
    expect(lines).toEqual([`${file} is damaged, so it is dropped`]);
  });
});

test("a cache that cannot be used is no reason to fail", () => {
  fs.writeFileSync(at("index"), "not a directory");
  keep(URL, listing, cache());
  expect(readKept(URL, cache())).toBeUndefined();
  expect(lines).toHaveLength(2);
});

import fs from "node:fs";
import { expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { keep } from "../../src/releases/catalog-cache.ts";
import { newestKept } from "../../src/releases/newest-kept.ts";
import type { Release } from "../../src/sources/release.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";

const at = useTemporaryDirectory();

function keepList(url: string, filenames: readonly string[]): void {
  const releases = filenames.map((filename) => {
    const version = parseVersion(/go(1\.[0-9]+(?:\.[0-9]+|rc[0-9]+))\./.exec(filename)?.[1] ?? "");
    const platform = { os: "linux", arch: "amd64" };
    return { version, files: [{ filename, platform, sha256: null, bytes: null }] } as Release;
  });
  keep(url, { releases, official: null, fetchedAt: 0 }, { cacheDir: at("index"), log: () => {} });
}

test("the newest stable release of all kept lists, whatever form their names have", () => {
  keepList("https://one.test/", ["go1.21.6.linux-amd64.tar.gz", "go1.28rc1.linux-amd64.tar.gz"]);
  expect(newestKept(at("index"))).toEqual(parseVersion("1.21.6"));
  keepList("https://two.test/", ["v0.0.1-go1.9.7.linux-amd64.zip", "v0.0.1-go1.27.10.linux-amd64.zip"]);
  expect(newestKept(at("index"))).toEqual(parseVersion("1.27.10"));
});

test("nothing was kept, or nothing of use", () => {
  expect(newestKept(at("index"))).toBeUndefined();
  fs.mkdirSync(at("index", "odd.json"), { recursive: true });
  fs.writeFileSync(at("index", "x.json"), "go9.9.9");
  fs.writeFileSync(at("index", "y.txt"), "go9.9.9.linux-amd64.tar.gz");
  expect(newestKept(at("index"))).toBeUndefined();
});

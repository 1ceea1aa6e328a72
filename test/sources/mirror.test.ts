import { describe, expect, onTestFinished, test } from "vitest";
import type { MirrorIndex } from "../../src/config/mirror-setting.ts";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import { platformName } from "../../src/platform/platform.ts";
import { mirrorSource } from "../../src/sources/mirror.ts";
import type { Listing } from "../../src/sources/source.ts";
import { type GoFiles, goFiles } from "../support/go-files.ts";
import { startGoWorld } from "../support/go-server.ts";
import { hangUp, type Routes, serve, startServer, status } from "../support/http-server.ts";
import { type DirectoryStyle, startMirror } from "../support/mirror-server.ts";
import { httpClient } from "./client.ts";

const LINUX = { os: "linux", arch: "amd64" };
const never = new AbortController().signal;
const version = (text: string) => parseVersion(text) ?? expect.fail(text);

const ARCHIVE = "go1.20.linux-amd64.tar.gz";

/** A bucket with all that lies around in the real one. */
const bucket: GoFiles = {
  ...goFiles(["1.20", "1.22.5"]),
  "go1.22.5.linux-armv6l.tar.gz": Buffer.from("arm"),
  "go1.22.5.linux-amd64.tar.gz.sha256": Buffer.from("0".repeat(64)),
  "go1.22.5.darwin-arm64.pkg": Buffer.from("pkg"),
  "go1.22.5.src.tar.gz": Buffer.from("src"),
  "go1.9.2rc2.linux-amd64.tar.gz": Buffer.from("never was a version"),
  "v0.0.1-go1.19.linux-amd64.zip": Buffer.from("a module only"),
};

function summary(listing: Listing | undefined): string[] | undefined {
  return listing?.releases
    .flatMap(({ version, files }) =>
      files.map(({ platform, filename }) => `${versionName(version)} ${platformName(platform)} ${filename}`),
    )
    .sort();
}

const EXPECTED = [
  "1.20.0 linux-amd64 go1.20.linux-amd64.tar.gz",
  "1.22.5 linux-amd64 go1.22.5.linux-amd64.tar.gz",
  "1.22.5 linux-arm go1.22.5.linux-armv6l.tar.gz",
];

async function mirrorOf(style: DirectoryStyle, index: MirrorIndex) {
  const server = await startMirror(bucket, style);
  onTestFinished(() => server.close());
  return { server, mirror: mirrorSource({ name: "corp", url: server.url, index }, httpClient()) };
}

async function serving(routes: Routes) {
  const server = await startServer(routes);
  onTestFinished(() => server.close());
  return server;
}

/** The list of a mirror that answers with this page. */
async function listed(page: string, index: MirrorIndex = "autoindex") {
  const server = await serving({ "/golang/": serve(page) });
  const mirror = mirrorSource({ name: "corp", url: `${server.origin}/golang`, index }, httpClient());
  return summary(await mirror.list?.(never));
}

describe("list", () => {
  test.each<[DirectoryStyle, MirrorIndex]>([
    ["release-json", "json"],
    ["autoindex", "autoindex"],
    ["autoindex-json", "autoindex"],
    ["fancyindex", "fancyindex"],
    ["apache", "autoindex"],
    // A server that changed since the setting was written.
    ["fancyindex", "autoindex"],
    ["autoindex", "json"],
    ["autoindex-json", "json"],
    ["fancyindex", "json"],
  ])("%s, with index %s", async (style, index) => {
    const { mirror, server } = await mirrorOf(style, index);
    const listing = await mirror.list?.(never);
    expect(summary(listing)).toEqual(EXPECTED);
    expect(server.requests).toHaveLength(1);
  });

  test("a mirror's digests are no evidence, so they are not there", async () => {
    const { mirror } = await mirrorOf("release-json", "json");
    const listing = await mirror.list?.(never);
    expect(listing?.official).toBeNull();
    expect(listing?.releases.flatMap(({ files }) => files).every(({ sha256 }) => sha256 === null)).toBe(true);
  });

  test.each<[DirectoryStyle, number | null]>([
    ["release-json", bucket[ARCHIVE]?.length ?? 0],
    ["autoindex-json", bucket[ARCHIVE]?.length ?? 0],
    ["fancyindex", null],
    ["autoindex", null],
  ])("%s: sizes only where they are exact", async (style, bytes) => {
    const { mirror } = await mirrorOf(style, "json");
    const files = (await mirror.list?.(never))?.releases.flatMap((release) => release.files) ?? [];
    expect(files.find(({ filename }) => filename === "go1.20.linux-amd64.tar.gz")?.bytes).toBe(bytes);
  });

  test("golang.google.cn is go.dev under another name", async () => {
    const world = await startGoWorld({ files: bucket });
    onTestFinished(() => world.close());
    const http = httpClient({ env: world.env });
    const list = (url: string) => mirrorSource({ name: "google-cn", url, index: "json" }, http).list?.(never);
    const listing = await list("https://golang.google.cn/dl/");
    expect(listing?.official).toBe("golang.google.cn");
    expect(listing?.releases[0]?.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await list("https://golang.google.cn/dl"))?.official).toBe("golang.google.cn");
    expect((await list("https://golang.google.cn/dl/?token=x"))?.official).toBeNull();
  });

  test("a mirror without an index has no list and is not asked", async () => {
    const { mirror, server } = await mirrorOf("none", "none");
    expect(mirror.listUrl).toBeUndefined();
    expect(mirror.list).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  test("a directory without an index, after two questions", async () => {
    const { mirror, server } = await mirrorOf("none", "json");
    await expect(mirror.list?.(never)).rejects.toMatchObject({ code: "network", url: server.url });
    expect(server.requests.map(({ path }) => path)).toEqual(["/golang/?mode=json&include=all", "/golang/"]);
  });

  test("a server that refuses a query is asked without one", async () => {
    const page = serve('<a href="go1.20.linux-amd64.tar.gz">x</a>');
    const server = await serving({
      "/": (request, response) => (request.path.includes("?") ? status(406) : page)(request, response),
    });
    const mirror = mirrorSource({ name: "corp", url: server.origin, index: "json" }, httpClient());
    expect(summary(await mirror.list?.(never))).toEqual([EXPECTED[0]]);
  });

  test("silence is not asked again", async () => {
    const server = await serving({ "/*": hangUp });
    const mirror = mirrorSource({ name: "corp", url: server.origin, index: "json" }, httpClient());
    await expect(mirror.list?.(never)).rejects.toMatchObject({ code: "network" });
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, MirrorIndex, Routes, string]>([
    ["a status", "json", { "/*": status(404) }, "answers HTTP 404"],
    ["a page without archives", "autoindex", { "/*": serve("<html>hello</html>") }, "names no archive of Go"],
    [
      "JSON of another kind",
      "json",
      { "/*": serve('{"error":"no"}') },
      "is JSON, but not a list of releases",
    ],
    ["an empty list", "json", { "/*": serve("[]") }, "names no archive of Go"],
    ["broken JSON", "json", { "/*": serve('[{"name":"go1.2') }, "is a list of releases that breaks off"],
  ])("%s is a fault with the URL in it", async (_, index, routes, problem) => {
    const server = await serving(routes);
    const mirror = mirrorSource({ name: "corp", url: server.origin, index }, httpClient());
    await expect(mirror.list?.(never)).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining(problem),
      url: expect.stringContaining(server.origin),
    });
  });
});

describe("links of a page", () => {
  test.each([
    ["plain", '<a href="go1.20.linux-amd64.tar.gz">go1.20.li..&gt;</a>'],
    ["single quotes", "<a href='go1.20.linux-amd64.tar.gz'>x</a>"],
    ["no quotes", "<A class=x HREF=go1.20.linux-amd64.tar.gz>x</A>"],
    ["other attributes", '<a\n  title="a"\n  href = "go1.20.linux-amd64.tar.gz" rel=x>x</a>'],
    ["relative", '<a href="./go1.20.linux-amd64.tar.gz">x</a>'],
    ["absolute path", '<a href="/golang/go1.20.linux-amd64.tar.gz">x</a>'],
    ["a tracker", '<a href="go1.20.linux-amd64.tar.gz?spm=a2c6h.1&amp;x=1#top">x</a>'],
    ["percent escapes", '<a href="go1%2E20.linux%2damd64.tar.gz">x</a>'],
    ["twice", '<a href="go1.20.linux-amd64.tar.gz">x</a><a href="go1.20.linux-amd64.tar.gz">y</a>'],
  ])("%s", async (_, page) => {
    expect(await listed(`<html>${page}</html>`)).toEqual([EXPECTED[0]]);
  });

  test("a full URL counts on the mirror's own host only", async () => {
    const server = await startServer((request, response) =>
      serve(
        `<a href="http://${request.headers.host}/golang/go1.20.linux-amd64.tar.gz">x</a>
         <a href="https://elsewhere.test/golang/go1.22.5.linux-amd64.tar.gz">x</a>
         <a href="//elsewhere.test/go1.22.5.linux-amd64.tar.gz">x</a>`,
      )(request, response),
    );
    onTestFinished(() => server.close());
    const mirror = mirrorSource({ name: "corp", url: server.origin, index: "autoindex" }, httpClient());
    expect(summary(await mirror.list?.(never))).toEqual([EXPECTED[0]]);
  });

  test.each([
    ["a directory", '<a href="go1.20.linux-amd64.tar.gz/">x</a>'],
    ["a path in disguise", '<a href="..%2f..%2fgo1.20.linux-amd64.tar.gz">x</a>'],
    ["a broken escape", '<a href="go1.20.linux-amd64.tar.gz%">x</a>'],
    ["a broken URL", '<a href="http://[">x</a>'],
    ["no link", "<b href='go1.20.linux-amd64.tar.gz'>go1.20.linux-amd64.tar.gz</b>"],
    ["another attribute", '<a data-href="go1.20.linux-amd64.tar.gz">x</a>'],
    ["an element that begins alike", '<abbr href="go1.20.linux-amd64.tar.gz">x</abbr>'],
  ])("%s is passed over", async (_, page) => {
    const good = '<a href="go1.22.5.linux-amd64.tar.gz">x</a>';
    expect(await listed(`<html>${page}${good}</html>`)).toEqual([EXPECTED[1]]);
  });

  test("a hostile page is read in one pass", async () => {
    const half = 2_000_000;
    const page = `${"<a ".repeat(half / 3)}${'<a href="'.repeat(half / 9)}<a href${" ".repeat(half)}`;
    // Quadratic work would take hours.
    await expect(listed(page)).rejects.toMatchObject({ code: "network" });
  });
});

describe("locate", () => {
  const locate = (url: string, filename?: string) =>
    mirrorSource({ name: "corp", url, index: "none" }, httpClient()).locate(
      version("1.20"),
      LINUX,
      filename,
    )[0];

  test.each([
    ["https://m.test/golang/", "https://m.test/golang/go1.20.linux-amd64.tar.gz"],
    ["https://m.test/golang", "https://m.test/golang/go1.20.linux-amd64.tar.gz"],
    ["https://m.test", "https://m.test/go1.20.linux-amd64.tar.gz"],
    ["https://m.test/go?token=s3cret", "https://m.test/go/go1.20.linux-amd64.tar.gz?token=s3cret"],
    ["https://me:s3cret@m.test/go#x", "https://me:s3cret@m.test/go/go1.20.linux-amd64.tar.gz"],
    ["https://m.test/artifactory/a%20b/", "https://m.test/artifactory/a%20b/go1.20.linux-amd64.tar.gz"],
  ])("below %s", (url, expected) => {
    expect(locate(url)).toMatchObject({ source: "corp", url: expected, container: "tar.gz", nextOn: "any" });
  });

  test("what a receipt keeps has neither credentials nor a query", () => {
    const url = "https://me:s3cret@m.test/go?anything=s3cret";
    expect(locate(url)?.origin).toEqual({
      kind: "mirror",
      url: "https://m.test/go/go1.20.linux-amd64.tar.gz",
    });
  });
});

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { versionName } from "../../src/goversion/version.ts";
import type { HttpClient } from "../../src/net/http.ts";
import { platformName } from "../../src/platform/platform.ts";
import { parseArchiveName } from "../../src/sources/archive-name.ts";
import { filesInRows, filesOnPage } from "../../src/sources/directory-page.ts";
import { parseIndex } from "../../src/sources/index-json.ts";
import { mirrorSource } from "../../src/sources/mirror.ts";
import { moduleProxySource } from "../../src/sources/module-proxy.ts";
import type { Listing, Source } from "../../src/sources/source.ts";
import { testClient } from "../net/client-for-test.ts";
import { goFiles, moduleList, releaseIndex } from "../support/go-files.ts";
import { startServer, type TestServer } from "../support/http-server.ts";
import { autoindexJson, autoindexPage, fancyindexPage } from "../support/mirror-server.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedBytes, mutatedJson, mutatedText } from "./mutate.ts";

const FILES = goFiles(["1.20", "1.22.5", "1.23rc1"]);
const PAGE_URL = "https://mirror.example/golang/";
const NAME = "go1.22.5.linux-amd64.tar.gz";
const HTML_WORDS = [
  "<a href=",
  '<a href="',
  "<a ",
  "href=",
  '"',
  "'",
  ">",
  "</a>",
  `${NAME}">`,
  "../",
  "//x/",
  "%2e",
];

const indexJson = mutatedJson([JSON.parse(releaseIndex(FILES)), []]);
const rowsJson = mutatedJson([JSON.parse(autoindexJson(FILES))]);
const page = mutatedText([autoindexPage(FILES), fancyindexPage(FILES)], HTML_WORDS);
const modules = mutatedText([moduleList(FILES)], ["v0.0.1-go", ".linux-amd64", "\n", "\r\n"]);

fuzz("an index is releases, or a problem", indexJson, (text) => {
  const index = parseIndex(text);
  if ("problem" in index) {
    expect(index.problem).toMatch(/^(?:is|lists) [^\n]+$/);
    return;
  }
  expectSound(index.releases, "tar.gz zip");
});

fuzz("a page has files of its own host", page, (html) => {
  for (const { filename, bytes, sha256 } of filesOnPage(html, PAGE_URL)) {
    expect(filename).not.toBe("");
    expect({ bytes, sha256 }).toEqual({ bytes: null, sha256: null });
  }
});

fuzz("the rows of a directory are files with a size, or none at all", rowsJson, (text) => {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    return;
  }
  for (const { filename, bytes } of filesInRows(rows) ?? []) {
    expect(typeof filename).toBe("string");
    expect(bytes === null || (Number.isSafeInteger(bytes) && bytes > 0)).toBe(true);
  }
});

/** Every file is what its name says, and no platform has two. */
function expectSound(releases: Listing["releases"], containers: string): void {
  expect(releases.length).toBeGreaterThan(0);
  const names = releases.map(({ version }) => versionName(version));
  expect(new Set(names).size).toBe(names.length);
  for (const { version, files } of releases) {
    expect(files.length).toBeGreaterThan(0);
    const platforms = files.map(({ platform }) => platformName(platform));
    expect(new Set(platforms).size).toBe(platforms.length);
    for (const file of files) {
      const name = parseArchiveName(file.filename);
      expect(name).toMatchObject({ version, platform: file.platform });
      expect(containers.split(" ")).toContain(name?.container);
      expect(file.sha256 ?? "ab".repeat(32)).toMatch(/^[0-9a-f]{64}$/);
      expect(file.bytes ?? 1).toBeGreaterThan(0);
    }
  }
}

let server: TestServer;
let http: HttpClient;
let answer: { body: Buffer; headers: Record<string, string> };

beforeAll(async () => {
  server = await startServer((_, response) => {
    response.writeHead(200, answer.headers).end(answer.body);
  });
  http = testClient({ limits: { retry: { attempts: 1, baseMs: 1, maxMs: 1 } } });
});
afterAll(async () => {
  await http.close();
  await server.close();
});

function listOf(source: Source, body: Buffer, headers: Record<string, string> = {}): Promise<Listing> {
  answer = { body, headers };
  return source.list?.(new AbortController().signal) ?? expect.fail("no list");
}

const anyList = fc.oneof(indexJson, rowsJson, page, modules);
const plain = anyList.map((text) => ({ body: Buffer.from(text), headers: {} }));
const packed = mutatedBytes([releaseIndex(FILES), moduleList(FILES)].map((text) => gzipSync(text)));
const coded = fc.tuple(packed, fc.constantFrom("gzip", "x-gzip", "GZIP", "br", "")).map(([body, coding]) => ({
  body,
  headers: coding === "" ? {} : { "content-encoding": coding },
}));

fuzz(
  "whatever a server answers is a list, or a fault of the network",
  fc.oneof({ weight: 3, arbitrary: plain }, coded),
  async ({ body, headers }) => {
    const proxies = [{ url: server.origin, next: "," }] as const;
    const sources = {
      "tar.gz zip": mirrorSource({ name: "m", url: `${server.origin}/golang/`, index: "json" }, http),
      "module-zip tar.gz zip": moduleProxySource("p", proxies, http),
    };
    for (const [containers, source] of Object.entries(sources)) {
      const outcome = await outcomeOf(() => listOf(source, body, headers));
      if ("value" in outcome) expectSound(outcome.value.releases, containers);
      else expect(outcome.refused).toBe("network");
    }
  },
  { share: 0.3 },
);

/** As much as gov reads of a list. */
const LARGEST = 8 * 1024 * 1024;

test.each([
  ["newlines", "", "\n"],
  ["lists in lists", "", "["],
  ["releases of nothing", "[", "{},"],
  ["unended links", "", '<a href="'],
  ["anchors with spaces", "", `<a ${" ".repeat(100)}`],
  ["links", "", "<a href=a>"],
])("the largest list of nothing but %s is refused", async (_, start, piece) => {
  const body = Buffer.concat([Buffer.from(start), Buffer.alloc(LARGEST - start.length, piece)]);
  const proxy = moduleProxySource("p", [{ url: server.origin, next: "," }], http);
  const mirror = mirrorSource({ name: "m", url: `${server.origin}/golang/`, index: "autoindex" }, http);
  for (const source of [proxy, mirror]) {
    const packed = listOf(source, gzipSync(body, { level: 1 }), { "content-encoding": "gzip" });
    expect(await outcomeOf(() => packed)).toEqual({ refused: "network" });
  }
});

test("newlines alone cost a module proxy's list no memory", async () => {
  const proxy = moduleProxySource("p", [{ url: server.origin, next: "," }], http);
  const before = process.memoryUsage().heapTotal;
  await outcomeOf(() => listOf(proxy, Buffer.alloc(LARGEST, "\n")));
  expect(process.memoryUsage().heapTotal - before).toBeLessThan(LARGEST * 8);
});

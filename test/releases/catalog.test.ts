import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import type { GovEvent } from "../../src/events.ts";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import {
  type Catalog,
  type CatalogOptions,
  findFile,
  keptCatalogWith,
  openCatalog,
} from "../../src/releases/catalog.ts";
import { parseGoproxy } from "../../src/sources/goproxy-list.ts";
import { localSource } from "../../src/sources/local.ts";
import { mirrorSource } from "../../src/sources/mirror.ts";
import { moduleProxySource } from "../../src/sources/module-proxy.ts";
import { officialSource } from "../../src/sources/official.ts";
import type { Source } from "../../src/sources/source.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { httpClient } from "../sources/client.ts";
import { goFiles, releaseIndex, sha256 } from "../support/go-files.ts";
import { startGoWorld } from "../support/go-server.ts";
import { serve, silence, startServer, status, type TestServer } from "../support/http-server.ts";
import { startGoproxy, startMirror } from "../support/mirror-server.ts";

const at = useTemporaryDirectory();
const LINUX = { os: "linux", arch: "amd64" };
const HOUR = 3_600_000;
const files = goFiles(["1.21.6", "1.22.5", "1.23rc1"]);
const version = (text: string) => parseVersion(text) ?? expect.fail(text);

interface Opened {
  readonly events: GovEvent[];
  readonly options: CatalogOptions;
}

function prepare(changes: Partial<CatalogOptions> = {}): Opened {
  const events: GovEvent[] = [];
  const options: CatalogOptions = {
    cacheDir: at("index"),
    log: () => {},
    now: () => HOUR,
    offline: false,
    refresh: false,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    // Nothing that answers is overtaken, however busy this machine is.
    staggerMs: 10_000,
    ...changes,
  };
  return { events, options };
}

function names({ releases }: Pick<Catalog, "releases">): string[] {
  return releases.map((release) => versionName(release.version));
}

async function goWorld() {
  const world = await startGoWorld({ files });
  onTestFinished(() => world.close());
  return { world, official: officialSource(httpClient({ env: world.env })) };
}

async function running<T extends TestServer>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  onTestFinished(() => server.close());
  return server;
}

async function mirror(name: string, style: "release-json" | "autoindex" = "autoindex") {
  const server = await running(startMirror(files, style));
  return {
    server,
    source: mirrorSource(
      { name, url: server.url, index: style === "autoindex" ? style : "json" },
      httpClient(),
    ),
  };
}

async function broken(name: string, answer = status(503)) {
  const server = await running(startServer({ "/*": answer }));
  return { server, source: mirrorSource({ name, url: server.origin, index: "autoindex" }, httpClient()) };
}

describe("openCatalog", () => {
  test("the list of the first source, newest first", async () => {
    const { official } = await goWorld();
    const { options, events } = prepare();
    const catalog = await openCatalog([official], options);
    expect(catalog).toMatchObject({ source: "official", official: "go.dev", fetchedAt: HOUR, stale: false });
    expect(names(catalog)).toEqual(["1.23rc1", "1.22.5", "1.21.6"]);
    expect(events).toEqual([]);
  });

  test("the releases in Go's order, whatever order they came in", async () => {
    const published = ["1.9", "1.10.1", "1.23rc10", "1.21.0", "1.23rc2", "1.20", "1.22.10", "1.22.9"];
    const releases = published.map((text) => ({ version: version(text), files: [] }));
    const list = async () => ({ releases, official: null });
    const source: Source = { name: "any", kind: "mirror", listUrl: undefined, list, locate: () => [] };
    expect(names(await openCatalog([source], prepare().options))).toEqual(
      "1.23rc10 1.23rc2 1.22.10 1.22.9 1.21.0 1.20.0 1.10.1 1.9.0".split(" "),
    );
  });

  test("a kept list is good for an hour, digests and their truth included", async () => {
    const { world, official } = await goWorld();
    const first = await openCatalog([official], prepare().options);
    const again = await openCatalog([official], prepare({ now: () => 2 * HOUR - 1 }).options);
    expect(again).toEqual(first);
    expect(world.requests).toHaveLength(1);
    const later = await openCatalog([official], prepare({ now: () => 2 * HOUR }).options);
    expect(later).toEqual({ ...first, fetchedAt: 2 * HOUR });
    expect(world.requests).toHaveLength(2);
  });

  test("a new release is there after a refresh", async () => {
    const { world, official } = await goWorld();
    await openCatalog([official], prepare().options);
    world.files = goFiles(["1.22.5", "1.22.6"]);
    expect(names(await openCatalog([official], prepare().options))).not.toContain("1.22.6");
    expect(names(await openCatalog([official], prepare({ refresh: true }).options))).toContain("1.22.6");
  });

  test("a clock that went back makes a kept list old", async () => {
    const { world, official } = await goWorld();
    await openCatalog([official], prepare().options);
    await openCatalog([official], prepare({ now: () => HOUR - 1 }).options);
    expect(world.requests).toHaveLength(2);
  });

  test("what came from a mirror is no trust root, not even out of the cache", async () => {
    const { server, source } = await mirror("corp", "release-json");
    for (const catalog of [
      await openCatalog([source], prepare().options),
      await openCatalog([source], prepare().options),
    ]) {
      expect(catalog).toMatchObject({ source: "corp", official: null });
      expect(findFile(catalog, version("1.22.5"), LINUX)?.sha256).toBeNull();
    }
    expect(server.requests).toHaveLength(1);
  });

  test("a fault leads to the next source, and is said", async () => {
    const { world, official } = await goWorld();
    world.replaceIndex(status(503));
    const { source } = await mirror("corp");
    const { options, events } = prepare();
    expect((await openCatalog([official, source], options)).source).toBe("corp");
    expect(events).toEqual([
      { type: "source-switched", from: "official", to: "corp", reason: "failed (go.dev answers HTTP 503)" },
    ]);
  });

  test("silence costs a moment: then the next source is asked as well", async () => {
    const { source: silent } = await broken("silent", silence);
    const { source } = await mirror("corp");
    const { options, events } = prepare({ staggerMs: 30 });
    expect((await openCatalog([silent, source], options)).source).toBe("corp");
    expect(events).toEqual([
      { type: "source-switched", from: "silent", to: "corp", reason: "does not answer" },
    ]);
  });

  test("a mirror without an index is not asked and not mentioned", async () => {
    const { source } = await mirror("corp");
    const none = mirrorSource({ name: "none", url: "https://none.test/", index: "none" }, httpClient());
    const { options, events } = prepare();
    expect((await openCatalog([none, source], options)).source).toBe("corp");
    expect(events).toEqual([]);
    await expect(openCatalog([none], options)).rejects.toMatchObject({
      code: "usage",
      message: "none has no list of Go releases",
    });
  });

  test("a module proxy gives a catalog too", async () => {
    const server = await running(startGoproxy(files));
    const source = moduleProxySource("goproxy", parseGoproxy(server.url), httpClient());
    const catalog = await openCatalog([source], prepare().options);
    expect(catalog).toMatchObject({ source: "goproxy", official: null });
    expect(findFile(catalog, version("1.22.5"), LINUX)?.filename).toBe("v0.0.1-go1.22.5.linux-amd64.zip");
  });

  test("what lies on this disk is looked at each time and not kept", async () => {
    fs.mkdirSync(at("share"));
    fs.writeFileSync(at("share", "go1.22.5.linux-amd64.tar.gz"), "");
    const source = localSource(at("share"));
    expect(names(await openCatalog([source], prepare().options))).toEqual(["1.22.5"]);
    fs.writeFileSync(at("share", "go1.22.6.linux-amd64.tar.gz"), "");
    expect(names(await openCatalog([source], prepare({ offline: true }).options))).toEqual([
      "1.22.6",
      "1.22.5",
    ]);
    expect(fs.existsSync(at("index"))).toBe(false);
  });

  test("a signal ends the search with its reason", async () => {
    const { source } = await broken("silent", silence);
    const stop = new AbortController();
    const work = openCatalog([source], prepare({ signal: stop.signal }).options);
    setTimeout(() => stop.abort(new Error("enough")), 10);
    await expect(work).rejects.toThrow("enough");
  });
});

describe("when no source answers", () => {
  test("an old list is better than none, and said to be old", async () => {
    const { world, official } = await goWorld();
    const first = await openCatalog([official], prepare({ now: () => Date.UTC(2026, 1, 3) }).options);
    world.replaceIndex(status(503));
    for (const refresh of [true, false]) {
      const { options, events } = prepare({ refresh, now: () => Date.UTC(2027, 1, 3) });
      expect(await openCatalog([official], options)).toEqual({ ...first, stale: true });
      expect(events).toEqual([
        {
          type: "note",
          message: "the list of Go releases is that of 2026-02-03: official failed (go.dev answers HTTP 503)",
        },
      ]);
    }
  });

  test("a young list that was to be refreshed and could not be is stale too", async () => {
    const { world, official } = await goWorld();
    await openCatalog([official], prepare().options);
    world.replaceIndex(status(503));
    expect((await openCatalog([official], prepare({ refresh: true }).options)).stale).toBe(true);
  });

  test("a silent source does not hold up an old list for ever", async () => {
    const { world, official } = await goWorld();
    await openCatalog([official], prepare().options);
    world.replaceIndex(silence);
    const { options, events } = prepare({ now: () => 9 * HOUR, staggerMs: 30 });
    expect(await openCatalog([official], options)).toMatchObject({ source: "official", stale: true });
    expect(events).toMatchObject([{ type: "note", message: expect.stringContaining("does not answer") }]);
  });

  test("a slow source has its time, though there is an old list", async () => {
    const { world, official } = await goWorld();
    await openCatalog([official], prepare().options);
    world.replaceIndex(async (request, response) => {
      await sleep(600);
      await serve(releaseIndex(files))(request, response);
    });
    const catalog = await openCatalog([official], prepare({ now: () => 9 * HOUR, staggerMs: 500 }).options);
    expect(catalog).toMatchObject({ fetchedAt: 9 * HOUR, stale: false });
  });

  test("the old list of a later source counts as well", async () => {
    const { server, source } = await mirror("corp");
    await openCatalog([source], prepare().options);
    await server.close();
    const { source: other } = await broken("other");
    const { options } = prepare({ now: () => 9 * HOUR });
    expect(await openCatalog([other, source], options)).toMatchObject({ source: "corp", stale: true });
  });

  test("the only fault is the error", async () => {
    const { source, server } = await broken("corp");
    await expect(openCatalog([source], prepare().options)).rejects.toMatchObject({
      code: "network",
      message: `127.0.0.1:${server.port} answers HTTP 503`,
    });
  });

  test("of several faults each is told", async () => {
    const [one, two] = [await broken("one"), await broken("two", status(403))];
    await expect(openCatalog([one.source, two.source], prepare().options)).rejects.toMatchObject({
      code: "network",
      message: `no source gives a list of Go releases: 127.0.0.1:${one.server.port} answers HTTP 503; 127.0.0.1:${two.server.port} answers HTTP 403`,
    });
  });

  test("what is no fault of the network stops the search", async () => {
    const refused = mirrorSource({ name: "bad", url: "http://u:p@bad.test/", index: "json" }, httpClient());
    const { source, server } = await mirror("corp");
    await expect(openCatalog([refused, source], prepare().options)).rejects.toMatchObject({
      code: "refused",
    });
    expect(server.requests).toEqual([]);
  });
});

describe("offline", () => {
  test("a list of any age is used and nothing is asked", async () => {
    const { world, official } = await goWorld();
    const first = await openCatalog([official], prepare().options);
    const { options, events } = prepare({ offline: true, refresh: true, now: () => 1000 * HOUR });
    expect(await openCatalog([official], options)).toEqual({ ...first, stale: true });
    expect(world.requests).toHaveLength(1);
    expect(events).toEqual([]);
  });

  test("the kept list of a later source counts", async () => {
    const { source } = await mirror("corp");
    await openCatalog([source], prepare().options);
    const official = officialSource(httpClient({ offline: true }));
    const { options, events } = prepare({ offline: true });
    expect((await openCatalog([official, source], options)).source).toBe("corp");
    expect(events).toEqual([]);
  });

  test("without a list the error names what would have been asked", async () => {
    const official = officialSource(httpClient({ offline: true }));
    await expect(openCatalog([official], prepare({ offline: true }).options)).rejects.toMatchObject({
      code: "offline",
      url: "https://go.dev/dl/?mode=json&include=all",
    });
  });

  test("a file:// proxy can be asked", async () => {
    fs.mkdirSync(at("proxy/golang.org/toolchain/@v"), { recursive: true });
    fs.writeFileSync(at("proxy/golang.org/toolchain/@v/list"), "v0.0.1-go1.22.5.linux-amd64\n");
    const url = pathToFileURL(at("proxy")).href;
    const source = moduleProxySource("goproxy", parseGoproxy(url), httpClient({ offline: true }));
    expect(names(await openCatalog([source], prepare({ offline: true }).options))).toEqual(["1.22.5"]);
  });
});

describe("keptCatalogWith", () => {
  test("an exact version needs no network once any list had it, the official one first", async () => {
    const { world, official } = await goWorld();
    const { source, server } = await mirror("corp");
    const options = prepare({ now: () => 1000 * HOUR }).options;
    expect(keptCatalogWith(version("1.22.5"), [source, official], options)).toBeUndefined();
    await openCatalog([source], prepare().options);
    expect(keptCatalogWith(version("1.22.5"), [source, official], options)?.source).toBe("corp");
    await openCatalog([official], prepare().options);
    const catalog = keptCatalogWith(version("1.22.5"), [source, official], options);
    expect(catalog).toMatchObject({ source: "official", official: "go.dev", stale: true });
    const archive = files["go1.22.5.linux-amd64.tar.gz"] ?? expect.fail();
    expect(findFile(catalog ?? expect.fail(), version("1.22.5"), LINUX)?.sha256).toBe(sha256(archive));
    expect(keptCatalogWith(version("1.22.6"), [source, official], options)).toBeUndefined();
    expect(world.requests.length + server.requests.length).toBe(2);
  });
});

test("findFile knows platforms and the spelling of old first releases", async () => {
  const { world, official } = await goWorld();
  world.files = { ...goFiles(["1.20"]), "go1.20.linux-armv6l.tar.gz": Buffer.from("arm") };
  const catalog = await openCatalog([official], prepare().options);
  expect(findFile(catalog, version("1.20.0"), LINUX)?.filename).toBe("go1.20.linux-amd64.tar.gz");
  expect(findFile(catalog, version("1.20"), { os: "linux", arch: "arm" })?.filename).toBe(
    "go1.20.linux-armv6l.tar.gz",
  );
  expect(findFile(catalog, version("1.20"), { os: "plan9", arch: "arm" })).toBeUndefined();
  expect(findFile(catalog, version("1.20.1"), LINUX)).toBeUndefined();
});

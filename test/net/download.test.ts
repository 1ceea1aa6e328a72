import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { Download, type DownloadOptions } from "../../src/net/download.ts";
import { isAbsent } from "../../src/net/network-error.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import {
  type Handler,
  hangUp,
  inTurn,
  redirect,
  type ServeOptions,
  serve,
  silence,
  status,
  type TestServer,
  useServers,
} from "../support/http-server.ts";
import { bytesOf, failureOf, QUICK_RETRY, type TestClientOptions, useClients } from "./client-for-test.ts";

const startServer = useServers();
const newClient = useClients();
const temporary = useTemporaryDirectory();

const CONTENT = randomBytes(300_000);
const OTHER = randomBytes(300_000);
const ETAG = '"one"';

let file: string;
let partial: string;

beforeEach(() => {
  file = temporary("cache", "go.tar.gz");
  partial = `${file}.partial`;
});

/** `CONTENT` from a server as they should be. */
function content(options: ServeOptions = {}): Handler {
  return serve(CONTENT, { etag: ETAG, ...options });
}

async function start(
  url: string,
  options: Partial<DownloadOptions> = {},
  clientOptions: TestClientOptions = {},
): Promise<Download> {
  const client = newClient(clientOptions);
  const { events } = client;
  const download = new Download({
    client,
    url,
    file,
    maxBytes: 1_000_000,
    emit: (event) => events.push(event),
    now: () => performance.now(),
    retry: QUICK_RETRY,
    ...options,
  });
  await download.connect();
  return download;
}

async function fetchAll(
  url: string,
  options?: Partial<DownloadOptions>,
): Promise<Download & { bytes: Buffer }> {
  const started = await start(url, options);
  return Object.assign(started, { bytes: await bytesOf(started) });
}

/** Leaves the first bytes of an answer as a process leaves them that is killed. */
async function interruptAfter(bytes: number, url: string): Promise<void> {
  const started = await start(url);
  let received = 0;
  for await (const chunk of started) {
    received += chunk.length;
    if (received >= bytes) break;
  }
  started.close();
}

/** What such a process leaves: bytes, and the note that says what they are (null: none). */
function keepFirst(bytes: number, url: string, state: object | string | null = {}, of = CONTENT): void {
  fs.mkdirSync(temporary("cache"), { recursive: true });
  fs.writeFileSync(partial, of.subarray(0, bytes));
  const note = typeof state === "string" ? state : { url, validator: ETAG, total: CONTENT.length, ...state };
  if (state !== null)
    fs.writeFileSync(`${partial}.json`, typeof note === "string" ? note : JSON.stringify(note));
}

/** The right bytes from 100000 on with a Content-Range that says something else. */
function wrongRange(contentRange: string | undefined, etag = ETAG): Handler {
  return (_, response) => {
    response.writeHead(206, { etag, ...(contentRange && { "content-range": contentRange }) });
    response.end(CONTENT.subarray(100_000));
  };
}

function ranges(server: TestServer): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers.range);
}

describe("a download", () => {
  test("gives the bytes, keeps them, and can name the file", async () => {
    const server = await startServer(content());
    const progress: [number, number | null][] = [];
    const done = await fetchAll(`${server.origin}/go.tar.gz`, {
      onProgress: (...step) => progress.push(step),
    });
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect([done.total, done.replayedBytes]).toEqual([CONTENT.length, 0]);
    expect(progress.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
    expect(done.keep(file)).toBe(true);
    expect(fs.readdirSync(temporary("cache"))).toEqual(["go.tar.gz"]);
    expect(fs.readFileSync(file).equals(CONTENT)).toBe(true);
  });

  test("can be deleted", async () => {
    const server = await startServer(content());
    const done = await fetchAll(server.origin);
    done.discard();
    expect(fs.readdirSync(temporary("cache"))).toEqual([]);
  });

  test("works without a length, a validator, and ranges", async () => {
    const server = await startServer(serve(CONTENT, { chunked: true, ranges: false }));
    const done = await fetchAll(server.origin);
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect(done.total).toBe(CONTENT.length);
  });

  test("may be empty", async () => {
    const server = await startServer(serve("", { etag: ETAG }));
    expect((await fetchAll(server.origin)).bytes.length).toBe(0);
  });

  test("keeps no secret on disk", async () => {
    const server = await startServer(content());
    await interruptAfter(1, `http://joe:hunter2@127.0.0.1:${server.port}/go.tar.gz?token=hunter2`);
    const state = fs.readFileSync(`${partial}.json`, "utf8");
    expect(JSON.parse(state)).toEqual({
      url: `${server.origin}/go.tar.gz?token=***`,
      validator: ETAG,
      total: CONTENT.length,
    });
  });

  test("stops when told to, and keeps what it has", async () => {
    const server = await startServer(content({ stallAfter: 100_000 }));
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = start(server.origin, { signal: controller.signal }).then(bytesOf);
    const failure = failureOf(reading);
    await expect.poll(() => fs.statSync(partial, { throwIfNoEntry: false })?.size).toBe(100_000);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(fs.statSync(partial).size).toBe(100_000);
  });

  test("does not run ahead of a slow reader", async () => {
    const size = 60_000_000;
    const server = await startServer(serve(Buffer.alloc(size)));
    const started = await start(server.origin, { maxBytes: size });
    const reader = started[Symbol.asyncIterator]();
    await reader.next();
    const before = process.memoryUsage().arrayBuffers;
    // Long enough for all of it to come, if anybody took it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(fs.statSync(partial).size).toBeLessThan(1_000_000);
    // The server is in this process too and holds its 60 MB all the time.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    await reader.return?.(undefined);
  });
});

describe("what an earlier run kept", () => {
  test("comes from the disk, and the rest from the server", async () => {
    const server = await startServer(content());
    await interruptAfter(100_000, server.origin);
    const kept = fs.statSync(partial).size;
    const done = await fetchAll(server.origin);
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect(done.replayedBytes).toBe(kept);
    expect(ranges(server)).toEqual([undefined, `bytes=${kept}-`]);
    expect(server.requests[1]?.headers["if-range"]).toBe(ETAG);
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
  });

  test("is found by its date where there is no ETag, or a weak one", async () => {
    const lastModified = "Wed, 21 Oct 2026 07:28:00 GMT";
    const server = await startServer(serve(CONTENT, { etag: 'W/"x"', lastModified }));
    await interruptAfter(100_000, server.origin);
    const done = await fetchAll(server.origin);
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect(done.replayedBytes).toBeGreaterThan(0);
    expect(server.requests[1]?.headers["if-range"]).toBe(lastModified);
  });

  test("is gone on with by its size alone where there is no validator", async () => {
    const server = await startServer(inTurn(serve(CONTENT), serve(CONTENT), serve(CONTENT.subarray(1))));
    await interruptAfter(100_000, server.origin);
    const { bytes, replayedBytes } = await fetchAll(server.origin);
    expect(bytes.equals(CONTENT)).toBe(true);
    expect(server.requests[1]?.headers).toMatchObject({ range: `bytes=${replayedBytes}-` });
    expect(server.requests[1]?.headers["if-range"]).toBeUndefined();
    keepFirst(100_000, server.origin, { validator: null });
    expect((await fetchAll(server.origin)).bytes.equals(CONTENT.subarray(1))).toBe(true);
  });

  test("needs nobody when it is whole, even offline", async () => {
    const server = await startServer(content());
    (await fetchAll(server.origin)).close();
    const again = await start(server.origin, {}, { offline: true });
    expect((await bytesOf(again)).equals(CONTENT)).toBe(true);
    expect(again.replayedBytes).toBe(CONTENT.length);
    expect(again.keep(file)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test("is not given out any more when the caller has stopped", async () => {
    const size = 3_000_000;
    const server = await startServer(serve(Buffer.alloc(size), { etag: ETAG }));
    (await fetchAll(server.origin, { maxBytes: size })).close();
    const controller = new AbortController();
    const again = await start(server.origin, { maxBytes: size, signal: controller.signal });
    const reader = again[Symbol.asyncIterator]();
    await reader.next();
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await failureOf(reader.next())).toBe(reason);
  });

  test("is whole too when no length was announced", async () => {
    const server = await startServer(content({ chunked: true }));
    (await fetchAll(server.origin)).close();
    expect((await fetchAll(server.origin)).replayedBytes).toBe(CONTENT.length);
    expect(server.requests).toHaveLength(1);
  });

  test("is asked for by the URL itself, not by what it redirects to", async () => {
    const signed = await startServer(content({ cutAfter: 100_000 }));
    const server = await startServer((request, response) =>
      redirect(`${signed.origin}/signed?n=${server.requests.length}`)(request, response),
    );
    const failure = await failureOf(fetchAll(server.origin, { retry: { attempts: 1, baseMs: 1, maxMs: 1 } }));
    expect(failure).toMatchObject({ code: "network" });
    expect(signed.requests[0]?.path).toBe("/signed?n=1");
    await failureOf(fetchAll(server.origin, { retry: { attempts: 1, baseMs: 1, maxMs: 1 } }));
    expect(signed.requests.map(({ path }) => path)).toEqual(["/signed?n=1", "/signed?n=2"]);
    expect(ranges(signed)).toEqual([undefined, "bytes=100000-"]);
  });

  const restarts: readonly (readonly [string, Handler])[] = [
    ["the server knows no ranges", content({ ranges: false })],
    ["the file has changed", serve(CONTENT, { etag: '"two"' })],
    ["the ETag is gone", serve(CONTENT, { ranges: false })],
    ["the server answers 416", inTurn(status(416), content())],
    ["the server answers 412", inTurn(status(412), content())],
    ["the range is another", inTurn(wrongRange("bytes 5-299999/300000"), content())],
    ["the range is not to the end", inTurn(wrongRange("bytes 100000-100001/300000"), content())],
    ["the range has no size", inTurn(wrongRange("bytes 100000-299999/*"), content())],
    ["the size is another", inTurn(wrongRange("bytes 100000-299998/299999"), content())],
    ["the range is missing", inTurn(wrongRange(undefined), content())],
    ["the rest is of another file", inTurn(wrongRange("bytes 100000-299999/300000", '"two"'), content())],
  ];

  test.each(restarts)("is dropped when %s", async (_, handler) => {
    const server = await startServer(handler);
    keepFirst(100_000, server.origin);
    const done = await fetchAll(server.origin);
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect(done.replayedBytes).toBe(0);
    expect(ranges(server)[0]).toBe("bytes=100000-");
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
  });

  test.each([
    ["of another URL", { url: "http://other/" }],
    ["without validator and size", { validator: null, total: null }],
    ["whose note is broken", "{"],
    ["whose note is missing", null],
    ["longer than the whole", { total: 5 }],
  ] as const)("is dropped when it is %s", async (_, state) => {
    const server = await startServer(content());
    keepFirst(100_000, server.origin, state);
    const done = await fetchAll(server.origin);
    expect(done.bytes.equals(CONTENT)).toBe(true);
    expect(ranges(server)).toEqual([undefined]);
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
  });

  test("may be wrong: the caller discards it and downloads once more", async () => {
    const server = await startServer(content());
    keepFirst(100_000, server.origin, {}, OTHER);
    const first = await fetchAll(server.origin);
    expect(first.bytes.equals(CONTENT)).toBe(false);
    expect(first.replayedBytes).toBe(100_000);
    first.discard();
    const second = await fetchAll(server.origin);
    expect(second.bytes.equals(CONTENT)).toBe(true);
    expect(second.replayedBytes).toBe(0);
  });
});

describe("on the way", () => {
  test("a cut is mended where it was", async () => {
    const server = await startServer(
      inTurn(content({ cutAfter: 100_000 }), hangUp, status(503), content({ cutAfter: 100_000 }), content()),
    );
    const started = await start(server.origin);
    expect((await bytesOf(started)).equals(CONTENT)).toBe(true);
    expect(started.replayedBytes).toBe(200_000);
    const [first, second, third, fourth, fifth] = ranges(server);
    expect([first, second, third, fourth]).toEqual([undefined, ...Array(3).fill("bytes=100000-")]);
    expect(fifth).toBe("bytes=200000-");
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
  });

  test("a line that cuts often is no reason to give up, as long as it goes on", async () => {
    const server = await startServer(content({ cutAfter: 20_000 }));
    expect((await fetchAll(server.origin)).bytes.equals(CONTENT)).toBe(true);
    expect(server.requests.length).toBe(15);
  });

  test("cuts without progress are given up, and what came is kept", async () => {
    const server = await startServer(inTurn(content({ cutAfter: 100_000 }), content({ cutAfter: 10 })));
    await expect(fetchAll(server.origin)).rejects.toThrow(`127.0.0.1:${server.port} cut the connection`);
    expect(server.requests).toHaveLength(4);
    expect(fs.statSync(partial).size).toBeGreaterThanOrEqual(100_000);
  });

  const startsAgain: readonly (readonly [string, ServeOptions, readonly Handler[]])[] = [
    ["without ranges", { etag: ETAG, ranges: false }, []],
    ["without a validator", {}, []],
    ["with 412", { etag: ETAG }, [status(412)]],
    ["with 416", { etag: ETAG }, [status(416)]],
    ["with a wrong range", { etag: ETAG }, [wrongRange("bytes 0-299999/300000")]],
  ];

  test.each(startsAgain)(
    "a server %s starts again, and what was given out is skipped",
    async (_, how, next) => {
      const whole = serve(CONTENT, { ...how, ranges: false });
      const server = await startServer(inTurn(serve(CONTENT, { ...how, cutAfter: 100_000 }), ...next, whole));
      const started = await start(server.origin);
      expect((await bytesOf(started)).equals(CONTENT)).toBe(true);
      expect(started.replayedBytes).toBe(100_000);
      expect(server.requests).toHaveLength(2 + next.length);
      expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
    },
  );

  test.each([
    ["the ETag", serve(OTHER, { etag: '"two"' })],
    ["the size", serve(OTHER.subarray(1), { ranges: false })],
  ])("a file that changes by %s ends the download, and nothing of it is kept", async (_, changed) => {
    const server = await startServer(inTurn(content({ cutAfter: 100_000 }), changed));
    await expect(fetchAll(server.origin)).rejects.toMatchObject({
      code: "network",
      message: `the file at 127.0.0.1:${server.port} was changed while it was downloaded`,
      retryable: "no",
    });
    expect(fs.readdirSync(temporary("cache"))).toEqual([]);
  });

  test("a server that stalls is left for a new connection", async () => {
    const server = await startServer(inTurn(content({ stallAfter: 100_000 }), content()));
    const started = await start(server.origin, {}, { limits: { stallMs: 100 } });
    expect((await bytesOf(started)).equals(CONTENT)).toBe(true);
    expect(ranges(server)).toEqual([undefined, "bytes=100000-"]);
  });

  test("a slow server is left a few times, and then taken as it is", async () => {
    const slow = { minBytesPerSecond: 10_000_000, windowMs: 50 };
    const server = await startServer(content({ bytesPerSecond: 400_000 }));
    expect((await fetchAll(server.origin, { slow })).bytes.equals(CONTENT)).toBe(true);
    expect(server.requests).toHaveLength(4);
  });

  test("a slow server that cannot go on from the middle is taken as it is", async () => {
    const slow = { minBytesPerSecond: 10_000_000, windowMs: 50 };
    const server = await startServer(content({ bytesPerSecond: 1_000_000, ranges: false }));
    expect((await fetchAll(server.origin, { slow })).bytes.equals(CONTENT)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test("a body that ends too early is noticed", async () => {
    const short =
      (length: number): Handler =>
      (_, response) => {
        response.writeHead(200, { etag: ETAG, "content-length": length, connection: "close" });
        response.socket?.end(CONTENT.subarray(0, 100_000));
      };
    const server = await startServer(inTurn(short(CONTENT.length), content()));
    expect((await fetchAll(server.origin)).bytes.equals(CONTENT)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test("a rest that is less than announced is noticed", async () => {
    const short: Handler = (_, response) => {
      response.writeHead(206, { etag: ETAG, "content-range": "bytes 100000-299999/300000" });
      response.end(CONTENT.subarray(100_000, 200_000));
    };
    const server = await startServer(inTurn(content({ cutAfter: 100_000 }), short, content()));
    expect((await fetchAll(server.origin)).bytes.equals(CONTENT)).toBe(true);
    expect(ranges(server)).toEqual([undefined, "bytes=100000-", "bytes=200000-"]);
  });

  test("waiting for the next attempt ends when the caller stops", async () => {
    const server = await startServer(content({ cutAfter: 100_000 }));
    const client = newClient();
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = fetchAll(server.origin, {
      client,
      emit: (event) => client.events.push(event),
      retry: { attempts: 4, baseMs: 60_000, maxMs: 60_000 },
      signal: controller.signal,
    });
    const failure = failureOf(reading);
    await expect.poll(() => client.events.length).toBe(1);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test("each new attempt is told", async () => {
    const server = await startServer(inTurn(status(503), content()));
    const client = newClient();
    const started = await start(server.origin, { client, emit: (event) => client.events.push(event) });
    started.close();
    expect(client.events).toEqual([
      {
        type: "retry",
        url: server.origin,
        reason: `127.0.0.1:${server.port} answers HTTP 503`,
        delayMs: expect.any(Number),
      },
    ]);
  });
});

describe("what is no file is refused at once", () => {
  test.each([404, 410, 403, 401, 500])("HTTP %d", async (code) => {
    const server = await startServer(status(code));
    const failure = await failureOf(start(server.origin));
    expect(failure).toMatchObject({ code: "network", status: code, url: server.origin });
    expect(isAbsent(failure)).toBe(code === 404 || code === 410);
    expect(server.requests).toHaveLength(code === 500 ? 4 : 1);
    expect(fs.existsSync(partial)).toBe(false);
  });

  test("a web page", async () => {
    const page = Buffer.alloc(20_000_000, "<!DOCTYPE html>");
    const server = await startServer(serve(page, { type: "text/html; charset=utf-8" }));
    await expect(start(server.origin)).rejects.toThrow(
      `127.0.0.1:${server.port} answers with a web page instead of the file`,
    );
    await expect.poll(server.connections).toBe(0);
    expect(fs.existsSync(partial)).toBe(false);
  });

  test("a file that is announced to be too long", async () => {
    const server = await startServer(content());
    await expect(start(server.origin, { maxBytes: CONTENT.length - 1 })).rejects.toThrow(
      /more than the 299999/,
    );
    (await start(server.origin, { maxBytes: CONTENT.length })).close();
  });

  test("a file that is too long and there already", async () => {
    const server = await startServer(content());
    (await fetchAll(server.origin)).close();
    await expect(start(server.origin, { maxBytes: CONTENT.length - 1 })).rejects.toThrow(
      /more than the 299999/,
    );
  });

  test("a file that is too long without saying so", async () => {
    const server = await startServer(content({ chunked: true }));
    const reading = fetchAll(server.origin, { maxBytes: CONTENT.length - 1 });
    await expect(reading).rejects.toThrow(/more than the 299999/);
    expect(fs.statSync(partial).size).toBeLessThan(CONTENT.length);
  });

  test("silence", async () => {
    const server = await startServer(silence);
    const retry = { ...QUICK_RETRY, attempts: 2 };
    const reading = start(server.origin, { retry }, { limits: { headersMs: 50 } });
    await expect(reading).rejects.toThrow(/does not answer: no response in time/);
    expect(server.requests).toHaveLength(2);
  });
});

describe("two processes at one file", () => {
  test("both get the right bytes when one starts over", async () => {
    const one = await startServer(content());
    const two = await startServer(serve(OTHER, { etag: '"two"' }));
    const first = await start(one.origin);
    const reader = first[Symbol.asyncIterator]();
    const head = (await reader.next()).value as Uint8Array;
    const second = await fetchAll(two.origin);
    const chunks = [head];
    for (let step = await reader.next(); !step.done; step = await reader.next()) chunks.push(step.value);
    expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
    expect(second.bytes.equals(OTHER)).toBe(true);
    expect(first.keep(temporary("first"))).toBe(false);
    first.discard();
    expect(second.keep(temporary("second"))).toBe(true);
    expect(fs.readFileSync(temporary("second")).equals(OTHER)).toBe(true);
  });

  test("both get the right bytes when both go on from the same one", async () => {
    const server = await startServer(content());
    keepFirst(100_000, server.origin);
    const first = await start(server.origin);
    const second = await start(server.origin);
    expect((await bytesOf(first)).equals(CONTENT)).toBe(true);
    expect((await bytesOf(second)).equals(CONTENT)).toBe(true);
    expect(fs.readFileSync(partial).equals(CONTENT)).toBe(true);
    expect(second.keep(temporary("second"))).toBe(false);
    expect(first.keep(file)).toBe(true);
  });
});

test("a disk that does not take the bytes is named", async () => {
  fs.mkdirSync(partial, { recursive: true });
  fs.writeFileSync(temporary("cache", "go.tar.gz.partial", "x"), "");
  const server = await startServer(content());
  await expect(fetchAll(server.origin)).rejects.toMatchObject({
    code: "disk",
    message: expect.stringContaining(`cannot keep the download in ${partial}`),
  });
});

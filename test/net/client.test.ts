import net, { type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { NetworkError } from "../../src/net/network-error.ts";
import {
  type Handler,
  hangUp,
  inTurn,
  redirect,
  serve,
  silence,
  status,
  useServers,
} from "../support/http-server.ts";
import { failureOf, QUICK_RETRY, textOf, useClients } from "./client-for-test.ts";

const startServer = useServers();
const newClient = useClients();

describe("get", () => {
  test("gives any status as an answer, and says who asks and that it wants the bytes as they are", async () => {
    const server = await startServer({ "/a": serve("hello"), "/gone": status(410) });
    const client = newClient();
    const answer = await client.get(`${server.origin}/a?x=1`);
    expect([answer.status, await textOf(answer.body)]).toEqual([200, "hello"]);
    expect(answer.header("Content-Length")).toBe("5");
    const gone = await client.get(`${server.origin}/gone`);
    expect(gone.status).toBe(410);
    gone.discard();
    expect(server.requests[0]?.path).toBe("/a?x=1");
    expect(server.requests[0]?.headers).toMatchObject({
      "user-agent": "gov/0.0.0",
      "accept-encoding": "identity",
    });
  });

  test("makes one attempt", async () => {
    const server = await startServer(status(503));
    const answer = await newClient().get(server.origin);
    answer.discard();
    expect(answer.status).toBe(503);
    expect(server.requests).toHaveLength(1);
  });

  test("ends the connection when an answer is not wanted", async () => {
    const server = await startServer(serve(Buffer.alloc(50_000_000)));
    const answer = await newClient().get(server.origin);
    answer.discard();
    await expect.poll(server.connections).toBe(0);
  });

  test("ends the connection when the reader stops in the middle", async () => {
    const server = await startServer(serve(Buffer.alloc(50_000_000)));
    const answer = await newClient().get(server.origin);
    for await (const _ of answer.body) break;
    await expect.poll(server.connections).toBe(0);
  });

  test.each(["before the answer", "in the body"])("stops when told to, %s, with the reason", async (when) => {
    const server = await startServer(when === "in the body" ? serve("hello", { stallAfter: 2 }) : silence);
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = newClient()
      .get(server.origin, { signal: controller.signal })
      .then(({ body }) => textOf(body));
    const failure = failureOf(reading);
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(await failureOf(newClient().get(server.origin, { signal: controller.signal }))).toBe(reason);
  });

  test("refuses what is no URL, and other schemes", async () => {
    const client = newClient();
    await expect(client.get("go.dev/dl")).rejects.toMatchObject({ code: "refused" });
    await expect(client.get("ftp://go.dev/dl")).rejects.toMatchObject({ code: "refused" });
  });
});

describe("redirects", () => {
  test("are followed, relative ones too", async () => {
    const server = await startServer({
      "/a/b": redirect("../c", 308),
      "/c": redirect("/d?x"),
      "/d": serve("here"),
    });
    const answer = await newClient().get(`${server.origin}/a/b`);
    expect(await textOf(answer.body)).toBe("here");
    expect(server.requests.map(({ path }) => path)).toEqual(["/a/b", "/c", "/d?x"]);
  });

  test("end after ten", async () => {
    const endless = await startServer(redirect("/again"));
    await expect(newClient().get(endless.origin)).rejects.toThrow(/redirects for the 11th time/);
    expect(endless.requests).toHaveLength(11);
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`/${i}`, redirect(`/${i + 1}`)]));
    const server = await startServer({ ...ten, "/10": serve("here") });
    expect(await textOf((await newClient().get(`${server.origin}/0`)).body)).toBe("here");
  });

  test.each(["file:///etc/passwd", "ftp://127.0.0.1/", "http://[", "javascript:1"])(
    "to %s are refused",
    async (location) => {
      const server = await startServer(redirect(location));
      await expect(newClient().get(server.origin)).rejects.toMatchObject({
        code: "network",
        retryable: "no",
      });
    },
  );

  test("without a place to go are answers", async () => {
    const server = await startServer(status(302));
    expect((await newClient().get(server.origin)).status).toBe(302);
  });
});

describe("getBody", () => {
  test("asks for gzip and takes it off", async () => {
    const headers = { "content-encoding": "gzip" };
    const server = await startServer(serve(gzipSync("packed"), { headers }));
    const { status, body, header } = await newClient().getBody(server.origin, { maxBytes: 6 });
    expect([status, body.toString(), header("content-encoding")]).toEqual([200, "packed", "gzip"]);
    expect(server.requests[0]?.headers["accept-encoding"]).toBe("gzip");
  });

  test("takes an answer that is not packed, and an empty one that claims to be", async () => {
    const server = await startServer({
      "/plain": serve("plain"),
      "/empty": status(404, { "content-encoding": "gzip" }),
    });
    const client = newClient();
    const plain = await client.getBody(`${server.origin}/plain`, { maxBytes: 5 });
    const empty = await client.getBody(`${server.origin}/empty`, { maxBytes: 5 });
    expect([plain.body.toString(), empty.status, empty.body.length]).toEqual(["plain", 404, 0]);
  });

  test("refuses more than it was told to take, as sent or unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const server = await startServer({
      "/long": serve("123456"),
      "/endless": (_, response) => {
        const more = () => response.write(Buffer.alloc(65536), more);
        more();
      },
      "/bomb": serve(bomb, { headers: { "content-encoding": "gzip" } }),
    });
    const client = newClient();
    for (const [path, maxBytes] of [
      ["/long", 5],
      ["/endless", 1_000_000],
      ["/bomb", 1_000_000],
    ] as const) {
      const failure = await failureOf(client.getBody(`${server.origin}${path}`, { maxBytes }));
      expect(failure).toMatchObject({ code: "network", retryable: "no", message: /more than \d+ bytes/ });
    }
  });

  test("refuses other codings and broken gzip", async () => {
    const server = await startServer({
      "/br": serve("x", { headers: { "content-encoding": "br" } }),
      "/broken": serve(gzipSync("hello").subarray(0, 10), { headers: { "content-encoding": "gzip" } }),
    });
    const client = newClient();
    await expect(client.getBody(`${server.origin}/br`, { maxBytes: 99 })).rejects.toThrow(/coding br/);
    await expect(client.getBody(`${server.origin}/broken`, { maxBytes: 99 })).rejects.toThrow(/broken gzip/);
  });

  test.each([408, 429, 500, 502, 503, 504])("asks again after HTTP %d, and says so", async (code) => {
    const server = await startServer(inTurn(status(code), serve("now")));
    const client = newClient();
    expect((await client.getBody(server.origin, { maxBytes: 9 })).body.toString()).toBe("now");
    expect(client.events).toEqual([
      {
        type: "retry",
        url: server.origin,
        reason: `127.0.0.1:${server.port} answers HTTP ${code}`,
        delayMs: expect.any(Number),
      },
    ]);
  });

  test.each([400, 401, 403, 404, 410, 501])("takes HTTP %d for an answer", async (code) => {
    const server = await startServer(status(code, {}, "why"));
    const { status: given, body } = await newClient().getBody(server.origin, { maxBytes: 9 });
    expect([given, body.toString(), server.requests.length]).toEqual([code, "why", 1]);
  });

  test("gives a few times up, and then the last answer", async () => {
    const server = await startServer(status(503, {}, "busy"));
    const { status: given, body } = await newClient().getBody(server.origin, { maxBytes: 9 });
    expect([given, body.toString(), server.requests.length]).toEqual([503, "busy", 4]);
  });

  test("asks again when the connection is cut, before the answer or in it", async () => {
    const server = await startServer(inTurn(hangUp, serve("hello", { cutAfter: 2 }), serve("hello")));
    const client = newClient();
    expect((await client.getBody(server.origin, { maxBytes: 9 })).body.toString()).toBe("hello");
    expect(client.events).toHaveLength(2);
  });

  test.each([
    ["with a length", "Content-Length: 9\r\n\r\nhello"],
    ["in chunks", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"],
    [
      "in chunks, the last connection",
      "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
    ["with a length, the last connection", "Connection: close\r\nContent-Length: 9\r\n\r\nhello"],
  ])("notices a body that ends too early %s", async (_, answer) => {
    const short: Handler = (_request, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\n${answer}`);
    };
    const server = await startServer(inTurn(short, serve("hello")));
    expect((await newClient().getBody(server.origin, { maxBytes: 9 })).body.toString()).toBe("hello");
    expect(server.requests).toHaveLength(2);
  });

  test("stops waiting for the next attempt when told to", async () => {
    const server = await startServer(status(503));
    const client = newClient({ limits: { retry: { attempts: 2, baseMs: 60_000, maxMs: 60_000 } } });
    const controller = new AbortController();
    const reason = new Error("enough");
    const failure = failureOf(client.getBody(server.origin, { maxBytes: 9, signal: controller.signal }));
    await expect.poll(() => client.events.length).toBe(1);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });
});

describe("time limits", () => {
  const retry = { attempts: 1, baseMs: 1, maxMs: 1 };
  const limits = { headersMs: 100, stallMs: 100, briefMs: 100, retry };

  test("a server that does not answer", async () => {
    const server = await startServer(silence);
    await expect(newClient({ limits }).get(server.origin)).rejects.toThrow(
      `127.0.0.1:${server.port} does not answer: no response in time`,
    );
  });

  test("a server that stops in the middle", async () => {
    const server = await startServer(serve("hello", { stallAfter: 2 }));
    await expect(newClient({ limits }).getBody(server.origin, { maxBytes: 9 })).rejects.toThrow(
      `127.0.0.1:${server.port} stopped sending`,
    );
  });

  test("a small body is waited for less than an archive, and after silence not asked for again", async () => {
    const server = await startServer(silence);
    const client = newClient({ limits: { briefMs: 100, retryUntilMs: 50 } });
    await expect(client.getBody(server.origin, { maxBytes: 9 })).rejects.toThrow("no response in time");
    expect(server.requests).toHaveLength(1);
    const patient = newClient({ limits: { briefMs: 100, retryUntilMs: 10_000 } });
    await expect(patient.getBody(server.origin, { maxBytes: 9 })).rejects.toThrow("no response in time");
    expect(server.requests).toHaveLength(1 + QUICK_RETRY.attempts);
  });

  test("a server that drips", async () => {
    const server = await startServer(serve(Buffer.alloc(4000), { bytesPerSecond: 100 }));
    const client = newClient({ limits: { ...limits, minBytesPerSecond: 1000 } });
    await expect(client.getBody(server.origin, { maxBytes: 4000 })).rejects.toThrow(/almost nothing/);
  });

  test("a slow reader is no fault of the server", async () => {
    const server = await startServer(serve(Buffer.alloc(5_000_000)));
    const { body } = await newClient({ limits }).get(server.origin);
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 400));
      bytes += chunk.length;
    }
    expect(bytes).toBe(5_000_000);
  });
});

describe("failures name the host and the cause", () => {
  test("connection refused", async () => {
    const server = await startServer(status(200));
    await server.close();
    const failure = await failureOf(newClient().get(`${server.origin}/x?token=hunter2`));
    expect(failure).toBeInstanceOf(NetworkError);
    expect(failure).toMatchObject({
      code: "network",
      message: `127.0.0.1:${server.port} does not answer: connection refused`,
      url: `${server.origin}/x?token=hunter2`,
      retryable: "yes",
    });
  });

  test("no such host", async () => {
    // What the resolver says to a name that cannot exist depends on the network.
    await expect(newClient().get("http://nowhere.invalid/")).rejects.toThrow(
      /^nowhere\.invalid does not answer: (?:no such host|the name cannot be resolved now)$/,
    );
  });

  test("no end to the beginning of TLS", async () => {
    const mute = net.createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as AddressInfo;
    const client = newClient({ limits: { connectMs: 100 } });
    await expect(client.get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
      message: `127.0.0.1:${port} does not answer: connection timed out`,
      retryable: "yes",
    });
    await new Promise((resolve) => mute.close(resolve));
  });

  test("no HTTP", async () => {
    const server = await startServer((_, response) => {
      response.socket?.end("SSH-2.0-OpenSSH_9.7\r\n");
    });
    await expect(newClient().get(server.origin)).rejects.toThrow(/does not speak HTTP/);
  });

  test("no TLS", async () => {
    const server = await startServer(status(200));
    await expect(newClient().get(`https://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
      message: `no TLS connection to 127.0.0.1:${server.port}: wrong version number`,
      retryable: "no",
    });
  });
});

describe("offline", () => {
  test("every call names the URL that it would have asked, and asks nobody", async () => {
    const server = await startServer(serve("x"));
    const client = newClient({ offline: true });
    for (const call of [
      client.get(`${server.origin}/a`),
      client.getBody(`${server.origin}/a`, { maxBytes: 9 }),
    ]) {
      expect(await failureOf(call)).toMatchObject({
        code: "offline",
        message: `this needs ${server.origin}/a, and gov is told to stay offline`,
        url: `${server.origin}/a`,
      });
    }
    expect(server.requests).toHaveLength(0);
    expect(client.events).toHaveLength(0);
  });
});

test("a closed client stops what waits for an answer or for another attempt, and asks nothing more", async () => {
  const patient = { attempts: 4, baseMs: 60_000, maxMs: 60_000 };
  const server = await startServer({ "/mute": silence, "/busy": status(503) });
  const client = newClient({ limits: { retry: patient } });
  const pending = ["/mute", "/busy"].map((path) =>
    client.getBody(`${server.origin}${path}`, { maxBytes: 100 }).catch((error: Error) => error.name),
  );
  while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await client.close();
  expect(await Promise.all(pending)).toEqual(["AbortError", "AbortError"]);
  await expect(client.get(server.origin)).rejects.toThrow();
  expect(server.requests.length).toBe(2);
});

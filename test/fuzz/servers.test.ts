import fs from "node:fs";
import net, { type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";
import type { HttpClientOptions } from "../../src/net/client.ts";
import { Download } from "../../src/net/download.ts";
import type { HttpClient } from "../../src/net/http.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { bytesOf, QUICK_RETRY, testClient } from "../net/client-for-test.ts";
import { serve, startServer, type TestServer } from "../support/http-server.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedBytes, mutatedJson } from "./mutate.ts";

const at = useTemporaryDirectory();

/** What the raw server sends on each connection once it is asked, piece after piece, before it closes. */
let script: readonly Buffer[];
let raw: net.Server;
const open = new Set<Socket>();

const CONTENT = Buffer.from("content ".repeat(2000));
let files: TestServer;

beforeAll(async () => {
  raw = net.createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {}).on("close", () => open.delete(socket));
    socket.once("data", () => {
      for (const piece of script) socket.write(piece);
      socket.end();
    });
  });
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  files = await startServer(serve(CONTENT, { etag: '"one"' }));
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await new Promise((resolve) => raw.close(resolve));
  await files.close();
});

function rawHost(): string {
  return `127.0.0.1:${(raw.address() as AddressInfo).port}`;
}

/** Impatient, with one attempt. */
async function withClient<T>(
  env: Record<string, string>,
  use: (client: HttpClient) => Promise<T>,
): Promise<T> {
  const limits: HttpClientOptions["limits"] = {
    connectMs: 100,
    headersMs: 100,
    stallMs: 100,
    briefMs: 100,
    retry: { ...QUICK_RETRY, attempts: 1 },
  };
  const client = testClient({ env, limits });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** In pieces, as they may come. */
function pieces(seeds: readonly Buffer[]): fc.Arbitrary<Buffer[]> {
  return fc.tuple(mutatedBytes(seeds), fc.nat({ max: 40 })).map(([bytes, first]) => {
    const parts = [bytes.subarray(0, first), bytes.subarray(first)];
    return parts.filter((part) => part.length > 0);
  });
}

const packed = gzipSync("packed");
const ANSWERS = [
  Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "x"\r\n\r\nhello'),
  Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
  Buffer.from("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"),
  Buffer.from("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 5\r\n\r\nhello"),
  Buffer.from("HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\nHTTP/1.0 200 OK\r\n\r\nrest"),
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`),
    packed,
  ]),
];

fuzz(
  "whatever a server sends is an answer or a fault of the network",
  pieces(ANSWERS),
  async (parts) => {
    script = parts;
    await withClient({}, async (client) => {
      const outcome = await outcomeOf(() => client.getBody(`http://${rawHost()}/`, { maxBytes: 10_000 }));
      if ("refused" in outcome) expect(outcome.refused).toBe("network");
      else expect(outcome.value.body.length).toBeLessThanOrEqual(10_000);
    });
  },
  { share: 0.3 },
);

const TUNNEL_ANSWERS = [
  Buffer.from("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  Buffer.from("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"),
  Buffer.from("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
  Buffer.from("HTTP/1.1 502 Bad\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"),
  ANSWERS[0] ?? Buffer.alloc(0),
];

fuzz(
  "whatever a proxy says to CONNECT or GET is an answer or a fault of the network",
  fc.tuple(pieces(TUNNEL_ANSWERS), fc.constantFrom("http", "https")),
  async ([parts, scheme]) => {
    script = parts;
    const proxy = `http://joe:pw@${rawHost()}`;
    await withClient({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy }, async (client) => {
      const outcome = await outcomeOf(() => client.getBody(`${scheme}://mirror.test/`, { maxBytes: 10_000 }));
      if ("refused" in outcome) expect(outcome.refused).toBe("network");
      else expect(scheme).toBe("http");
    });
  },
  { share: 0.3 },
);

const established = Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]);
const named = Buffer.from([5, 0, 0, 3, 4, ...Buffer.from("host"), 0, 80]);
const SOCKS_ANSWERS = [
  Buffer.concat([Buffer.from([5, 0]), established, ANSWERS[0] ?? Buffer.alloc(0)]),
  Buffer.concat([Buffer.from([5, 2, 1, 0]), named, ANSWERS[0] ?? Buffer.alloc(0)]),
  Buffer.concat([Buffer.from([5, 0, 5, 5, 0, 4]), Buffer.alloc(18)]),
];

fuzz(
  "whatever a SOCKS proxy says is an answer or a fault of the network",
  fc.tuple(pieces(SOCKS_ANSWERS), fc.constantFrom("", "joe:pw@")),
  async ([parts, login]) => {
    script = parts;
    await withClient({ HTTP_PROXY: `socks5h://${login}${rawHost()}` }, async (client) => {
      const outcome = await outcomeOf(() => client.getBody("http://mirror.test/", { maxBytes: 10_000 }));
      if ("refused" in outcome) expect(outcome.refused).toBe("network");
    });
  },
  { share: 0.3 },
);

const STATE = { url: "", validator: '"one"', total: CONTENT.length };
const left = fc.tuple(
  mutatedJson([STATE, { ...STATE, validator: null }, { ...STATE, total: null }]),
  fc.oneof(fc.constantFrom(CONTENT, CONTENT.subarray(0, 100), Buffer.alloc(0)), mutatedBytes([CONTENT])),
);

fuzz(
  "whatever an earlier run left, a download ends with the bytes of the server, the second time at the latest",
  left,
  async ([state, bytes]) => {
    const file = at("go.tar.gz");
    const url = `${files.origin}/go.tar.gz`;
    fs.writeFileSync(`${file}.partial`, bytes);
    fs.writeFileSync(`${file}.partial.json`, state.replace('"url":""', `"url":${JSON.stringify(url)}`));
    await withClient({}, async (client) => {
      const options = { client, url, file, maxBytes: 100_000, emit: () => {}, now: () => performance.now() };
      const download = new Download({ ...options, retry: QUICK_RETRY });
      const received = await outcomeOf(() => bytesOf(download));
      const isRight = "value" in received && received.value.equals(CONTENT);
      if (!isRight) expect(download.replayedBytes).toBeGreaterThan(0);
      if ("refused" in received) expect(received.refused).toBe("network");
      // Who finds the digest wrong discards it; after a failure it is gone already.
      else download.discard();
      expect((await bytesOf(new Download(options))).equals(CONTENT)).toBe(true);
    });
  },
  { share: 0.3 },
);

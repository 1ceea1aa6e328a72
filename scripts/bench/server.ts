import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export interface BenchServer {
  readonly url: string;
  /** Bytes a second for what follows; undefined is as fast as it goes. */
  limit(bytesPerSecond: number | undefined): void;
  close(): void;
}

const CHUNK = 256 * 1024;

/**
 * Files of `dir` on loopback, and below `/sumdb/` the records of the checksum database, fetched from
 * `upstream` once and then served from memory. Refuses CONNECT, so that with it as HTTPS_PROXY a
 * measurement meets no other host.
 */
export async function startServer(dir: string, upstream: string): Promise<BenchServer> {
  const records = new Map<string, Promise<{ status: number; body: Buffer }>>();
  const link = new Link();
  const server = http.createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://bench").pathname;
    if (name.startsWith("/sumdb/")) {
      const record = records.get(name) ?? fetchRecord(`${upstream}${name}`);
      records.set(name, record);
      const { status, body } = await record;
      response.writeHead(status, { "content-length": body.length }).end(body);
      return;
    }
    const file = path.join(dir, path.basename(name));
    if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) response.writeHead(404).end();
    else await sendFile(response, file, { link, method: request.method, range: request.headers.range });
  });
  server.on("connect", (_request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    limit: (bytesPerSecond) => {
      link.bytesPerSecond = bytesPerSecond;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** By curl, which knows the certificates of this machine: Node was started without them. */
async function fetchRecord(url: string): Promise<{ status: number; body: Buffer }> {
  const args = ["-s", "-w", "%{stderr}%{http_code}", url];
  const { stdout, stderr } = await promisify(execFile)("curl", args, { encoding: "buffer" });
  return { status: Number(stderr.toString()), body: stdout };
}

/** A link that all answers share. */
class Link {
  /** Undefined is as fast as it goes. */
  bytesPerSecond: number | undefined;
  #freeAt = 0;

  async carry(bytes: number): Promise<void> {
    if (this.bytesPerSecond === undefined) return;
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes / this.bytesPerSecond) * 1000;
    if (this.#freeAt - now > 1) await sleep(this.#freeAt - now);
  }
}

interface Wish {
  readonly link: Link;
  readonly method: string | undefined;
  readonly range: string | undefined;
}

async function sendFile(response: http.ServerResponse, file: string, wish: Wish): Promise<void> {
  const { link, method, range } = wish;
  const whole = contentOf(file);
  const [start, end] = boundsOf(range, whole.length);
  const content = whole.subarray(start, end);
  response.writeHead(range === undefined ? 200 : 206, {
    "content-length": content.length,
    "content-type": "application/octet-stream",
    ...(range !== undefined && { "content-range": `bytes ${start}-${end - 1}/${whole.length}` }),
  });
  if (method === "HEAD") {
    response.end();
    return;
  }
  const closed = once(response, "close");
  for (let sent = 0; sent < content.length && !response.destroyed; ) {
    const chunk = content.subarray(sent, sent + CHUNK);
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), closed]);
    sent += chunk.length;
    await link.carry(chunk.length);
  }
  response.end();
}

/** Of one range, as in `bytes=0-99` and `bytes=-100`; the end is behind the last byte. */
function boundsOf(range: string | undefined, size: number): readonly [start: number, end: number] {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "") return [to === "" ? 0 : Math.max(0, size - Number(to)), size];
  return [Number(from), to === "" ? size : Math.min(size, Number(to) + 1)];
}

const contents = new Map<string, Buffer>();

/** Read once: serving is to cost little beside what is measured. */
function contentOf(file: string): Buffer {
  const known = contents.get(file) ?? fs.readFileSync(file);
  contents.set(file, known);
  return known;
}

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
  let rate: number | undefined;
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
    else await sendFile(response, file, rate);
  });
  server.on("connect", (_request, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    limit: (bytesPerSecond) => {
      rate = bytesPerSecond;
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

async function sendFile(
  response: http.ServerResponse,
  file: string,
  rate: number | undefined,
): Promise<void> {
  const { size } = fs.statSync(file);
  response.writeHead(200, { "content-length": size, "content-type": "application/octet-stream" });
  const closed = once(response, "close");
  const start = performance.now();
  const content = contentOf(file);
  for (let sent = 0; sent < size && !response.destroyed; ) {
    const chunk = content.subarray(sent, sent + CHUNK);
    if (!response.write(chunk)) await Promise.race([once(response, "drain"), closed]);
    sent += chunk.length;
    const due = rate === undefined ? 0 : (sent / rate) * 1000 - (performance.now() - start);
    if (due > 1) await sleep(due);
  }
  response.end();
}

const contents = new Map<string, Buffer>();

/** Read once: serving is to cost little beside what is measured. */
function contentOf(file: string): Buffer {
  const known = contents.get(file) ?? fs.readFileSync(file);
  contents.set(file, known);
  return known;
}

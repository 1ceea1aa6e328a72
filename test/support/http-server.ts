import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { afterEach } from "vitest";
import type { ServerIdentity } from "./tls.ts";

/** A request as it came in, recorded before it is answered. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
}

export type Handler = (request: RecordedRequest, response: http.ServerResponse) => void | Promise<void>;

/** Path, without the query, to answer. A path that ends in `/*` stands for all below it. Anything else is 404. */
export type Routes = Readonly<Record<string, Handler>>;

export interface TestServer {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** Connections that are open now. */
  readonly connections: () => Promise<number>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Serve TLS as this. */
  readonly tls?: ServerIdentity | undefined;
  /** The name in `origin`; `127.0.0.1` unless given. `localhost` is another origin at the same address. */
  readonly name?: string;
}

export async function startServer(
  routes: Routes | Handler,
  options: ServerOptions = {},
): Promise<TestServer> {
  const requests: RecordedRequest[] = [];
  const listener: http.RequestListener = (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    const request = { method, path: url, headers };
    requests.push(request);
    // A client may hang up at any moment; that is what some tests are about.
    response.on("error", () => {});
    const answer = typeof routes === "function" ? routes : routeOf(routes, url);
    void Promise.resolve(answer(request, response)).catch(() => response.destroy());
  };
  const server = options.tls ? https.createServer(options.tls, listener) : http.createServer(listener);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${options.tls ? "https" : "http"}://${options.name ?? "127.0.0.1"}:${port}`,
    port,
    requests,
    connections: () => new Promise((resolve) => server.getConnections((_, count) => resolve(count))),
    close: () => closeServer(server),
  };
}

/** `startServer` for tests: everything started is closed after each test of the file. */
export function useServers(): typeof startServer {
  const started: TestServer[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.close()));
  });
  return async (routes, options) => {
    const server = await startServer(routes, options);
    started.push(server);
    return server;
  };
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function routeOf(routes: Routes, url: string): Handler {
  const path = url.replace(/\?.*/s, "");
  const wildcard = Object.keys(routes).find(
    (route) => route.endsWith("/*") && path.startsWith(route.slice(0, -1)),
  );
  return routes[path] ?? (wildcard === undefined ? undefined : routes[wildcard]) ?? status(404);
}

export interface ServeOptions {
  readonly type?: string;
  /** With quotes, and `W/` if it is weak. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Answers Range and If-Range, as unless told otherwise every file server does. */
  readonly ranges?: boolean;
  /** No Content-Length. */
  readonly chunked?: boolean;
  /** What Content-Length says instead of the truth. */
  readonly length?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Resets the connection after so many bytes of this answer. */
  readonly cutAfter?: number;
  /** Sends nothing more after so many bytes of this answer, and keeps the connection. */
  readonly stallAfter?: number;
  readonly bytesPerSecond?: number;
}

/** A file. */
export function serve(content: string | Buffer, options: ServeOptions = {}): Handler {
  const bytes = Buffer.from(content);
  return async ({ headers, method }, response) => {
    const range = options.ranges === false ? null : rangeOf(headers, bytes.length, options);
    if (range !== null && range.start >= bytes.length) {
      response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: bytes.length };
    const body = bytes.subarray(start, end);
    response.writeHead(range === null ? 200 : 206, {
      "content-type": options.type ?? "application/octet-stream",
      ...(options.etag === undefined ? {} : { etag: options.etag }),
      ...(options.lastModified === undefined ? {} : { "last-modified": options.lastModified }),
      ...(options.ranges === false ? {} : { "accept-ranges": "bytes" }),
      ...(range === null ? {} : { "content-range": `bytes ${start}-${end - 1}/${bytes.length}` }),
      ...(options.chunked ? {} : { "content-length": String(options.length ?? body.length) }),
      ...options.headers,
    });
    if (method === "HEAD") response.end();
    else await sendBody(response, body, options);
  };
}

/** What a Range header asks for, `end` being the byte behind the last; null when the whole file is due. */
function rangeOf(
  headers: http.IncomingHttpHeaders,
  length: number,
  { etag, lastModified }: ServeOptions,
): { start: number; end: number } | null {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? "") ?? [];
  const condition = headers["if-range"];
  const holds = condition === undefined || condition === etag || condition === lastModified;
  if (first + last === "" || !holds) return null;
  if (first === "") return { start: Math.max(0, length - Number(last)), end: length };
  return { start: Number(first), end: last === "" ? length : Math.min(length, Number(last) + 1) };
}

async function sendBody(response: http.ServerResponse, body: Buffer, options: ServeOptions): Promise<void> {
  const { cutAfter, stallAfter, bytesPerSecond } = options;
  const end = Math.min(cutAfter ?? stallAfter ?? body.length, body.length);
  if (bytesPerSecond === undefined) await write(response, body.subarray(0, end));
  else await writeSlowly(response, body.subarray(0, end), bytesPerSecond);
  if (cutAfter !== undefined) reset(response);
  else if (stallAfter === undefined) response.end();
}

async function writeSlowly(
  response: http.ServerResponse,
  body: Buffer,
  bytesPerSecond: number,
): Promise<void> {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 50));
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    await write(response, body.subarray(at, at + step));
    await sleep(20);
  }
}

function write(response: http.ServerResponse, bytes: Buffer): Promise<void> {
  response.flushHeaders();
  return new Promise((resolve) => {
    const done = () => {
      response.off("close", done);
      resolve();
    };
    response.once("close", done);
    response.write(bytes, done);
  });
}

export function redirect(location: string, code = 302): Handler {
  return (_, response) => {
    response.writeHead(code, { location }).end("moved\n");
  };
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ""): Handler {
  return (_, response) => {
    response.writeHead(code, { ...headers }).end(body);
  };
}

/** The first request gets the first answer, and so on; the last answer goes on for ever. */
export function inTurn(...answers: readonly [Handler, ...Handler[]]): Handler {
  let turn = 0;
  return (request, response) => (answers[turn++] ?? (answers.at(-1) as Handler))(request, response);
}

/** Takes the request and never answers. */
export const silence: Handler = () => {};

/** Closes the connection instead of answering. */
export const hangUp: Handler = (_, response) => {
  reset(response);
};

/** Without an end that the client could take for one; TLS sockets cannot be reset. */
function reset({ socket }: http.ServerResponse): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

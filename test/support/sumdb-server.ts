import http from "node:http";
import type { AddressInfo } from "node:net";
import { type SumdbKey, SumdbLog } from "./sumdb-log.ts";

export interface SumdbAnswerBytes {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * What a liar on the way makes of an honest answer. `path` is below the base of the database: `supported`,
 * `lookup/MODULE@VERSION`, `tile/8/0/000`.
 */
export type Forge = (path: string, honest: SumdbAnswerBytes) => SumdbAnswerBytes;

export interface SumdbServerOptions {
  /** Texts of records, as `sumdbRecord` makes them, in the order of the log. */
  readonly records: readonly string[];
  readonly key?: SumdbKey;
  readonly forge?: Forge;
  /** What else this GOPROXY serves, by path: `/golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip`. */
  readonly files?: Readonly<Record<string, Buffer | string>>;
}

/** A checksum database on 127.0.0.1, and the module proxy in front of it. */
export interface SumdbServer {
  /** A value for GOPROXY. */
  readonly url: string;
  /** A value for GOSUMDB: the key, and where the database is, so that no proxy is asked for it. */
  readonly gosumdb: string;
  /** A value for GOSUMDB: the key alone, so that the proxies in GOPROXY are asked first. */
  readonly gosumdbByProxy: string;
  readonly log: SumdbLog;
  /** Paths asked for so far, below the base of the database or of the proxy. */
  readonly requests: string[];
  /** So many records are public; may be changed at any time. */
  size: number;
  /** May be changed at any time. */
  forge: Forge;
  close(): Promise<void>;
}

export async function startSumdb(options: SumdbServerOptions): Promise<SumdbServer> {
  const log = new SumdbLog(options.records, options.key);
  const base = `/sumdb/${log.key.name}/`;
  const server = http.createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    const isSumdb = path.startsWith(base);
    const asked = isSumdb ? path.slice(base.length) : path;
    state.requests.push(asked);
    const { status, body } = isSumdb
      ? state.forge(asked, honestAnswer(asked, state))
      : found(options.files?.[asked]);
    response.writeHead(status, { "content-length": body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: SumdbServer = {
    url,
    gosumdb: `${log.key.verifierKey} ${url}${base.slice(0, -1)}`,
    gosumdbByProxy: log.key.verifierKey,
    log,
    requests: [],
    size: log.records.length,
    forge: options.forge ?? ((_path, honest) => honest),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

function honestAnswer(path: string, { log, size }: Pick<SumdbServer, "log" | "size">): SumdbAnswerBytes {
  if (path === "supported") return found("");
  if (path === "latest") return found(log.head(size));
  if (path.startsWith("lookup/")) return found(log.lookup(path.slice("lookup/".length), size));
  return found(log.tile(path, size));
}

function found(content: Buffer | string | undefined): SumdbAnswerBytes {
  return content === undefined
    ? { status: 404, body: Buffer.from("not found\n") }
    : { status: 200, body: Buffer.from(content) };
}

import http from "node:http";
import type { Socket } from "node:net";
import type { buildConnector } from "undici";
import { decoded } from "./credentials.ts";
import { bareHost } from "./loopback.ts";
import { ProxyFailure, proxyAuthorization } from "./proxy.ts";
import type { ProxyServer } from "./proxy-rules.ts";
import { socksHandshake } from "./socks.ts";

export type Connector = buildConnector.connector;
type Target = buildConnector.Options;

/** Connects through a proxy; TLS to the target, if it is https, runs inside the tunnel. */
export function tunnelConnector(proxy: ProxyServer, direct: Connector, timeoutMs: number): Connector {
  return (target, callback) => {
    openTunnel(proxy, target, direct, timeoutMs).then(
      (socket) => {
        if (target.protocol === "https:") direct({ ...target, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: unknown) => callback(new ProxyFailure(proxy, proxyFault(error)), null),
    );
  };
}

/** A status that the proxy answered instead of opening the tunnel. */
class TunnelRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`HTTP ${status}`);
    this.status = status;
  }
}

function proxyFault(error: unknown): { status?: number; cause?: unknown } {
  return error instanceof TunnelRefused ? { status: error.status } : { cause: error };
}

type Handshake = (socket: Socket, proxy: ProxyServer, target: Target) => Promise<void>;

const HANDSHAKES: Readonly<Record<string, Handshake>> = {
  "http:": httpConnect,
  "https:": httpConnect,
  "socks5:": socksConnect,
  "socks5h:": socksConnect,
};

async function openTunnel(
  proxy: ProxyServer,
  target: Target,
  direct: Connector,
  timeoutMs: number,
): Promise<Socket> {
  const handshake = HANDSHAKES[proxy.url.protocol];
  if (handshake === undefined) throw new Error("gov knows proxies that speak http, https or socks5");
  const socket = await connectTo(proxy.url, direct);
  const onTimeout = () => socket.destroy(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" }));
  socket.setTimeout(timeoutMs, onTimeout);
  try {
    await handshake(socket, proxy, target);
    // Servers do not talk first. When an answer comes before its request undici connects again, for ever.
    if (socket.readableLength > 0) throw new Error("it sends something that was not asked for");
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.setTimeout(0).off("timeout", onTimeout);
  return socket;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

function connectTo(url: URL, direct: Connector): Promise<Socket> {
  const { protocol, host } = url;
  const target = {
    protocol: protocol === "https:" ? protocol : "http:",
    host,
    hostname: bareHost(url.hostname),
    port: url.port || (DEFAULT_PORTS[protocol] ?? "1080"),
  };
  return new Promise((resolve, reject) => {
    direct(target, (error, socket) => (error === null ? resolve(socket) : reject(error)));
  });
}

function httpConnect(
  socket: Socket,
  proxy: ProxyServer,
  { hostname, port, protocol }: Target,
): Promise<void> {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const authority = `${host}:${port || DEFAULT_PORTS[protocol]}`;
  const request = http.request({
    method: "CONNECT",
    path: authority,
    headers: { host: authority, ...proxyAuthorization(proxy) },
    createConnection: () => socket,
  });
  return new Promise((resolve, reject) => {
    request.once("error", reject);
    request.once("connect", ({ statusCode = 0 }, _, head) => {
      if (statusCode < 200 || statusCode > 299) reject(new TunnelRefused(statusCode));
      else {
        if (head.length > 0) socket.unshift(head);
        resolve();
      }
    });
    request.end();
  });
}

function socksConnect(
  socket: Socket,
  { url }: ProxyServer,
  { hostname, port, protocol }: Target,
): Promise<void> {
  const credentials = { login: decoded(url.username), password: decoded(url.password) };
  return socksHandshake(socket, credentials, hostname, Number(port || DEFAULT_PORTS[protocol]));
}

import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach } from "vitest";
import type { ServerIdentity } from "./tls.ts";

/** Real proxies on loopback. They connect to 127.0.0.1 whatever name they are asked for. */

export interface TestProxy {
  /** `HOST:PORT` of the proxy itself. */
  readonly host: string;
  /** `CONNECT host:port`, or `GET URL` for plain http. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface ProxyOptions {
  /** `user:password` that has to be given; anything else gets 407. */
  readonly credentials?: string;
  /** Answers everything with this status. */
  readonly status?: number;
  /** The proxy itself speaks TLS. */
  readonly tls?: ServerIdentity;
  /** The port that stands for a host in CONNECT; 403 for a host without one. Its own port unless given. */
  readonly portOf?: (host: string) => number | undefined;
}

export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const refusal = ({ headers }: http.IncomingMessage): number | undefined => {
    const { credentials, status } = options;
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
    return headers["proxy-authorization"] === wanted ? status : 407;
  };
  const onRequest: http.RequestListener = (incoming, response) => {
    requests.push(`GET ${incoming.url}`);
    const refused = refusal(incoming);
    if (refused !== undefined) response.writeHead(refused).end();
    else forward(incoming, response);
  };
  const server = options.tls ? https.createServer(options.tls, onRequest) : http.createServer(onRequest);
  server.on("connection", (socket) => remember(sockets, socket));
  server.on("connect", (incoming: http.IncomingMessage, client: Socket) => {
    requests.push(`CONNECT ${incoming.url}`);
    const [host = "", own] = incoming.url?.split(":") ?? [];
    const port = options.portOf === undefined ? Number(own) : options.portOf(host);
    const refused = refusal(incoming) ?? (port === undefined ? 403 : undefined);
    if (port === undefined || refused !== undefined) {
      client.end(`HTTP/1.1 ${refused} No\r\nContent-Length: 0\r\n\r\n`);
    } else {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      join(client, port, sockets);
    }
  });
  return listening(server, requests, sockets);
}

/** SOCKS 5: one login method, names and IPv4 addresses, CONNECT only. `requests` are `host:port`. */
export async function startSocksProxy({
  credentials,
}: Pick<ProxyOptions, "credentials"> = {}): Promise<TestProxy> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = net.createServer((client) => {
    remember(sockets, client);
    let step = credentials === undefined ? answerMethod : answerPasswordMethod;
    client.on("data", onData);

    function onData(data: Buffer): void {
      step(data);
    }
    function answerMethod(data: Buffer): void {
      client.write(Buffer.from([5, data.includes(0, 2) ? 0 : 0xff]));
      step = answerConnect;
    }
    function answerPasswordMethod(data: Buffer): void {
      client.write(Buffer.from([5, data.includes(2, 2) ? 2 : 0xff]));
      step = answerPassword;
    }
    function answerPassword(data: Buffer): void {
      const end = 2 + (data[1] ?? 0);
      const given = `${data.subarray(2, end)}:${data.subarray(end + 1)}`;
      client.write(Buffer.from([1, given === credentials ? 0 : 1]));
      step = answerConnect;
    }
    function answerConnect(data: Buffer): void {
      const host = data[3] === 1 ? data.subarray(4, 8).join(".") : data.subarray(5, -2).toString();
      const port = data.readUInt16BE(data.length - 2);
      requests.push(`${host}:${port}`);
      client.off("data", onData);
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      join(client, port, sockets);
    }
  });
  return listening(server, requests, sockets);
}

/** Starters for tests: everything started is closed after each test of the file. */
export function useProxies(): { startProxy: typeof startProxy; startSocksProxy: typeof startSocksProxy } {
  const started: TestProxy[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((proxy) => proxy.close()));
  });
  const remembering =
    <O>(start: (options?: O) => Promise<TestProxy>) =>
    async (options?: O) => {
      const proxy = await start(options);
      started.push(proxy);
      return proxy;
    };
  return { startProxy: remembering(startProxy), startSocksProxy: remembering(startSocksProxy) };
}

function forward(incoming: http.IncomingMessage, response: http.ServerResponse): void {
  const { "proxy-authorization": _, ...headers } = incoming.headers;
  const url = new URL(incoming.url ?? "");
  const outgoing = http.request(
    { host: "127.0.0.1", port: url.port, path: `${url.pathname}${url.search}`, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  outgoing.on("error", () => response.destroy());
  outgoing.end();
}

function join(client: Socket, port: number, sockets: Set<Socket>): void {
  const target = net.connect(port, "127.0.0.1");
  remember(sockets, target);
  target.on("error", () => client.destroy());
  client.on("error", () => target.destroy());
  client.pipe(target).pipe(client);
}

function remember(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
}

async function listening(server: net.Server, requests: string[], sockets: Set<Socket>): Promise<TestProxy> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

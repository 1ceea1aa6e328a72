import tls from "node:tls";
import buildConnector from "undici/lib/core/connect.js";
import Agent from "undici/lib/dispatcher/agent.js";
import { connectionError } from "./connection-error.ts";
import { dispatchGet, type Received } from "./dispatch-get.ts";
import { hostOf } from "./network-error.ts";
import { isTunnelled, ProxyFailure, proxyAuthorization, proxyConnectionError, proxyError } from "./proxy.ts";
import type { ProxyRules, ProxyServer } from "./proxy-rules.ts";
import { type Connector, tunnelConnector } from "./tunnel.ts";

export interface ConnectionOptions {
  readonly proxyFor: ProxyRules;
  /** PEM; `undefined` for Node's own. Asked once, before the first TLS connection. */
  readonly authorities: () => readonly string[] | undefined;
  readonly connectMs: number;
}

/** How long a server may send nothing. */
export interface Silence {
  /** Before its answer begins. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly stallMs: number;
}

interface RequestOptions extends Silence {
  readonly signal?: AbortSignal | undefined;
}

/** One answer, whatever its status. */
export interface Answer extends Received {
  /** What to throw for an error of `body`. */
  readonly explain: (error: unknown) => unknown;
}

type Headers = Readonly<Record<string, string>>;

/** Addresses of a host are tried side by side, each with this head start: slow lines need more than Node's. */
const ADDRESS_HEAD_START_MS = 500;

/**
 * Connections to servers and through proxies, kept open for the next request. With it comes undici, so it is
 * loaded when the first request is made.
 */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #connector: Connector;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#connector = directConnector(options);
  }

  /** One GET, redirects not followed. Failures are `NetworkError`s that name the host and the cause. */
  async get(url: URL, headers: Headers, options: RequestOptions): Promise<Answer> {
    const { signal } = options;
    const proxy = this.#options.proxyFor(url);
    const explain = (error: unknown) => (signal?.aborted ? signal.reason : explained(error, url, proxy));
    try {
      const received = await this.#dispatch(url, proxy, headers, options);
      const { status, body } = received;
      if (proxy !== undefined && status === 407) {
        body.destroy();
        throw new ProxyFailure(proxy, { status });
      }
      return { ...received, explain };
    } catch (error) {
      throw explain(error);
    }
  }

  /** Ends every connection, also one that is in use. */
  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #dispatch(
    url: URL,
    proxy: ProxyServer | undefined,
    headers: Headers,
    { headersMs, stallMs, signal }: RequestOptions,
  ): Promise<Received> {
    const path = `${url.pathname}${url.search}`;
    const options = { headersTimeout: headersMs, bodyTimeout: stallMs, signal };
    if (proxy === undefined || isTunnelled(proxy, url)) {
      return dispatchGet(this.#agent(proxy), { ...options, origin: url.origin, path, headers });
    }
    // The proxy is asked for the whole URL (RFC 9112, 3.2.2).
    return dispatchGet(this.#agent(undefined), {
      ...options,
      origin: proxy.url.origin,
      path: `${url.origin}${path}`,
      headers: { ...headers, host: url.host, ...proxyAuthorization(proxy) },
    });
  }

  #agent(tunnel: ProxyServer | undefined): Agent {
    const key = tunnel?.url.href ?? "direct";
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const { connectMs } = this.#options;
    const connect = tunnel ? tunnelConnector(tunnel, this.#connector, connectMs) : this.#connector;
    const agent = new Agent({ connect });
    this.#agents.set(key, agent);
    return agent;
  }
}

function directConnector({ connectMs, authorities }: ConnectionOptions): Connector {
  const options = {
    timeout: connectMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_HEAD_START_MS,
  };
  const plain = buildConnector(options);
  let secure: Connector | undefined;
  return (target, callback) => {
    if (target.protocol !== "https:") return plain(target, callback);
    // Parsed once for all connections, and not before it is needed: it takes tens of milliseconds.
    secure ??= buildConnector({ ...options, secureContext: secureContext(authorities()) });
    return secure(target, callback);
  };
}

function secureContext(authorities: readonly string[] | undefined): tls.SecureContext {
  return tls.createSecureContext(authorities && { ca: [...authorities] });
}

function explained(error: unknown, url: URL, proxy: ProxyServer | undefined): unknown {
  if (error instanceof ProxyFailure) return proxyError(error, url);
  if (proxy !== undefined && !isTunnelled(proxy, url)) return proxyConnectionError(error, proxy, url);
  return connectionError(error, hostOf(url.href), url.href);
}

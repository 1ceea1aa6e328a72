import { connectionError } from "./connection-error.ts";
import { basic, decoded } from "./credentials.ts";
import { hostOf, NetworkError } from "./network-error.ts";
import type { ProxyServer } from "./proxy-rules.ts";

/** What went wrong between here and a proxy, or what the proxy refused. */
export class ProxyFailure extends Error {
  readonly proxy: ProxyServer;
  /** Its HTTP status, when it did answer. */
  readonly status: number | undefined;

  constructor(proxy: ProxyServer, { status, cause }: { status?: number; cause?: unknown }) {
    super(`${proxyName(proxy)} failed`, { cause });
    this.proxy = proxy;
    this.status = status;
  }
}

/** Is this URL fetched through a tunnel? Only plain http through an http proxy is not. */
export function isTunnelled(proxy: ProxyServer, url: URL): boolean {
  return url.protocol === "https:" || !["http:", "https:"].includes(proxy.url.protocol);
}

export function proxyAuthorization({ url }: ProxyServer): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  return { "proxy-authorization": basic(decoded(url.username), decoded(url.password)) };
}

/** For sentences; without credentials. */
function proxyName({ url, variable }: ProxyServer): string {
  return `the proxy ${url.host} (${variable})`;
}

/** The failure as a user should read it. */
export function proxyError({ proxy, status, cause }: ProxyFailure, url: URL): unknown {
  if (status === undefined) return proxyConnectionError(cause, proxy, url);
  if (status === 407) return passwordError(proxy, url);
  const retryable = status >= 500 ? "yes" : "no";
  const message = `${proxyName(proxy)} answers HTTP ${status} when asked for ${hostOf(url.href)}`;
  return new NetworkError(message, { url: url.href, retryable });
}

/** The proxy itself could not be talked to. */
export function proxyConnectionError(error: unknown, proxy: ProxyServer, url: URL): unknown {
  return connectionError(error, proxyName(proxy), url.href, `check ${proxy.variable}, or unset it`);
}

function passwordError(proxy: ProxyServer, url: URL): NetworkError {
  const { username, protocol, host } = proxy.url;
  const problem = username === "" ? "wants a user name and password" : "refuses the user name and password";
  return new NetworkError(`${proxyName(proxy)} ${problem}`, {
    url: url.href,
    hint: `put them into ${proxy.variable}, percent-encoded: ${protocol}//USER:PASSWORD@${host}`,
  });
}

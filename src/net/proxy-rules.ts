import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { bareHost, isListed, isLoopback } from "./loopback.ts";

export interface ProxyServer {
  /** May hold credentials. Of any scheme: connections.ts says which ones it can use. */
  readonly url: URL;
  /** The variable that names it. */
  readonly variable: string;
}

/** The proxy for a URL; `undefined` when it is asked directly. */
export type ProxyRules = (url: URL) => ProxyServer | undefined;

type Env = (name: string) => string | undefined;
type Exception = (host: string, port: string) => boolean;

/**
 * The environment as the go command reads it, https://pkg.go.dev/golang.org/x/net/http/httpproxy: upper case
 * before lower case, HTTPS_PROXY for https only and HTTP_PROXY for http only, a value without a scheme is a
 * host, one that is no address is passed over, and this machine is always asked directly. HTTP_PROXY does
 * not count where REQUEST_METHOD is set: in a CGI script it comes from the request (https://httpoxy.org).
 */
export function readProxyRules(env: Env): ProxyRules {
  const proxies: Readonly<Record<string, ProxyServer | undefined>> = {
    "http:": env("REQUEST_METHOD") === undefined ? readProxy(env, "HTTP_PROXY") : undefined,
    "https:": readProxy(env, "HTTPS_PROXY"),
  };
  const exceptions = parseNoProxy(env("NO_PROXY") ?? env("no_proxy") ?? "");
  return (url) => {
    const host = bareHost(url.hostname);
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    const isDirect = isLoopback(host) || exceptions.some((matches) => matches(host, port));
    return isDirect ? undefined : proxies[url.protocol];
  };
}

function readProxy(env: Env, name: string): ProxyServer | undefined {
  const variable = [name, name.toLowerCase()].find((candidate) => env(candidate) !== undefined);
  if (variable === undefined) return undefined;
  const value = env(variable) ?? "";
  const text = value.includes("://") ? value : `http://${value}`;
  return URL.canParse(text) ? { url: new URL(text), variable } : undefined;
}

function parseNoProxy(list: string): Exception[] {
  const items = list
    .split(",")
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== "");
  return items.includes("*") ? [() => true] : items.map(parseException);
}

/** `10.0.0.0/8`, `10.1.2.3`, `[::1]:80`, `corp.example` with its subdomains, `.corp.example` without itself. */
function parseException(item: string): Exception {
  const network = subnet(item);
  if (network !== undefined) return (host) => isListed(network, host);
  const { host, port } = splitPort(item);
  const address = subnet(`${host}/${isIP(host) === 4 ? 32 : 128}`);
  const matches = address === undefined ? domainMatcher(host) : (asked: string) => isListed(address, asked);
  return (askedHost, askedPort) => (port === "" || port === askedPort) && matches(askedHost);
}

function subnet(text: string): BlockList | undefined {
  const [, address, bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  // The first look at an address makes Node compile its pattern for IPv6: 3 ms.
  const family = address === undefined ? 0 : isIP(address);
  if (address === undefined || family === 0 || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return list;
}

function splitPort(item: string): { host: string; port: string } {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(item) ?? [];
  return { host: bracketed ?? plain ?? item, port };
}

function domainMatcher(host: string): (asked: string) => boolean {
  if (host === "") return () => false;
  const withDot = host.startsWith("*.") ? host.slice(1) : host;
  const bare = withDot.replace(/^\./, "");
  const ascii = domainToASCII(bare) || bare;
  return (asked) => asked.endsWith(`.${ascii}`) || (withDot === bare && asked === ascii);
}

import { GovError } from "../errors.ts";
import { TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { matchesPrefixPattern } from "./module-pattern.ts";
import { GO_DEFAULTS } from "./upstream.ts";

/** One GOPROXY entry: a URL, `direct` or `off`, and the separator that follows it. */
export interface ProxyEntry {
  readonly url: string;
  /** After `|` any fault moves on to the next entry, after `,` only 404 and 410. */
  readonly next: "," | "|";
}

/** A Go setting by its name, as the go command finds it. */
export type GoSettings = (name: string) => string | undefined;

/** Where the go command would get toolchains from: `direct` alone when GONOPROXY or GOPRIVATE name them. */
export function toolchainProxies(setting: GoSettings): readonly ProxyEntry[] {
  const unproxied = setting("GONOPROXY") ?? setting("GOPRIVATE") ?? "";
  if (matchesPrefixPattern(unproxied, TOOLCHAIN_MODULE)) return [{ url: "direct", next: "," }];
  return parseGoproxy(setting("GOPROXY") ?? GO_DEFAULTS.GOPROXY);
}

/**
 * Reads GOPROXY as `proxyList` in cmd/go's `internal/modfetch/proxy.go` does: never empty, and nothing after
 * the first `direct` or `off`. https://go.dev/ref/mod#goproxy-protocol
 */
export function parseGoproxy(text: string): readonly ProxyEntry[] {
  const entries: ProxyEntry[] = [];
  for (const [, word = "", separator] of text.matchAll(/([^,|]*)([,|]|$)/g)) {
    const entry = word.trim();
    if (entry === "") continue;
    const isWord = entry === "direct" || entry === "off";
    entries.push({ url: isWord ? entry : proxyUrl(entry), next: separator === "|" ? "|" : "," });
    if (isWord) break;
  }
  if (entries.length > 0) return entries;
  throw invalid(`\`${text}\` has no entry`);
}

/** A host without scheme is https; words are left to the future of Go. */
function proxyUrl(entry: string): string {
  const isBare = /[.:/]/.test(entry) && !entry.includes(":/") && !entry.startsWith("/");
  const text = isBare ? `https://${entry}` : entry;
  if (!URL.canParse(text)) throw invalid(`\`${entry}\` is not a URL`);
  const url = new URL(text);
  const flaw = urlFlaw(url);
  if (flaw !== undefined) throw invalid(`\`${entry}\` ${flaw}`);
  return text;
}

function urlFlaw(url: URL): string | undefined {
  const hasCredentials = url.username !== "" || url.password !== "";
  switch (url.protocol) {
    case "https:":
      return undefined;
    case "http:":
      return hasCredentials ? "would send its credentials over plain http" : undefined;
    case "file:":
      return url.host + url.search + url.hash === "" ? undefined : "is a file URL with more than a path";
    default:
      return "is neither an https, an http nor a file URL";
  }
}

function invalid(problem: string): GovError {
  return new GovError("invalid-setting", `GOPROXY ${problem}`, { hint: "go env GOPROXY" });
}

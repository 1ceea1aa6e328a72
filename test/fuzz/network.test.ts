import fs from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect } from "vitest";
import { readPart } from "../../src/net/download-part.ts";
import { getFile } from "../../src/net/file-url.ts";
import type { HttpResponse } from "../../src/net/http.ts";
import { NetworkError, statusError } from "../../src/net/network-error.ts";
import { readProxyRules } from "../../src/net/proxy-rules.ts";
import { escapeText, redactText, redactUrl } from "../../src/net/redact.ts";
import { redirectTarget } from "../../src/net/redirect.ts";
import { RETRY_POLICY, retryDelayMs } from "../../src/net/retry.ts";
import { parseGoproxy, toolchainProxies } from "../../src/sources/goproxy-list.ts";
import { matchesPrefixPattern } from "../../src/sources/module-pattern.ts";
import { urlBelow, urlForReceipt } from "../../src/sources/url.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { fuzz, outcomeOf } from "./fuzz.ts";
import { mutatedText } from "./mutate.ts";

const at = useTemporaryDirectory();

const URL_WORDS = [
  "://",
  "@",
  "[::1]",
  "%2f",
  "..",
  "//",
  ":8080",
  "?",
  "#",
  "\\",
  "xn--",
  "file://",
  "javascript:",
];

const goproxy = mutatedText(
  [
    "https://proxy.golang.org,direct",
    "https://u:p@a.example/x|https://b.example:8443,off",
    "b.example,file:///srv/mod|direct",
  ],
  [...URL_WORDS, ",", "|", "direct", "off", "noproxy", " "],
);

fuzz("GOPROXY is places to ask, or refused", goproxy, async (text) => {
  const proxies = await outcomeOf(() => parseGoproxy(text));
  if ("refused" in proxies) {
    expect(proxies.refused).toBe("invalid-setting");
    return;
  }
  expect(proxies.value.length).toBeGreaterThan(0);
  for (const { url, next } of proxies.value) {
    expect([",", "|"]).toContain(next);
    if (url === "direct" || url === "off") continue;
    const below = urlBelow(url, "golang.org/toolchain/@v/list");
    expect(new URL(below).pathname).toMatch(/\/golang\.org\/toolchain\/@v\/list$/);
    const { username, password } = new URL(urlForReceipt(below));
    expect(username + password).toBe("");
  }
});

const patterns = mutatedText(
  ["golang.org/*,example.com", "*/toolchain", "[a-z]olang.org", "g?lang.org/toolchain/", "\\golang.org"],
  ["*", "?", "[", "]", "^", "-", "\\", ",", "/", "[^a]", "[z-a]"],
);

fuzz("a pattern of modules matches or does not", patterns, (text) => {
  const isMatch = matchesPrefixPattern(text, "golang.org/toolchain");
  expect([true, false]).toContain(isMatch);
  const setting = (name: string) => (name === "GONOPROXY" ? text : "https://p.example");
  expect(toolchainProxies(setting)[0]?.url).toBe(isMatch ? "direct" : "https://p.example");
});

const proxyValue = mutatedText(
  ["http://joe:pw@proxy:3128", "proxy.corp:3128", "socks5h://[::1]:1080"],
  URL_WORDS,
);
const noProxy = mutatedText(
  ["localhost,.corp.example,10.0.0.0/8", "[::1]:80,*.example,fe80::/10,1.2.3.4:8080", "*", "bücher.example"],
  [",", "*", ".", "/", "/33", "::", "0.0.0.0/0", "[", "]", ":", "256.1.1.1", "::ffff:1.2.3.4"],
);
const asked = fc.constantFrom(
  "https://go.dev/",
  "http://10.1.2.3:80/",
  "https://[::1]/",
  "https://a.corp.example:8443/",
);

fuzz(
  "a URL goes through a proxy or not",
  fc.tuple(proxyValue, noProxy, asked),
  ([proxy, exceptions, url]) => {
    const variables: Record<string, string> = { HTTPS_PROXY: proxy, http_proxy: proxy, NO_PROXY: exceptions };
    const rules = readProxyRules((name) => variables[name] || undefined);
    const found = rules(new URL(url));
    if (found !== undefined) expect(["HTTPS_PROXY", "http_proxy"]).toContain(found.variable);
    expect(rules(new URL("http://127.0.0.1/"))).toBeUndefined();
  },
);

function responseOf(status: number, headers: Readonly<Record<string, string>>): HttpResponse {
  return {
    status,
    header: (name) => headers[name.toLowerCase()],
    body: (async function* () {})(),
    discard: () => {},
  };
}

const headerWords = ["bytes ", "-", "/", "*", "W/", '"', "GMT", ", "];
const partHeaders = fc.record(
  {
    "content-range": mutatedText(["bytes 100-199/200", "bytes */200", "bytes 0-199/200"], headerWords),
    "content-length": mutatedText(["100", "200"], headerWords),
    etag: mutatedText(['"one"', 'W/"one"'], headerWords),
    "last-modified": mutatedText(["Tue, 01 Jan 2030 00:00:00 GMT"], headerWords),
    "content-type": fc.constantFrom("application/gzip", "text/html", "TEXT/HTML; charset=x"),
    "accept-ranges": fc.constantFrom("bytes", "none"),
    "retry-after": mutatedText(["120", "Tue, 01 Jan 2030 00:00:10 GMT"], headerWords),
    date: mutatedText(["Tue, 01 Jan 2030 00:00:00 GMT"], headerWords),
  },
  { requiredKeys: [] },
);
const statusCode = fc.constantFrom(200, 206, 206, 304, 404, 412, 416, 429, 503);
const wanted = fc.record({
  start: fc.constantFrom(0, 100),
  validator: fc.constantFrom(null, '"one"'),
  total: fc.constantFrom(null, 200),
});

fuzz(
  "the head of an answer goes on where it was asked to",
  fc.tuple(statusCode, partHeaders, wanted),
  async ([status, headers, want]) => {
    const response = responseOf(status, headers as Record<string, string>);
    const part = await outcomeOf(() => readPart("https://a.example/x", response, want));
    if ("refused" in part) expect(part.refused).toBe("network");
    else if (part.value !== "no-range") {
      expect([0, want.start]).toContain(part.value.start);
      const { total } = part.value;
      if (part.value.start > 0) expect(total).toBe(want.total ?? total);
      expect(total === null || (Number.isSafeInteger(total) && total >= part.value.start)).toBe(true);
    }
  },
);

fuzz(
  "a server decides about the next attempt within bounds",
  fc.tuple(statusCode, partHeaders),
  ([status, headers]) => {
    const { header } = responseOf(status, headers as Record<string, string>);
    const error = statusError("https://a.example/x", status, header);
    const delay = retryDelayMs(error, 1, RETRY_POLICY, () => 0.5);
    if (delay !== undefined) {
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(RETRY_POLICY.maxMs);
    }
  },
);

const location = mutatedText(
  ["/x/y", "https://b.example/z?sig=1", "//c.example/", "http://d.example/"],
  URL_WORDS,
);

fuzz(
  "a redirect leads to http or https, never from https to http",
  fc.tuple(location, asked),
  async ([to, from]) => {
    const target = await outcomeOf(() => redirectTarget(from, new URL(from), 302, to, 3));
    if ("refused" in target) expect(target.refused).toBe("network");
    else {
      expect(["http:", "https:"]).toContain(target.value?.protocol);
      if (from.startsWith("https:")) expect(target.value?.protocol).toBe("https:");
    }
  },
);

fuzz(
  "a file URL is a file, absent or refused",
  mutatedText(["a.zip", "dir/b%20c.zip"], [...URL_WORDS, "%00", "%zz"]),
  async (name) => {
    fs.writeFileSync(at("a.zip"), "content");
    const text = `file://${at()}/${name}`;
    if (!URL.canParse(text)) return;
    const url = new URL(text);
    const outcome = await outcomeOf(() => getFile(url, {}).status);
    if ("value" in outcome)
      expect(outcome.value).toBe(
        fs.statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() ? 200 : 404,
      );
  },
);

const talk = mutatedText(
  [
    "https://joe:hunter2@host/x?token=hunter2",
    "Authorization: Bearer hunter2, _authToken=hunter2",
    "HTTPS_PROXY=joe:hunter2@proxy:3128 says no",
  ],
  [...URL_WORDS, "token=", "Bearer ", "authorization: ", "\u001b[2J", "\u202e", "a.", "x://", ":a", ",a:"],
);

fuzz("what is printed has no control characters, and is hidden once and for all", talk, (text) => {
  const shown = escapeText(redactText(text));
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(redactText(redactText(text))).toBe(redactText(text));
  if (URL.canParse(text)) redactUrl(text);
  expect(new NetworkError(text).message).toBe(text);
});

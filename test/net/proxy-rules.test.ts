import { describe, expect, test } from "vitest";
import { readProxyRules } from "../../src/net/proxy-rules.ts";

function proxyFor(url: string, variables: Readonly<Record<string, string>>): string | undefined {
  return readProxyRules((name) => variables[name] || undefined)(new URL(url))?.url.href;
}

describe("which variable is read", () => {
  test.each([
    ["https://go.dev/", { HTTPS_PROXY: "http://a:1" }, "http://a:1/"],
    ["https://go.dev/", { https_proxy: "http://a:1" }, "http://a:1/"],
    ["https://go.dev/", { HTTPS_PROXY: "http://a:1", https_proxy: "http://b:1" }, "http://a:1/"],
    ["https://go.dev/", { HTTP_PROXY: "http://a:1" }, undefined],
    ["https://go.dev/", { ALL_PROXY: "http://a:1" }, undefined],
    ["http://mirror/", { HTTP_PROXY: "http://a:1" }, "http://a:1/"],
    ["http://mirror/", { http_proxy: "http://a:1" }, "http://a:1/"],
    ["http://mirror/", { HTTPS_PROXY: "http://a:1" }, undefined],
    ["http://mirror/", { HTTP_PROXY: "http://a:1", REQUEST_METHOD: "GET" }, undefined],
    ["https://go.dev/", { HTTPS_PROXY: "http://a:1", REQUEST_METHOD: "GET" }, "http://a:1/"],
  ])("%s with %j: %s", (url, variables, proxy) => {
    expect(proxyFor(url, variables)).toBe(proxy);
  });

  test("is told with the proxy", () => {
    const rules = readProxyRules((name) => (name === "https_proxy" ? "a:1" : undefined));
    expect(rules(new URL("https://go.dev/"))?.variable).toBe("https_proxy");
  });
});

describe("what a value means", () => {
  test.each([
    ["proxy.corp:3128", "http://proxy.corp:3128/"],
    ["proxy.corp", "http://proxy.corp/"],
    ["10.0.0.1:3128", "http://10.0.0.1:3128/"],
    ["joe:secret@proxy.corp:3128", "http://joe:secret@proxy.corp:3128/"],
    ["HTTPS://proxy.corp", "https://proxy.corp/"],
    ["socks5://proxy.corp:1080", "socks5://proxy.corp:1080"],
    ["ftp://proxy.corp", "ftp://proxy.corp/"],
    ["http://proxy.corp:port", undefined],
    ["a b", undefined],
  ])("%s: %s", (value, proxy) => {
    expect(proxyFor("https://go.dev/", { HTTPS_PROXY: value })).toBe(proxy);
  });
});

describe("NO_PROXY", () => {
  const cases: readonly (readonly [noProxy: string, url: string, direct: boolean])[] = [
    ["", "https://go.dev/", false],
    ["*", "https://go.dev/", true],
    ["a.b, *", "https://go.dev/", true],
    ["go.dev", "https://go.dev/", true],
    ["go.dev", "https://pkg.go.dev/", true],
    ["go.dev", "https://mygo.dev/", false],
    ["GO.dev", "https://go.DEV/", true],
    [".go.dev", "https://go.dev/", false],
    [".go.dev", "https://pkg.go.dev/", true],
    ["*.go.dev", "https://go.dev/", false],
    ["*.go.dev", "https://pkg.go.dev/", true],
    [" a.b , go.dev ", "https://go.dev/", true],
    ["a.b go.dev", "https://go.dev/", false],
    ["go.dev:443", "https://go.dev/", true],
    ["go.dev:443", "http://go.dev/", false],
    ["go.dev:8443", "https://go.dev:8443/", true],
    ["go.dev:8443", "https://go.dev/", false],
    [".go.dev:8443", "https://x.go.dev:8443/", true],
    ["dev", "https://go.dev/", true],
    ["bücher.example", "https://xn--bcher-kva.example/", true],
    ["10.1.2.3", "https://10.1.2.3/", true],
    ["10.1.2.3", "https://10.1.2.30/", false],
    ["10.1.2.3:8443", "https://10.1.2.3:8443/", true],
    ["10.1.2.3:8443", "https://10.1.2.3/", false],
    ["10.0.0.0/8", "https://10.1.2.3/", true],
    ["10.0.0.0/8", "https://11.1.2.3/", false],
    ["10.0.0.0/8", "https://ten.example/", false],
    ["10.0.0.0/99", "https://10.1.2.3/", false],
    ["2001:db8::/32", "https://[2001:db8::1]/", true],
    ["2001:db8::/32", "https://[2001:db9::1]/", false],
    ["2001:db8::1", "https://[2001:db8::1]/", true],
    ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443/", true],
    ["[2001:db8::1]:8443", "https://[2001:db8::1]/", false],
    [":443", "https://go.dev/", false],
    [",,", "https://go.dev/", false],
    ["", "http://localhost:8080/", true],
    ["", "https://127.0.0.1/", true],
    ["", "https://127.9.9.9/", true],
    ["", "https://[::1]/", true],
    ["", "https://[::ffff:127.0.0.1]/", true],
    ["", "https://localhost.example/", false],
  ];

  test.each(cases)("%j, %s: direct is %s", (noProxy, url, direct) => {
    const proxies = { HTTP_PROXY: "a:1", HTTPS_PROXY: "a:1" };
    expect(proxyFor(url, { ...proxies, NO_PROXY: noProxy }) === undefined).toBe(direct);
    expect(proxyFor(url, { ...proxies, no_proxy: noProxy }) === undefined).toBe(direct);
  });
});

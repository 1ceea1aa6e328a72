import { describe, expect, test } from "vitest";
import { parseGoproxy, toolchainProxies } from "../../src/sources/goproxy-list.ts";

/** `URL then`, as in `https://a ,`. */
function read(text: string): string[] {
  return parseGoproxy(text).map(({ url, next }) => `${url} ${next}`);
}

describe("parseGoproxy", () => {
  test.each([
    ["https://proxy.golang.org,direct", ["https://proxy.golang.org ,", "direct ,"]],
    [
      "https://a.test|https://b.test,https://c.test",
      ["https://a.test |", "https://b.test ,", "https://c.test ,"],
    ],
    [" https://a.test , | ,direct", ["https://a.test ,", "direct ,"]],
    ["https://a.test,off,https://b.test", ["https://a.test ,", "off ,"]],
    ["direct|https://b.test", ["direct |"]],
    ["off", ["off ,"]],
    ["proxy.test", ["https://proxy.test ,"]],
    ["proxy.test:8080/go", ["https://proxy.test:8080/go ,"]],
    ["localhost:3000", ["https://localhost:3000 ,"]],
    ["http://proxy.test/", ["http://proxy.test/ ,"]],
    ["https://user:pass@proxy.test/path?token=x", ["https://user:pass@proxy.test/path?token=x ,"]],
    ["file:///srv/go%20proxy", ["file:///srv/go%20proxy ,"]],
  ])("%s", (text, entries) => {
    expect(read(text)).toEqual(entries);
  });

  test.each([
    ["", "`` has no entry"],
    [" ", "has no entry"],
    [",|,", "has no entry"],
    ["none", "`none` is not a URL"],
    ["/srv/goproxy", "`/srv/goproxy` is not a URL"],
    ["ftp://a.test", "is neither an https, an http nor a file URL"],
    ["git+ssh://a.test", "is neither an https, an http nor a file URL"],
    ["http://user:pass@a.test", "would send its credentials over plain http"],
    ["https://a.test,http://user@b.test", "`http://user@b.test` would send"],
    ["file://host/srv", "is a file URL with more than a path"],
    ["file:///srv?x=1", "is a file URL with more than a path"],
    ["https://", "`https://` is not a URL"],
  ])("%s is refused", (text, problem) => {
    const error = expect.objectContaining({
      code: "invalid-setting",
      message: expect.stringContaining(problem),
    });
    expect(() => parseGoproxy(text)).toThrow(error);
  });
});

describe("toolchainProxies", () => {
  const proxies = (settings: Readonly<Record<string, string>>) =>
    toolchainProxies((name) => settings[name]).map(({ url }) => url);

  test("Go's default when nothing is set", () => {
    expect(proxies({})).toEqual(["https://proxy.golang.org", "direct"]);
  });

  test.each([
    "golang.org/toolchain",
    "golang.org",
    "golang.org/",
    "*.org",
    "*",
    "example.com,golang.org/*",
    "golang.org/tool*",
    "golang.org/t[a-o]?lchain",
    "golang.org/[^x]oolchain",
    "golang\\.org",
    "g*g.o*g",
    "golang?org/toolchain/",
  ])("GONOPROXY=%s means direct only", (pattern) => {
    expect(proxies({ GONOPROXY: pattern, GOPROXY: "https://a.test" })).toEqual(["direct"]);
    expect(proxies({ GOPRIVATE: pattern, GOPROXY: "https://a.test" })).toEqual(["direct"]);
  });

  test.each([
    "none",
    "golang.org/x",
    "golang.org/toolchain/sub",
    "golang.org/*/*",
    "*.com",
    "golang?org/x",
    "golang*toolchain",
    " golang.org",
    "golang.org/[t",
    "golang.org/[]",
    "golang.org/[z-a]oolchain",
    "golang.org/toolchai[^n]",
    "golang.org/toolchain\\",
    "GOLANG.ORG",
    ",",
  ])("GONOPROXY=%s does not", (pattern) => {
    expect(proxies({ GONOPROXY: pattern, GOPROXY: "https://a.test" })).toEqual(["https://a.test"]);
  });

  test("GONOPROXY beats GOPRIVATE", () => {
    expect(proxies({ GONOPROXY: "none", GOPRIVATE: "golang.org", GOPROXY: "https://a.test" })).toEqual([
      "https://a.test",
    ]);
  });
});

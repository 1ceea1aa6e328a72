import { describe, expect, test } from "vitest";
import { escapeText, redactText, redactUrl } from "../../src/net/redact.ts";

describe("secrets", () => {
  test.each([
    ["https://joe:hunter2@host/x", "https://***@host/x"],
    ["https://hunter2@host/x", "https://***@host/x"],
    ["https://joe:hun@ter2@host/x", "https://***@host/x"],
    ["https://joe:hun/ter2@host/x", "https://***@host/x"],
    ["https://joe:hun?ter#2@host", "https://***@host"],
    ["socks5h://joe:hunter2@host:1080", "socks5h://***@host:1080"],
    ["HTTPS_PROXY=joe:hunter2@proxy.corp:3128", "HTTPS_PROXY=***@proxy.corp:3128"],
    ["a https://a:hunter2@b/ and https://c:hunter2@d/", "a https://***@b/ and https://***@d/"],
    ["https://h/go.zip?token=hunter2&x=1", "https://h/go.zip?token=***&x=1"],
    ["https://h/?x=1&access_token=hunter2#top", "https://h/?x=1&access_token=***#top"],
    [
      "https://h/z?GoogleAccessId=hunter2&Expires=1&Signature=a%2Bhunter2",
      "https://h/z?GoogleAccessId=***&Expires=***&Signature=***",
    ],
    [
      "https://h/z?X-Amz-Credential=hunter2/eu&X-Amz-Signature=hunter2&x-goog-algorithm=RSA",
      "https://h/z?X-Amz-Credential=***&X-Amz-Signature=***&x-goog-algorithm=***",
    ],
    ["https://h/z?sv=1&sig=hunter2", "https://h/z?sv=1&sig=***"],
    ["//registry/:_authToken=hunter2", "//registry/:_authToken=***"],
    ["Authorization: Bearer hunter2", "Authorization: Bearer ***"],
    ["proxy-authorization: hunter2", "proxy-authorization: ***"],
    ['{"authorization":"Basic aHVudGVyMg=="}', '{"authorization":"Basic ***"}'],
    ["sent Bearer hunter2, got 401", "sent Bearer ***, got 401"],
    ["X-JFrog-Art-Api: hunter2", "X-JFrog-Art-Api: ***"],
    ["GITHUB_TOKEN=hunter2", "GITHUB_TOKEN=***"],
    ["password=hunter2", "password=***"],
  ])("are hidden in %s", (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  test.each([
    "https://proxy.golang.org:443/golang.org/toolchain/@v/list",
    "https://[::1]:8080/golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip",
    "http://127.0.0.1:8080/a@b?mode=json&include=all",
    "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64",
    "Go 1.22.9 is not installed (asked for by /p/.go-version:1)",
    "/p/a@b/.tool-versions:3",
    "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
  ])("are not seen where there are none: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("leave a URL that may be written to a file", () => {
    const url = "https://joe:hunter2@h/go.zip?token=hunter2&x=1";
    expect(redactUrl(url)).toBe("https://h/go.zip?token=***&x=1");
    expect(redactUrl("https://h/go.zip")).toBe("https://h/go.zip");
  });
});

describe("escaped text", () => {
  test.each([
    ["two\nlines\r\n\ttab", "two\\nlines\\r\\n\\ttab"],
    ["\x1b[31mred\x1b]8;;http://x\x07", "\\x1b[31mred\\x1b]8;;http://x\\x07"],
    ["\0\x7f\x9b31m", "\\x00\\x7f\\x9b31m"],
    ["abc\u202egnp.exe\u2066", "abc\\u{202e}gnp.exe\\u{2066}"],
    ["a\u200bb\ufeffc\u00add\u2028", "a\\u{200b}b\\u{feff}c\\xadd\\u{2028}"],
    ["tag\u{e0041} filler\u3164", "tag\\u{e0041} filler\\u{3164}"],
    ["lone \ud83d and \udc00", "lone \\u{d83d} and \\u{dc00}"],
  ])("shows what is invisible in %j", (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  test("keeps what people write", () => {
    const text = "grüße Þfoo 日本語 עברית 🦫 C:\\x é e\u0301";
    expect(escapeText(text)).toBe(text);
  });
});

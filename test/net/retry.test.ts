import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { isAbsent, NetworkError, statusError } from "../../src/net/network-error.ts";
import { type RetryPolicy, retryDelayMs } from "../../src/net/retry.ts";

const POLICY: RetryPolicy = { attempts: 4, baseMs: 500, maxMs: 20_000 };
const URL = "https://go.dev/dl/";

function delays(error: unknown, random: number): (number | undefined)[] {
  return [1, 2, 3, 4].map((failures) => retryDelayMs(error, failures, POLICY, () => random));
}

describe("the wait before another attempt", () => {
  const cut = new NetworkError("cut", { retryable: "yes" });

  test("doubles, and half of it is chance", () => {
    expect(delays(cut, 0)).toEqual([250, 500, 1000, undefined]);
    expect(delays(cut, 1)).toEqual([500, 1000, 2000, undefined]);
  });

  test("has an end", () => {
    expect(retryDelayMs(cut, 9, { ...POLICY, attempts: 10 }, () => 1)).toBe(20_000);
  });

  test.each([
    [undefined, undefined, 250],
    ["0", undefined, 250],
    ["3", undefined, 3000],
    ["99999", undefined, 20_000],
    ["soon", undefined, 250],
    ["-3", undefined, 250],
    ["Wed, 21 Oct 2026 07:28:05 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 5000],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:05 GMT", 250],
    ["Wed, 21 Oct 2026 07:28:05 GMT", undefined, 250],
  ])("with Retry-After %s at %s is %d", (retryAfter, date, expected) => {
    const headers: Record<string, string | undefined> = { "retry-after": retryAfter, date };
    const error = statusError(URL, 503, (name) => headers[name]);
    expect(retryDelayMs(error, 1, POLICY, () => 0)).toBe(expected);
  });

  test("there is one attempt more for what seldom helps, and none for the rest", () => {
    expect(delays(new NetworkError("x", { retryable: "once" }), 0)).toEqual([
      250,
      undefined,
      undefined,
      undefined,
    ]);
    for (const error of [
      new NetworkError("x"),
      new GovError("network", "x"),
      new GovError("disk-full", "x"),
      new TypeError("x"),
    ]) {
      expect(delays(error, 0)).toEqual([undefined, undefined, undefined, undefined]);
    }
  });
});

describe("an HTTP status", () => {
  test.each([408, 429, 500, 502, 503, 504])("%d is worth another attempt", (status) => {
    expect(statusError(URL, status).retryable).toBe("yes");
  });

  test.each([400, 401, 403, 404, 407, 410, 416, 451, 501, 505])("%d is not", (status) => {
    expect(statusError(URL, status).retryable).toBe("no");
  });

  test("is told with the host", () => {
    expect(statusError("https://go.dev:8443/x", 500)).toMatchObject({
      code: "network",
      message: "go.dev:8443 answers HTTP 500",
      status: 500,
      url: "https://go.dev:8443/x",
    });
  });

  test("404 and 410 mean that there is nothing", () => {
    expect([404, 410, 403, 500].map((status) => isAbsent(statusError(URL, status)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isAbsent(new GovError("network", "x"))).toBe(false);
  });
});

import { expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { connectionError } from "../../src/net/connection-error.ts";

const URL = "https://go.dev/dl/";

function coded(code: string, message = "x"): Error {
  return Object.assign(new Error(message), { code });
}

test.each([
  ["ECONNREFUSED", "go.dev does not answer: connection refused", "yes"],
  ["ENOTFOUND", "go.dev does not answer: no such host", "no"],
  ["EAI_AGAIN", "go.dev does not answer: the name cannot be resolved now", "yes"],
  ["ETIMEDOUT", "go.dev does not answer: connection timed out", "yes"],
  ["UND_ERR_CONNECT_TIMEOUT", "go.dev does not answer: connection timed out", "yes"],
  ["ENETUNREACH", "go.dev does not answer: the network is unreachable", "yes"],
  ["ECONNRESET", "go.dev cut the connection", "yes"],
  ["UND_ERR_BODY_TIMEOUT", "go.dev stopped sending", "yes"],
  ["CERT_HAS_EXPIRED", "the certificate of go.dev was refused: it has expired", "no"],
  ["EPROTO", "no TLS connection to go.dev: x", "no"],
  ["EWHATEVER", "go.dev cannot be asked: x", "no"],
])("%s in words", (code, message, retryable) => {
  const cause = coded(code);
  const error = connectionError(cause, "go.dev", URL);
  expect(error).toMatchObject({ code: "network", message, retryable, url: URL, cause });
});

test("several addresses that all refuse are one refusal", () => {
  const cause = Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]), {
    code: "ECONNREFUSED",
  });
  expect(connectionError(cause, "go.dev", URL)).toMatchObject({ message: /connection refused$/ });
});

test.each([
  ["Invalid EOF state", "go.dev cut the connection", "yes"],
  ["Invalid character in chunk size", /^go\.dev does not speak HTTP: /, "once"],
])("the parser's complaint about %s", (complaint, message, retryable) => {
  const text = `Response does not match the HTTP/1.1 protocol (${complaint})`;
  const cause = Object.assign(new Error(text), { name: "HTTPParserError" });
  expect(connectionError(cause, "go.dev", URL)).toMatchObject({ message, retryable });
});

test("what is said already, and what is a bug, is not said again", () => {
  for (const error of [new GovError("disk-full", "no space"), new TypeError("x is not a function")]) {
    expect(connectionError(error, "go.dev", URL)).toBe(error);
  }
});

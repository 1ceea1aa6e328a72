import { GovError, type GovErrorOptions } from "../errors.ts";

/** Whether asking again may help: a name that does not resolve is tried once more, not often. */
export type Retryable = "yes" | "once" | "no";

export interface NetworkErrorOptions extends GovErrorOptions {
  readonly retryable?: Retryable;
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
}

/** A `GovError` `network` that knows what retries and fall-backs need to know. */
export class NetworkError extends GovError {
  readonly retryable: Retryable;
  /** The HTTP status, when the server did answer. */
  readonly status: number | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: NetworkErrorOptions = {}) {
    super("network", message, options);
    this.retryable = options.retryable ?? "no";
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Does the server say that there is no such thing? 404 and 410, as in a GOPROXY list. */
export function isAbsent(error: unknown): boolean {
  return error instanceof NetworkError && (error.status === 404 || error.status === 410);
}

const TRANSIENT: readonly number[] = [408, 429, 500, 502, 503, 504];

const STATUS_HINTS: Readonly<Record<number, string>> = {
  401: "give credentials in the URL, in ~/.netrc or as the mirror's token_env",
  403: "a proxy or the server's owner may forbid it: try another source with --from",
};

/** An answer that is not the wanted one. `header` gives access to its headers. */
export function statusError(
  url: string,
  status: number,
  header: (name: string) => string | undefined = () => undefined,
): NetworkError {
  return new NetworkError(`${hostOf(url)} answers HTTP ${status}`, {
    url,
    status,
    hint: STATUS_HINTS[status],
    retryable: TRANSIENT.includes(status) ? "yes" : "no",
    retryAfterMs: parseRetryAfter(header("retry-after"), header("date")),
  });
}

/** Seconds, or a date, which is read against the server's own clock where it tells it. */
function parseRetryAfter(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const ms = Date.parse(value) - Date.parse(date ?? "");
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}

const NO_ANSWER: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name cannot be resolved now",
  ETIMEDOUT: "connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
  UND_ERR_HEADERS_TIMEOUT: "no response in time",
  ENETUNREACH: "the network is unreachable",
  EHOSTUNREACH: "no route to the host",
  EACCES: "this machine forbids the connection",
  EPERM: "this machine forbids the connection",
};

const CUT = ["ECONNRESET", "EPIPE", "ECONNABORTED", "UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"];

const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "it has expired",
  CERT_NOT_YET_VALID: "it is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "it is for another host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its issuer is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "its issuer is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "its issuer is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its issuer is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its issuer is not trusted",
  CERT_UNTRUSTED: "its issuer is not trusted",
  INVALID_CA: "its issuer is not trusted",
  CERT_REVOKED: "it was revoked",
};

/**
 * Whatever a request or the reading of its answer failed with, in plain words. `peer` is who did not do what
 * was asked, a host or `the proxy HOST`; errors of gov pass through.
 */
export function networkError(error: unknown, peer: string, url: string): unknown {
  if (error instanceof GovError) return error;
  const code = String((error as NodeJS.ErrnoException | undefined)?.code ?? "");
  const options = { url, cause: error };
  const silence = NO_ANSWER[code];
  if (silence !== undefined) {
    const retryable = code === "ENOTFOUND" ? "once" : "yes";
    return new NetworkError(`${peer} does not answer: ${silence}`, { ...options, retryable });
  }
  if (CUT.includes(code) || isCutInChunks(error)) {
    return new NetworkError(`${peer} cut the connection`, { ...options, retryable: "yes" });
  }
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return new NetworkError(`${peer} stopped sending`, { ...options, retryable: "yes" });
  }
  const problem = CERTIFICATE[code];
  if (problem !== undefined) return certificateError(peer, problem, options);
  return undescribedError(error, code, peer, options);
}

/** The host of a URL with its port, for sentences. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}

function certificateError(peer: string, problem: string, options: NetworkErrorOptions): NetworkError {
  const hint =
    problem === "its issuer is not trusted"
      ? "if your network inspects TLS, trust its authority: gov config set ca_file /path/to/ca.pem"
      : "check this machine's clock, and whether something between here and there answers instead: date";
  return new NetworkError(`the certificate of ${peer} was refused: ${problem}`, { ...options, hint });
}

/** The parser's way to say that a chunked body ended without its last chunk. */
function isCutInChunks(error: unknown): boolean {
  return error instanceof Error && error.name === "HTTPParserError" && /Invalid EOF/.test(error.message);
}

function undescribedError(
  error: unknown,
  code: string,
  peer: string,
  options: NetworkErrorOptions,
): NetworkError {
  const reason = error instanceof Error ? error.message : String(error);
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) {
    return new NetworkError(`no TLS connection to ${peer}: ${tlsReason(reason)}`, options);
  }
  if (error instanceof Error && error.name === "HTTPParserError") {
    return new NetworkError(`${peer} does not speak HTTP: ${reason}`, { ...options, retryable: "once" });
  }
  return new NetworkError(`${peer} cannot be asked: ${reason}`, options);
}

/** The words between the colons of an OpenSSL error: `...:SSL routines:ssl3_get_record:wrong version number:...`. */
function tlsReason(message: string): string {
  return /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
}

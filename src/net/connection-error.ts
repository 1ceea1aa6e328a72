import { GovError } from "../errors.ts";
import { NetworkError, type NetworkErrorOptions } from "./network-error.ts";

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

const NO_ANSWER_HINT = "behind a proxy, set HTTPS_PROXY; another source may answer: --from goproxy";

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
 * was asked, a host or `the proxy HOST`, and `hint` what to do when it is silent. Errors of gov and of its
 * programmers pass through.
 */
export function connectionError(error: unknown, peer: string, url: string, hint = NO_ANSWER_HINT): unknown {
  if (error instanceof GovError || error instanceof TypeError) return error;
  const code = String((error as NodeJS.ErrnoException | undefined)?.code ?? "");
  const options = { url, cause: error };
  const silence = NO_ANSWER[code];
  if (silence !== undefined) {
    const retryable = code === "ENOTFOUND" ? "no" : "yes";
    return new NetworkError(`${peer} does not answer: ${silence}`, { ...options, retryable, hint });
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

function certificateError(peer: string, problem: string, options: NetworkErrorOptions): NetworkError {
  const hint =
    problem === "its issuer is not trusted"
      ? "if your network inspects TLS, trust its authority: gov config set ca_file /path/to/ca.pem"
      : "check the clock of this machine (date), and whether something in between answers instead";
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

import { GovError, type GovErrorOptions } from "../errors.ts";

/** Whether asking again may help; `once` for what may have been a bad moment of whoever stands between. */
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
  403: "so answers a caching proxy that may not fetch it, or a filter in between: ask its owner, or try another source with --from",
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

/** The host of a URL with its port, for sentences. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}

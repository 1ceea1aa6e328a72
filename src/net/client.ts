import { GovError } from "../errors.ts";
import type { Emit } from "../events.ts";
import type { Log } from "../log.ts";
import type { Answer, Connections, Silence } from "./connections.ts";
import { type Authorize, type BearerToken, createAuthorize } from "./credentials.ts";
import { getFile } from "./file-url.ts";
import type { GetBodyOptions, GetOptions, HttpBody, HttpClient, HttpResponse } from "./http.ts";
import { hostOf, NetworkError, statusError } from "./network-error.ts";
import { readProxyRules } from "./proxy-rules.ts";
import { redactText } from "./redact.ts";
import { redirectTarget } from "./redirect.ts";
import { RETRY_POLICY, type RetryPolicy, withRetries } from "./retry.ts";
import { guardThroughput } from "./throughput.ts";
import { readBody } from "./whole-body.ts";

export interface HttpClientOptions {
  /** gov's own, for User-Agent. */
  readonly version: string;
  /** Proxies, certificates and netrc are read from it. An empty variable counts as unset. */
  readonly env: (name: string) => string | undefined;
  readonly homeDir: string | undefined;
  /** Milliseconds, of any clock. */
  readonly now: () => number;
  readonly offline: boolean;
  /** The setting `ca_file`. */
  readonly caFile: string | null;
  readonly tokens?: readonly BearerToken[];
  /** GOAUTH, as the go command is set. */
  readonly goAuth?: string | undefined;
  readonly log: Log;
  /** Gets the `retry` events. */
  readonly emit: Emit;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Without a single byte of the body. There is no limit for the whole. */
  readonly stallMs: number;
  /**
   * The same for a small body. An archive is another matter: a proxy may have to fetch it first.
   */
  readonly briefMs: number;
  /** A small body that failed is not asked for again after this long: who was silent once will be so again. */
  readonly retryUntilMs: number;
  /** Less than this over `stallMs` of waiting is a dead connection. */
  readonly minBytesPerSecond: number;
  readonly retry: RetryPolicy;
}

const LIMITS: HttpLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  stallMs: 30_000,
  briefMs: 10_000,
  retryUntilMs: 8_000,
  minBytesPerSecond: 1_000,
  retry: RETRY_POLICY,
};

type Headers = Readonly<Record<string, string>>;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new Client(options);
}

class Client implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #limits: HttpLimits;
  readonly #authorize: Authorize;
  readonly #closed = new AbortController();
  #connections: Promise<Connections> | undefined;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#authorize = createAuthorize({ ...options, tokens: options.tokens ?? [] });
  }

  get(url: string, options: GetOptions = {}): Promise<HttpResponse> {
    return this.#get(url, options, this.#limits);
  }

  getBody(url: string, options: GetBodyOptions): Promise<HttpBody> {
    const { emit, now } = this.#options;
    const { retry: policy, retryUntilMs: untilMs, briefMs } = this.#limits;
    const signal = this.#untilClosed(options.signal);
    const retries = { url, emit, policy, signal, now, untilMs };
    const headers = { "accept-encoding": "gzip", ...options.headers };
    const silence = { headersMs: briefMs, stallMs: briefMs };
    return withRetries(
      retries,
      async () => readBody(url, await this.#get(url, { ...options, headers }, silence), options.maxBytes),
      ({ status, header }) => (status >= 400 ? statusError(url, status, header) : undefined),
    );
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const connections = await this.#connections;
    await connections?.close();
  }

  /** A signal of its own for every request: many listeners on one make Node warn. */
  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    const closed = this.#closed.signal;
    return AbortSignal.any(signal === undefined ? [closed] : [signal, closed]);
  }

  async #get(url: string, given: GetOptions, silence: Silence): Promise<HttpResponse> {
    const options = { ...given, signal: this.#untilClosed(given.signal) };
    options.signal.throwIfAborted();
    const asked = parseUrl(url);
    if (asked.protocol === "file:") return getFile(asked, options);
    if (this.#options.offline) throw offlineError(url);
    const answer = await this.#follow(asked, options, silence);
    return this.#response(url, answer, silence);
  }

  async #follow(asked: URL, { headers, signal }: GetOptions, silence: Silence): Promise<Answer> {
    const connections = await this.#connect();
    const authorization = this.#authorize(asked);
    let isTrusted = authorization !== undefined;
    let url = asked;
    for (let redirects = 0; ; redirects++) {
      // Once away from where they belong, credentials do not come back.
      isTrusted &&= url.origin === asked.origin;
      const answer = await connections.get(
        url,
        { ...this.#defaultHeaders(), ...headers, ...(isTrusted && authorization && { authorization }) },
        { ...silence, signal },
      );
      this.#options.log(`HTTP ${answer.status} from ${redactText(url.href)}`);
      const location = headerOf(answer, "location");
      const target = redirectTarget(asked.href, url, answer.status, location, redirects);
      if (target === undefined) return answer;
      answer.body.destroy();
      url = target;
    }
  }

  #defaultHeaders(): Headers {
    // Anything but identity could put a coding on an archive, and its length and digest would be another's.
    return { "user-agent": `gov/${this.#options.version}`, accept: "*/*", "accept-encoding": "identity" };
  }

  #response(url: string, answer: Answer, { stallMs: windowMs }: Silence): HttpResponse {
    const tooSlow = () => slowError(url);
    const limit = { windowMs, minBytesPerSecond: this.#limits.minBytesPerSecond };
    return {
      status: answer.status,
      header: (name) => headerOf(answer, name),
      body: guardThroughput(explainedBody(answer), limit, this.#options.now, tooSlow),
      discard: () => answer.body.destroy(),
    };
  }

  #connect(): Promise<Connections> {
    this.#connections ??= this.#openConnections();
    return this.#connections;
  }

  /** undici and TLS are loaded here, so that a command without network does not pay for them. */
  async #openConnections(): Promise<Connections> {
    const [{ Connections }, { trustedAuthorities }] = await Promise.all([
      import("./connections.ts"),
      import("./certificates.ts"),
    ]);
    const proxyFor = readProxyRules(this.#options.env);
    const authorities = () => trustedAuthorities(this.#options);
    return new Connections({ ...this.#limits, proxyFor, authorities });
  }
}

/** A connection that is as good as dead. */
function slowError(url: string): NetworkError {
  return new NetworkError(`${hostOf(url)} sends almost nothing`, { url, retryable: "yes" });
}

async function* explainedBody({ body, explain }: Answer): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw explain(error);
  }
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : value;
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && ["http:", "https:", "file:"].includes(parsed.protocol)) return parsed;
  throw new GovError("refused", `${url} is not an http, https or file URL`, { url });
}

function offlineError(url: string): GovError {
  return new GovError("offline", `this needs ${url}, and gov is told to stay offline`, {
    hint: "run it again without --offline",
    url,
  });
}

/**
 * HTTP as the rest of gov sees it. Everything about proxies, certificates, credentials and redirects is
 * behind it (`client.ts`). Faults of the network are a `GovError` `network`, in fact a `NetworkError`; with
 * `offline` set every call that would leave the machine is a `GovError` `offline` that names the URL it would
 * have asked. When a signal stops a call, its reason is thrown.
 */
export interface HttpClient {
  /**
   * GET with at most ten redirects, never from https to http, and credentials only for the origin they
   * belong to. Any status is an answer, not an error. Makes one attempt. `file:` URLs work as a GOPROXY
   * may name them: 200 or 404, ranges included.
   */
  get(url: string, options?: GetOptions): Promise<HttpResponse>;

  /**
   * A small body as a whole, with retries where that is worth it; more than `maxBytes` is a fault. A host that
   * is silent costs seconds.
   */
  getBody(url: string, options: GetBodyOptions): Promise<HttpBody>;

  /** Stops what is under way, waits for retries included, and ends every connection. Nothing can be asked afterwards. */
  close(): Promise<void>;
}

export interface GetOptions {
  /** Sent along redirects too, so never credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface GetBodyOptions extends GetOptions {
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  /** By name in any case; several of one name are joined by `, `. */
  header(name: string): string | undefined;
  /** As sent, without any decoding. To be read to its end, once, or discarded. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface HttpBody {
  readonly status: number;
  header(name: string): string | undefined;
  /** After gzip was taken off. */
  readonly body: Buffer;
}

import type { Emit } from "../events.ts";
import { canResume, type Part, rangeHeaders, readPart } from "./download-part.ts";
import type { HttpClient } from "./http.ts";
import { hostOf, NetworkError } from "./network-error.ts";
import { PartialFile } from "./partial-file.ts";
import { RETRY_POLICY, type RetryPolicy, retryDelayMs, waitToRetry } from "./retry.ts";
import { guardThroughput, type ThroughputLimit } from "./throughput.ts";

export interface DownloadOptions {
  readonly client: HttpClient;
  readonly url: string;
  /** Bytes are kept in `FILE.partial`; whoever downloads to it should hold a lock. */
  readonly file: string;
  /** More than this is refused. */
  readonly maxBytes: number;
  /** Gets the `retry` events. */
  readonly emit: Emit;
  /** Milliseconds, of any clock. */
  readonly now: () => number;
  readonly onProgress?: (received: number, total: number | null) => void;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy;
  /** Below this another connection is tried, if the server can go on where it stopped. */
  readonly slow?: ThroughputLimit;
}

/** Addresses of one host differ: dl.google.com has some that send 10 kB/s (golang/go#78055). */
const SLOW: ThroughputLimit = { minBytesPerSecond: 20_000, windowMs: 30_000 };
/** Then the line is taken as it is. */
const SLOW_RECONNECTS = 3;

/** An attempt that got so far does not count as failed: a bad line may cut often, as long as it goes on. */
const PROGRESS_BYTES = 16 * 1024;

/**
 * A file from its first byte on, to be read once: what an earlier run kept comes from the disk, the rest from
 * the network. Everything is kept until `discard`, so that a later run can go on; a download that is whole
 * on disk asks nobody. End it by `keep`, `discard` or `close`.
 *
 * Whatever goes wrong on the way is tried again a few times, where it stopped if the server can do that, and
 * always from the URL itself, as what it redirects to may expire. What the server says about the file is not
 * believed: the digest of the whole decides. When that is wrong and `replayedBytes` is not 0, bytes of two
 * answers may have met: discard, and download once more.
 */
export class Download implements AsyncIterable<Uint8Array> {
  readonly #options: DownloadOptions;
  readonly #partial: PartialFile;
  #part: Part | undefined;
  #total: number | null;
  #received: number;
  #replayed: number;
  #hasDelivered = false;
  #knowsRanges = true;
  #isComplete: boolean;
  #failures = 0;
  #slowReconnects = 0;

  constructor(options: DownloadOptions) {
    this.#options = options;
    this.#partial = new PartialFile(options.file, options.url);
    if (this.#partial.length > options.maxBytes) this.#partial.discard();
    this.#total = this.#partial.state?.total ?? null;
    this.#received = this.#partial.length;
    this.#replayed = this.#received;
    this.#isComplete = this.#total === this.#received;
  }

  /** The size of the whole, as the server says; null when it does not. */
  get total(): number | null {
    return this.#total;
  }

  /** How many bytes come from an earlier answer than the latest: from another run, or before a reconnect. */
  get replayedBytes(): number {
    return this.#replayed;
  }

  /**
   * Has the first answer here when it returns: a server that has not got the file, or is silent, shows itself
   * now. Reading connects by itself. After a failure the download is closed.
   */
  async connect(): Promise<void> {
    try {
      while (!this.#isComplete && this.#part === undefined) this.#part = await this.#attempt();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.#replay();
      while (!this.#isComplete) {
        await this.connect();
        const before = this.#received;
        try {
          yield* this.#receive();
        } catch (error) {
          await this.#recover(error, this.#received - before);
        }
      }
    } finally {
      if (!this.#isComplete) this.close();
    }
  }

  /** Gives the whole file this name. False when another process has taken it over. */
  keep(as: string): boolean {
    return this.#partial.keep(as);
  }

  /** Deletes what is kept. */
  discard(): void {
    this.close();
    this.#partial.discard();
  }

  /** Stops; what is kept stays for a later run. */
  close(): void {
    this.#part?.response.discard();
    this.#part = undefined;
    this.#partial.close();
  }

  /** `undefined` when it failed and is worth another attempt. */
  async #attempt(): Promise<Part | undefined> {
    try {
      return await this.#open();
    } catch (error) {
      await this.#recover(error, 0);
      return undefined;
    }
  }

  async #open(): Promise<Part> {
    const { client, url, signal } = this.#options;
    const state = { validator: null, total: null, ...this.#partial.state };
    const start = this.#knowsRanges && canResume(state) ? this.#received : 0;
    const headers = start > 0 ? rangeHeaders(start, state) : {};
    const response = await client.get(url, { headers, signal });
    try {
      const part = readPart(url, response, { ...state, start });
      if (part === "no-range") throw this.#noRangeError();
      this.#accept(part);
      return part;
    } catch (error) {
      response.discard();
      throw error;
    }
  }

  /** Takes an answer for the next one: either it goes on, or it starts again. */
  #accept(part: Part): void {
    const { url, maxBytes } = this.#options;
    if (part.total !== null && part.total > maxBytes) throw tooLong(url, maxBytes);
    if (part.start === 0) {
      if (this.#hasDelivered) this.#checkUnchanged(part);
      else this.#restart(part);
    }
    this.#total = part.total ?? this.#total;
    this.#replayed = this.#received;
  }

  /** Nothing was given out yet, so what was kept may be forgotten. */
  #restart({ validator, total }: Part): void {
    this.#received = 0;
    this.#total = null;
    this.#partial.begin({ validator, total });
  }

  /** Bytes were given out already: only the same file can be gone on with. */
  #checkUnchanged({ validator, total }: Part): void {
    const known = this.#partial.state;
    const differs = (a: unknown, b: unknown) => a !== null && b !== null && a !== b;
    const isShorter = total !== null && total < this.#received;
    if (!isShorter && !differs(validator, known?.validator ?? null) && !differs(total, this.#total)) return;
    throw this.#changedError();
  }

  #changedError(): NetworkError {
    this.#partial.discard();
    const { url } = this.#options;
    return new NetworkError(`the file at ${hostOf(url)} was changed while it was downloaded`, { url });
  }

  *#replay(): Generator<Uint8Array> {
    this.#hasDelivered = this.#received > 0;
    let replayed = 0;
    for (const chunk of this.#partial.replay()) {
      this.#options.signal?.throwIfAborted();
      replayed += chunk.length;
      this.#options.onProgress?.(replayed, this.#total);
      yield chunk;
    }
  }

  async *#receive(): AsyncGenerator<Uint8Array> {
    const part = this.#part;
    if (part === undefined) return;
    this.#part = undefined;
    let skip = this.#received - part.start;
    for await (const chunk of this.#bodyOf(part)) {
      const fresh = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - fresh.length;
      if (fresh.length === 0) continue;
      this.#add(fresh);
      yield fresh;
    }
    this.#finish(skip);
  }

  /** Another connection may be faster, if nothing is lost by it. */
  #bodyOf({ response, isResumable }: Part): AsyncIterable<Uint8Array> {
    const maySwitch = isResumable && this.#knowsRanges && this.#slowReconnects < SLOW_RECONNECTS;
    if (!maySwitch) return response.body;
    const { url, now, slow = SLOW } = this.#options;
    return guardThroughput(response.body, slow, now, () => {
      this.#slowReconnects += 1;
      const rate = `less than ${slow.minBytesPerSecond / 1000} kB/s`;
      return new NetworkError(`${hostOf(url)} is slow (${rate})`, { url, retryable: "yes" });
    });
  }

  #add(chunk: Uint8Array): void {
    const { url, maxBytes, onProgress } = this.#options;
    const limit = this.#total ?? maxBytes;
    if (this.#received + chunk.length > limit) throw tooLong(url, limit);
    this.#partial.append(chunk);
    this.#received += chunk.length;
    this.#hasDelivered = true;
    onProgress?.(this.#received, this.#total);
  }

  #finish(missing: number): void {
    const { url } = this.#options;
    // What an earlier run kept is longer than the whole.
    if (missing > 0 && this.#total === null) throw this.#changedError();
    if (missing > 0 || this.#received < (this.#total ?? 0)) {
      throw new NetworkError(`${hostOf(url)} sent less than it announced`, { url, retryable: "yes" });
    }
    if (this.#total === null) this.#partial.end();
    this.#total = this.#received;
    this.#isComplete = true;
  }

  #noRangeError(): NetworkError {
    this.#knowsRanges = false;
    const { url } = this.#options;
    return new NetworkError(`${hostOf(url)} cannot go on where the download stopped`, {
      url,
      retryable: "yes",
    });
  }

  /** Waits for the next attempt, or throws when none is worth it. */
  async #recover(error: unknown, progress: number): Promise<void> {
    const { url, emit, signal, retry: policy = RETRY_POLICY } = this.#options;
    this.#failures = progress >= PROGRESS_BYTES ? 1 : this.#failures + 1;
    const delayMs = retryDelayMs(error, this.#failures, policy);
    if (delayMs === undefined) throw error;
    await waitToRetry({ url, emit, policy, signal }, error, delayMs);
  }
}

function tooLong(url: string, limit: number): NetworkError {
  return new NetworkError(`${hostOf(url)} sends more than the ${limit} bytes that the file can have`, {
    url,
  });
}

export interface ThroughputLimit {
  readonly minBytesPerSecond: number;
  /** How long to watch before judging. */
  readonly windowMs: number;
}

/**
 * Passes a body on, and throws `tooSlow()` when so little comes that waiting for the rest makes no sense.
 * Only time spent waiting for the sender counts: a slow reader is no fault of the network. Something has to
 * come for the judgement to be made; that nothing comes at all is the connection's time limit.
 */
export async function* guardThroughput(
  body: AsyncIterable<Uint8Array>,
  { minBytesPerSecond, windowMs }: ThroughputLimit,
  now: () => number,
  tooSlow: () => Error,
): AsyncGenerator<Uint8Array> {
  let waitedMs = 0;
  let bytes = 0;
  let since = now();
  for await (const chunk of body) {
    waitedMs += now() - since;
    bytes += chunk.length;
    if (waitedMs >= windowMs) {
      if ((bytes * 1000) / waitedMs < minBytesPerSecond) throw tooSlow();
      waitedMs = 0;
      bytes = 0;
    }
    yield chunk;
    since = now();
  }
}

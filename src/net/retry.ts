import { setTimeout as sleep } from "node:timers/promises";
import type { Emit } from "../events.ts";
import { NetworkError } from "./network-error.ts";

export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  readonly baseMs: number;
  /** No wait is longer, whatever the server asks for. */
  readonly maxMs: number;
}

export const RETRY_POLICY: RetryPolicy = { attempts: 4, baseMs: 500, maxMs: 20_000 };

export interface RetryOptions {
  readonly url: string;
  readonly policy: RetryPolicy;
  readonly emit: Emit;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How long to wait after failure number `failures` (from 1), or `undefined` when it is not worth another
 * attempt. Doubles each time, half of it by chance (`random` gives 0 to 1), so that many clients do not come
 * back together.
 */
export function retryDelayMs(
  error: unknown,
  failures: number,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number | undefined {
  if (!(error instanceof NetworkError)) return undefined;
  const attempts = { yes: policy.attempts, once: 2, no: 1 }[error.retryable];
  if (failures >= attempts) return undefined;
  const backOff = policy.baseMs * 2 ** (failures - 1) * (0.5 + random() / 2);
  return Math.min(Math.max(backOff, error.retryAfterMs ?? 0), policy.maxMs);
}

export interface TimedRetryOptions extends RetryOptions {
  /** Milliseconds, of any clock. */
  readonly now: () => number;
  /** What fails after this long is not tried again. */
  readonly untilMs: number;
}

/**
 * Runs `attempt` until it succeeds or its failure is not worth another one. A result may be a failure too:
 * `failureOf` tells; when nothing more is worth trying such a result is returned.
 */
export async function withRetries<T>(
  options: TimedRetryOptions,
  attempt: () => Promise<T>,
  failureOf: (result: T) => NetworkError | undefined = () => undefined,
): Promise<T> {
  const startedAt = options.now();
  for (let failures = 1; ; failures++) {
    const outcome = await settle(attempt);
    const error = "error" in outcome ? outcome.error : failureOf(outcome.result);
    const isOver = error === undefined || options.now() - startedAt >= options.untilMs;
    const delayMs = isOver ? undefined : retryDelayMs(error, failures, options.policy);
    if (delayMs !== undefined) await waitToRetry(options, error, delayMs);
    else if ("error" in outcome) throw outcome.error;
    else return outcome.result;
  }
}

/** Says that there will be another attempt, and waits for it. */
export async function waitToRetry(options: RetryOptions, error: unknown, delayMs: number): Promise<void> {
  const { url, emit, signal } = options;
  emit({ type: "retry", url, reason: error instanceof Error ? error.message : String(error), delayMs });
  try {
    await sleep(delayMs, undefined, signal && { signal });
  } catch (interruption) {
    throw signal?.aborted ? signal.reason : interruption;
  }
}

async function settle<T>(attempt: () => Promise<T>): Promise<{ result: T } | { error: unknown }> {
  try {
    return { result: await attempt() };
  } catch (error) {
    return { error };
  }
}

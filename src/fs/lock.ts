import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import type { Home } from "../config/home.ts";
import { GovError, isSystemError } from "../errors.ts";
import type { Log } from "../log.ts";
import { describeHolder, evictAbandoned, holderOf, lockFileSystem, removeUnheld } from "./lock-directory.ts";
import { namesIn } from "./names-in.ts";
import { removeTree } from "./remove.ts";
import { makerIn, makerOf } from "./scratch.ts";

export interface LockOptions {
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long to wait for a holder that lives; ten minutes unless told otherwise. */
  readonly waitMs?: number;
  /** Called once when the wait is more than a moment. */
  readonly onWait?: (holder: string) => void;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

type Release = () => Promise<void>;

const DEFAULT_WAIT_MS = 10 * 60_000;
const POLL_MS = 100;
const TOUCH_MS = 3_000;

/**
 * Runs `fn` while holding the lock `key`, which must be fit for a file name. Waiting too long for a holder
 * that lives is `lock-timeout`.
 *
 * Locks save double work and nothing else: what gov makes appears by a rename, so two processes that both
 * believe to hold a lock cost time, not correctness. Hence a lock that cannot be had for technical reasons
 * is done without, and one that gets lost is only logged.
 *
 * A lock is the directory `locks/KEY.lock`, which its holder touches every few seconds, with a file in it that
 * says who that is.
 */
export async function withLock<T>(
  home: Pick<Home, "locksDir">,
  key: string,
  options: LockOptions,
  fn: () => Promise<T>,
): Promise<T> {
  const release = await acquire(lockDirectory(home, key), key, options);
  try {
    return await fn();
  } finally {
    await release();
  }
}

/** Removes the locks of processes that died with them, and those that they never came to hold. */
export function sweepLocks(
  home: Pick<Home, "locksDir">,
  { now, log }: Pick<LockOptions, "now" | "log">,
): void {
  for (const name of namesIn(home.locksDir)) {
    const entry = path.join(home.locksDir, name);
    try {
      if (name.endsWith(".lock")) {
        evictAbandoned(entry, now);
        removeUnheld(entry);
      } else if (makerOf(name) === "dead") removeTree(entry);
    } catch (error) {
      log(`could not remove ${entry}: ${String(error)}`);
    }
  }
}

async function acquire(directory: string, key: string, options: LockOptions): Promise<Release> {
  const { now, waitMs = DEFAULT_WAIT_MS, onWait, signal } = options;
  const deadline = now() + waitMs;
  for (let rounds = 0; ; rounds++) {
    signal?.throwIfAborted();
    const release = await attemptLock(directory, options);
    if (release !== undefined) return release;
    const holder = holderOf(directory);
    if (now() >= deadline) throw timeoutError(directory, key, holder, waitMs);
    if (rounds === 1) onWait?.(describeHolder(holder));
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

/** `undefined` when somebody holds it. */
async function attemptLock(directory: string, { log, now }: LockOptions): Promise<Release | undefined> {
  try {
    evictAbandoned(directory, now);
    return holderOf(directory) === undefined ? await takeLock(directory, log) : undefined;
  } catch (error) {
    if (isSystemError(error, "ELOCKED")) return undefined;
    if (!(error instanceof Error) || !("code" in error)) throw error;
    log(`working without the lock ${directory}: ${error.message}`);
    return async () => {};
  }
}

async function takeLock(directory: string, log: Log): Promise<Release> {
  const system = lockFileSystem(directory);
  const unlock = await lockfile.lock(directory, {
    lockfilePath: directory,
    realpath: false,
    // Who is stale is decided here, by the holder's name: a suspended one is not.
    stale: Number.POSITIVE_INFINITY,
    update: TOUCH_MS,
    fs: system,
    onCompromised: (error) => log(`lost the lock ${directory}: ${error.message}`),
  });
  return async () => {
    try {
      await unlock();
    } catch (error) {
      log(`could not release the lock ${directory}: ${String(error)}`);
      // What was taken for lost may be there and ours.
      system.rmdirSync(directory);
    }
  };
}

function timeoutError(directory: string, key: string, holder: string | undefined, waitMs: number): GovError {
  const seconds = Math.round(waitMs / 1000);
  const pid = holder !== undefined && makerOf(holder) === "alive" ? makerIn(holder)?.pid : undefined;
  const who = describeHolder(holder);
  return new GovError("lock-timeout", `waited ${seconds} s for ${who}, which is at work on ${key}`, {
    hint: pid === undefined ? `rm -r ${directory}` : `kill ${pid}`,
  });
}

function lockDirectory({ locksDir }: Pick<Home, "locksDir">, key: string): string {
  return path.join(locksDir, `${key}.lock`);
}

import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lockfile from "proper-lockfile";
import type { Home } from "../config/home.ts";
import { GovError, isSystemError } from "../errors.ts";
import type { Log } from "../log.ts";
import { describeOwner, type LockOwner, ownerText, parseOwner, readOwnerText } from "./lock-owner.ts";
import { namesIn } from "./names-in.ts";
import { stateOf } from "./process-identity.ts";

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

interface LockPaths {
  /** proper-lockfile's name for the lock; its directory has `.lock` behind. */
  readonly file: string;
  readonly directory: string;
  readonly owner: string;
}

type Release = () => Promise<void>;

const DEFAULT_WAIT_MS = 10 * 60_000;
const POLL_MS = 100;
const TOUCH_MS = 3_000;
/** A lock of nobody we can ask is given up after this long without a touch. */
const STALE_MS = 10_000;

/**
 * Runs `fn` while holding the lock `key`, which must be fit for a file name. Waiting too long for a holder
 * that lives is `lock-timeout`.
 *
 * Locks save double work and nothing else: what gov makes appears by a rename, so two processes that both
 * believe to hold a lock cost time, not correctness. Hence a lock that cannot be had for technical reasons
 * is done without, and one that gets lost is only logged.
 *
 * A lock is the directory `locks/KEY.lock`, which its holder touches every few seconds, and beside it
 * `locks/KEY.owner`, which says who that is. The owner file is written after the directory and removed
 * before it, so it never speaks of an earlier holder.
 */
export async function withLock<T>(
  home: Pick<Home, "locksDir">,
  key: string,
  options: LockOptions,
  fn: () => Promise<T>,
): Promise<T> {
  const release = await acquire(lockPaths(home, key), key, options);
  try {
    return await fn();
  } finally {
    await release();
  }
}

/** Removes the locks of processes that died with them. */
export function sweepLocks(
  home: Pick<Home, "locksDir">,
  { now, log }: Pick<LockOptions, "now" | "log">,
): void {
  for (const name of namesIn(home.locksDir)) {
    const key = /^(.+)\.(?:lock|owner)$/.exec(name)?.[1];
    if (key === undefined) continue;
    try {
      evictAbandoned(lockPaths(home, key), now);
    } catch (error) {
      log(`could not remove the lock ${key}: ${String(error)}`);
    }
  }
}

async function acquire(paths: LockPaths, key: string, options: LockOptions): Promise<Release> {
  const { now, waitMs = DEFAULT_WAIT_MS, onWait, signal } = options;
  const deadline = now() + waitMs;
  for (let rounds = 0; ; ) {
    signal?.throwIfAborted();
    const attempt = await attemptLock(paths, options);
    if (typeof attempt === "function") return attempt;
    if (attempt === "evicted") continue;
    const owner = parseOwner(readOwnerText(paths.owner));
    if (now() >= deadline) throw timeoutError(paths, key, owner, waitMs);
    // Not in the first round: the holder may not have said yet who it is.
    if (rounds === 1) onWait?.(describeOwner(owner));
    rounds += 1;
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
}

async function attemptLock(paths: LockPaths, options: LockOptions): Promise<Release | "evicted" | "busy"> {
  try {
    const release = await takeLock(paths, options);
    if (release !== undefined) return release;
    return evictAbandoned(paths, options.now) ? "evicted" : "busy";
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    options.log(`working without the lock ${paths.directory}: ${error.message}`);
    return async () => {};
  }
}

/** `undefined` when the lock is taken. */
async function takeLock(paths: LockPaths, { log, now }: LockOptions): Promise<Release | undefined> {
  try {
    fs.mkdirSync(path.dirname(paths.file), { recursive: true });
    const unlock = await lockfile.lock(paths.file, {
      realpath: false,
      // Who is stale is decided here, by the owner file: a suspended holder is not.
      stale: Number.POSITIVE_INFINITY,
      update: TOUCH_MS,
      fs: lockFileSystem,
      onCompromised: (error) => log(`lost the lock ${paths.directory}: ${error.message}`),
    });
    return releaseBy(unlock, paths, writeOwner(paths, now(), log), log);
  } catch (error) {
    if (isSystemError(error, "ELOCKED")) return undefined;
    throw error;
  }
}

/** proper-lockfile removes its locks when a signal ends the process; the owner file goes first. */
const lockFileSystem = {
  ...fs,
  rmdirSync(directory: string) {
    fs.rmSync(directory.replace(/\.lock$/, ".owner"), { force: true });
    fs.rmdirSync(directory);
  },
};

function writeOwner(paths: LockPaths, now: number, log: Log): string {
  const text = ownerText(now);
  try {
    fs.writeFileSync(paths.owner, text);
  } catch (error) {
    log(`could not write ${paths.owner}: ${String(error)}`);
  }
  return text;
}

function releaseBy(unlock: Release, paths: LockPaths, owner: string, log: Log): Release {
  return async () => {
    try {
      // A lock that was lost belongs to somebody else by now.
      if (readOwnerText(paths.owner) === owner) fs.rmSync(paths.owner, { force: true });
      await unlock();
    } catch (error) {
      log(`could not release the lock ${paths.directory}: ${String(error)}`);
    }
  };
}

/**
 * Removes the lock if its holder is gone; `true` when it is worth trying again. Two waiters may judge the
 * same dead holder: each takes the owner file away by a rename and looks whether it is the one that was
 * judged, so that a late one does not evict the other, who holds the lock by then.
 */
function evictAbandoned(paths: LockPaths, now: () => number): boolean {
  const text = readOwnerText(paths.owner);
  if (!isAbandoned(paths, parseOwner(text), now)) return false;
  const taken = `${paths.owner}.${process.pid}`;
  try {
    if (text !== undefined) fs.renameSync(paths.owner, taken);
    const same = text === readOwnerText(taken);
    fs.rmSync(taken, { force: true });
    if (same) fs.rmdirSync(paths.directory);
    return same;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return true;
    throw error;
  }
}

/** A holder that cannot be asked is taken for dead when it stopped touching the lock. */
function isAbandoned(paths: LockPaths, owner: LockOwner | undefined, now: () => number): boolean {
  const state = owner === undefined ? "elsewhere" : stateOf(owner);
  if (state !== "elsewhere") return state === "dead";
  const stat = fs.statSync(paths.directory, { throwIfNoEntry: false });
  return stat === undefined || stat.mtimeMs < now() - STALE_MS;
}

function timeoutError(paths: LockPaths, key: string, owner: LockOwner | undefined, waitMs: number): GovError {
  const holder = describeOwner(owner);
  const seconds = Math.round(waitMs / 1000);
  const local = owner !== undefined && stateOf(owner) === "alive";
  const hint = local ? `kill ${owner.pid}` : `rmdir ${paths.directory}`;
  return new GovError("lock-timeout", `waited ${seconds} s for ${holder}, which is at work on ${key}`, {
    hint,
  });
}

function lockPaths(home: Pick<Home, "locksDir">, key: string): LockPaths {
  const file = path.join(home.locksDir, key);
  return { file, directory: `${file}.lock`, owner: `${file}.owner` };
}

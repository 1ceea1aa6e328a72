import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { namesIn } from "./names-in.ts";
import { stateOf } from "./process-identity.ts";
import { removeTree } from "./remove.ts";
import { makerIn, makerOf, scratchPath } from "./scratch.ts";

/**
 * A lock on disk is a directory with one file in it, whose name says which process holds the lock. It appears
 * with that file by one rename, which no directory with something in it gives way to: so
 * nobody ever sees a lock without its holder, and who takes the file of a dead holder away cannot hit anybody
 * else. Without a file in it the directory is no lock.
 */

/** A lock of nobody we can ask is given up after this long without a touch. */
const STALE_MS = 10_000;

/** What proper-lockfile does its work with, for one lock and one holder. */
export function lockFileSystem(directory: string): typeof fs {
  const prepared = scratchPath(path.dirname(directory), path.basename(directory, ".lock"));
  const owner = path.basename(prepared);
  const take = () => takeDirectory(directory, prepared);
  const release = () => releaseDirectory(directory, owner);
  return {
    ...fs,
    mkdir: calledBack(take),
    rmdir: calledBack(release),
    // When a signal ends the process.
    rmdirSync: release,
  } as unknown as typeof fs;
}

/** The file that says who holds a lock; `undefined` when nobody does. */
export function holderOf(directory: string): string | undefined {
  return namesIn(directory)[0];
}

/** Takes the lock away from a holder that is gone, or that cannot be asked and stopped touching the lock. */
export function evictAbandoned(directory: string, now: () => number): void {
  for (const name of namesIn(directory)) {
    if (isAbandoned(directory, name, now)) fs.rmSync(path.join(directory, name), { force: true });
  }
}

export function describeHolder(name: string | undefined): string {
  const holder = name === undefined ? undefined : makerIn(name);
  if (holder === undefined) return "another gov";
  const where = stateOf(holder) === "elsewhere" ? ` on ${holder.host}` : "";
  return `process ${holder.pid}${where}`;
}

/** Takes the directory of a lock that nobody holds away. */
export function removeUnheld(directory: string): void {
  try {
    fs.rmdirSync(directory);
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTEMPTY", "EEXIST")) throw error;
  }
}

/** `EEXIST` when somebody holds it. */
function takeDirectory(directory: string, prepared: string): void {
  fs.mkdirSync(prepared);
  try {
    fs.writeFileSync(path.join(prepared, path.basename(prepared)), "");
    removeUnheld(directory);
    fs.renameSync(prepared, directory);
  } catch (error) {
    removeTree(prepared);
    const isHeld = isSystemError(error, "ENOTEMPTY", "EEXIST");
    throw isHeld ? Object.assign(new Error("the lock is held"), { code: "EEXIST" }) : error;
  }
}

/** Behind our file the directory may be somebody else's already. */
function releaseDirectory(directory: string, owner: string): void {
  fs.rmSync(path.join(directory, owner), { force: true });
  removeUnheld(directory);
}

function isAbandoned(directory: string, name: string, now: () => number): boolean {
  const state = makerOf(name);
  if (state !== "elsewhere") return state === "dead";
  const stat = fs.statSync(directory, { throwIfNoEntry: false });
  // A touch of the future is no touch either: some clock was wrong.
  return stat !== undefined && Math.abs(now() - stat.mtimeMs) > STALE_MS;
}

function calledBack(action: () => void) {
  return (_path: string, callback: (error: unknown) => void) => {
    let failure: unknown = null;
    try {
      action();
    } catch (error) {
      failure = error;
    }
    callback(failure);
  };
}

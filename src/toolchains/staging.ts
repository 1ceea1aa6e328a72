import fs from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { exchange } from "../fs/exchange.ts";
import { type LockOptions, sweepLocks } from "../fs/lock.ts";
import { removeTree } from "../fs/remove.ts";
import { scratchPath, sweepScratch } from "../fs/scratch.ts";
import { syncDirectory } from "../fs/sync.ts";
import type { Platform } from "../platform/platform.ts";
import { readToolchain } from "./store.ts";

type StagingHome = Pick<Home, "stagingDir" | "trashDir" | "versionsDir">;

/** A toolchain in the making, on the file system where it will stand and closed to other users. */
export interface Staging {
  /** Becomes `versions/NAME`. */
  readonly dir: string;
  /**
   * Gives `dir` its name by one rename. `lost` means that another process put a complete toolchain there
   * first, which is as good; ours is gone then. A broken one there is replaced.
   */
  publish(name: string, host: Platform): "published" | "lost";
  /**
   * As `publish`, over whatever has the name. Where names can be exchanged there is no moment without one that
   * has it; elsewhere a process killed between two renames leaves the version absent.
   */
  replace(name: string): "published";
  /** Removes what was not published. May be called at any time, and twice. */
  discard(): void;
}

export function createStaging(home: StagingHome, label: string): Staging {
  const { outer, dir } = makeDirectories(home.stagingDir, label);
  const discard = () => removeIfPossible(outer);
  const publishBy = <T>(name: string, rename: (target: string) => T): T => {
    const target = path.join(home.versionsDir, name);
    try {
      fs.mkdirSync(home.versionsDir, { recursive: true });
      return rename(target);
    } catch (error) {
      throw diskError(error, `cannot publish ${target}`);
    } finally {
      syncDirectory(home.versionsDir);
      discard();
    }
  };
  return {
    dir,
    publish: (name, host) => publishBy(name, (target) => renameUnlessComplete(home, dir, target, host)),
    replace: (name) => publishBy(name, (target) => renameOver(home, dir, target)),
    discard,
  };
}

/**
 * Takes an entry out of `versions/` by one rename; the result is to be removed with `removeTree`.
 * `undefined` when it was not there.
 */
export function moveToTrash(home: Pick<Home, "trashDir">, dir: string): string | undefined {
  // First what fails where nothing may be changed.
  const trash = scratchPath(home.trashDir, path.basename(dir));
  if (!makeMovable(dir)) return undefined;
  try {
    fs.renameSync(dir, trash);
    return trash;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** To move a directory elsewhere one must be allowed to write to it: its `..` changes. False for what is not there. */
function makeMovable(dir: string): boolean {
  const stat = fs.lstatSync(dir, { throwIfNoEntry: false });
  if (stat?.isDirectory() && (stat.mode & 0o200) === 0) fs.chmodSync(dir, stat.mode | 0o200);
  return stat !== undefined;
}

/** Removes what dead processes left half-made or half-removed, and their locks. */
export function sweep(
  home: Pick<Home, "stagingDir" | "trashDir" | "locksDir">,
  options: Pick<LockOptions, "now" | "log">,
): void {
  sweepScratch(home.stagingDir, options);
  sweepScratch(home.trashDir, options);
  sweepLocks(home, options);
}

/** The outer directory is private; the inner one has the modes that the published toolchain will have. */
function makeDirectories(parent: string, label: string): { readonly outer: string; readonly dir: string } {
  let outer: string | undefined;
  try {
    outer = scratchPath(parent, label);
    const dir = path.join(outer, "toolchain");
    fs.mkdirSync(outer, { mode: 0o700 });
    fs.mkdirSync(dir, { mode: 0o755 });
    return { outer, dir };
  } catch (error) {
    if (outer !== undefined) removeIfPossible(outer);
    throw diskError(error, `cannot write to ${parent}`);
  }
}

function renameUnlessComplete(
  home: StagingHome,
  dir: string,
  target: string,
  host: Platform,
): "published" | "lost" {
  try {
    fs.renameSync(dir, target);
    return "published";
  } catch (error) {
    if (!isSystemError(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) throw error;
    if (!("message" in readToolchain(target, host))) return "lost";
    return renameOver(home, dir, target);
  }
}

/** What was there is in the place of `dir` afterwards, or removed. */
function renameOver(home: StagingHome, dir: string, target: string): "published" {
  if (makeMovable(target) && exchange(dir, target)) return "published";
  const old = moveToTrash(home, target);
  try {
    fs.renameSync(dir, target);
  } catch (error) {
    // Somebody else replaced it in the same moment: theirs came by a rename too.
    if (!isSystemError(error, "ENOTEMPTY", "EEXIST")) {
      if (old !== undefined) fs.renameSync(old, target);
      throw error;
    }
  }
  if (old !== undefined) removeIfPossible(old);
  return "published";
}

/** The work itself is done or has failed by now: what resists is left for the next sweep, which logs it. */
function removeIfPossible(target: string): void {
  try {
    removeTree(target);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

import fs from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { diskError } from "../fs/disk-error.ts";
import { namesIn } from "../fs/names-in.ts";
import { removeTree } from "../fs/remove.ts";
import { moveToTrash } from "./staging.ts";

/** What `cache/` takes, in bytes; 0 when it is not there. */
export function cacheBytes({ cacheDir }: Pick<Home, "cacheDir">): number {
  return bytesBelow(cacheDir);
}

/**
 * Empties the cache and returns the bytes freed. It goes by one rename, so that an install at work finds all of
 * it or nothing; what is not cached is fetched again.
 */
export function clearCache(home: Pick<Home, "cacheDir" | "trashDir">): number {
  const bytes = cacheBytes(home);
  try {
    const trash = moveToTrash(home, home.cacheDir);
    if (trash !== undefined) removeTree(trash);
  } catch (error) {
    throw diskError(error, `cannot remove ${home.cacheDir}`);
  }
  return bytes;
}

function bytesBelow(target: string): number {
  const stat = fs.lstatSync(target, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return namesIn(target).reduce((sum, name) => sum + bytesBelow(path.join(target, name)), 0);
}

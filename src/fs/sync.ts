import { spawn } from "node:child_process";
import fs from "node:fs";

/**
 * Everything written on the file system of `target` is on the disk afterwards, if the system has `sync -f`;
 * where it has not (macOS, old busybox) durability is left to the system. One syncfs costs a tenth of an
 * fsync for each file.
 */
export function syncFileSystem(target: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn("sync", ["-f", target], { stdio: "ignore", cwd: "/" });
    child.once("error", () => resolve());
    child.once("close", () => resolve());
  });
}

const SYNC_EVERY_MS = 500;

/**
 * Does `work`, which makes and fills `target`, and has the disk begin on that meanwhile: the sync that makes it
 * durable afterwards has little left to do.
 */
export async function syncingMeanwhile<T>(target: string, work: () => Promise<T>): Promise<T> {
  let isSyncing = false;
  const timer = setInterval(async () => {
    if (isSyncing || !fs.existsSync(target)) return;
    isSyncing = true;
    await syncFileSystem(target);
    isSyncing = false;
  }, SYNC_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Makes renames in a directory durable; file systems that cannot do that are left alone. */
export function syncDirectory(dir: string): void {
  try {
    const fd = fs.openSync(dir, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // The rename stands either way; only its survival of a power cut is the system's affair.
  }
}

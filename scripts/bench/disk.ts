import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { freshDir } from "./place.ts";

const MEMORY = "/dev/shm";
const IMAGE_BYTES = 3e9;

/** Can `onFreshDisk` give more than a new directory? */
export const makesDisks = canMakeDisks();

/**
 * Does `work` in an empty directory whose file system is new where root can make one: on a used one the same
 * writes take up to three times as long, because ext4 passes over inodes that were freed a moment ago.
 */
export async function onFreshDisk<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = freshDir();
  if (!makesDisks) return work(dir);
  const image = path.join(MEMORY, `gov-bench-${process.pid}.img`);
  makeDisk(image, dir);
  try {
    return await work(dir);
  } finally {
    run("umount", dir);
    fs.rmSync(image);
  }
}

function canMakeDisks(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !fs.existsSync(MEMORY)) return false;
  const { bavail, bsize } = fs.statfsSync(MEMORY);
  return bavail * bsize > IMAGE_BYTES && spawnSync("mkfs.ext4", ["-V"]).status === 0;
}

function makeDisk(image: string, dir: string): void {
  fs.writeFileSync(image, "");
  fs.truncateSync(image, IMAGE_BYTES);
  run("mkfs.ext4", "-q", "-F", image);
  run("mount", "-o", "loop", image, dir);
}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
}

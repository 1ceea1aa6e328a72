import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";

/** What a file system still has for this user. */
export interface Room {
  /** The file system, by its device. */
  readonly device: number;
  readonly bytes: number;
  /** Undefined for file systems that make them as needed. */
  readonly inodes: number | undefined;
}

/** Where `target` is or would be; `undefined` when the file system does not say. */
export function roomAt(target: string): Room | undefined {
  try {
    const { bavail, bsize, files, ffree } = fs.statfsSync(target);
    const { dev } = fs.statSync(target);
    return { device: dev, bytes: bavail * bsize, inodes: files === 0 ? undefined : ffree };
  } catch (error) {
    const parent = path.dirname(target);
    return isSystemError(error, "ENOENT") && parent !== target ? roomAt(parent) : undefined;
  }
}

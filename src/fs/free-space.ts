import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";

/**
 * Bytes this user may still write where `target` is or would be; `undefined` when the file system does not
 * say.
 */
export function freeBytes(target: string): number | undefined {
  try {
    const { bavail, bsize } = fs.statfsSync(target);
    return bavail * bsize;
  } catch (error) {
    const parent = path.dirname(target);
    return isSystemError(error, "ENOENT") && parent !== target ? freeBytes(parent) : undefined;
  }
}

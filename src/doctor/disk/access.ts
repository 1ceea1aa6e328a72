import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../../errors.ts";
import { kindOf } from "../../fs/kind-of.ts";

/** What is in the way of writing into a directory. */
export interface Obstacle {
  /** The directory, or the nearest one above it that is there. */
  readonly place: string;
  /** What would have to be made in `place`: the directory that `mkdir` fails for. */
  readonly wanted: string;
  readonly reason:
    | "permission denied"
    | "read-only file system"
    | "not a directory"
    | "no such file or directory";
}

/** `undefined` when this user may write into `dir`, or may make it. */
export function obstacleToWriting(dir: string, wanted = dir): Obstacle | undefined {
  try {
    fs.accessSync(dir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    return fs.statSync(dir).isDirectory() ? undefined : { place: dir, wanted, reason: "not a directory" };
  } catch (error) {
    const parent = path.dirname(dir);
    // Go's `mkdir -p` climbs like this: to the first directory that it can see.
    const isHidden = isSystemError(error, "EACCES") && kindOf(dir) === "unreadable";
    if ((isHidden || isSystemError(error, "ENOENT")) && parent !== dir) return obstacleToWriting(parent, dir);
    return { place: dir, wanted, reason: reasonOf(error, dir) };
  }
}

function reasonOf(error: unknown, dir: string): Obstacle["reason"] {
  if (isSystemError(error, "EROFS")) return "read-only file system";
  if (isSystemError(error, "ENOTDIR")) return "not a directory";
  return kindOf(dir) === "file" ? "not a directory" : "permission denied";
}

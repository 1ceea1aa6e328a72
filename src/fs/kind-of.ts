import fs from "node:fs";
import { isSystemError } from "../errors.ts";

/** What stands at a path, behind links. `unreadable`: something is in the way of looking. */
export type FileKind = "file" | "directory" | "other" | "missing" | "unreadable";

export function kindOf(file: string): FileKind {
  try {
    const stat = fs.statSync(file);
    if (stat.isFile()) return "file";
    return stat.isDirectory() ? "directory" : "other";
  } catch (error) {
    return isSystemError(error, "ENOENT", "ENOTDIR") ? "missing" : "unreadable";
  }
}

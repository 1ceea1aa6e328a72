import fs from "node:fs";
import { isSystemError } from "../errors.ts";
import { diskError } from "./disk-error.ts";

/** The names in a directory, unsorted; none when there is no such directory. */
export function namesIn(dir: string): string[] {
  try {
    return fs.readdirSync(dir);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw diskError(error, `cannot read ${dir}`);
  }
}

/** The same, sorted, and none for a directory that cannot be read either. */
export function readableNamesIn(dir: string): string[] {
  try {
    return fs.readdirSync(dir).sort();
  } catch {
    return [];
  }
}

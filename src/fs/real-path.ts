import fs from "node:fs";

/** The path behind all links; the path itself where there is nothing, or nothing to be seen. */
export function realPathOf(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

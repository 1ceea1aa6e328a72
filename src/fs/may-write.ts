import fs from "node:fs";

/** May this user write into a directory that is there? One system call. */
export function mayWrite(dir: string): boolean {
  try {
    fs.accessSync(dir, fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

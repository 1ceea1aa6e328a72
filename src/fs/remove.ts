import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { diskError } from "./disk-error.ts";

/** Removes a file, a link as a link. What is gone already is no error; every other failure is as `diskError` says. */
export function removeFile(file: string): void {
  try {
    tolerateAbsence(() => fs.unlinkSync(file));
  } catch (error) {
    throw diskError(error, `cannot remove ${file}`);
  }
}

/**
 * Removes a file or a whole tree, links as links. Directories without write permission, such as Go's module
 * cache makes, are opened up first. What is gone already, or goes meanwhile, is no error; every other
 * failure is the system's own.
 */
export function removeTree(target: string): void {
  if (isDirectory(target)) {
    emptyDirectory(target);
    tolerateAbsence(() => fs.rmdirSync(target));
  } else {
    tolerateAbsence(() => fs.unlinkSync(target));
  }
}

function emptyDirectory(dir: string): void {
  const entries = tolerateAbsence(() => withAccess(dir, () => fs.readdirSync(dir, { withFileTypes: true })));
  for (const entry of entries ?? []) {
    const child = path.join(dir, entry.name);
    if (entry.isDirectory()) {
      emptyDirectory(child);
      tolerateAbsence(() => withAccess(dir, () => fs.rmdirSync(child)));
    } else {
      tolerateAbsence(() => withAccess(dir, () => fs.unlinkSync(child)));
    }
  }
}

/** Tries again with the directory's owner allowed to do everything in it. */
function withAccess<T>(dir: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isSystemError(error, "EACCES", "EPERM")) throw error;
    fs.chmodSync(dir, 0o700);
    return action();
  }
}

function tolerateAbsence<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isDirectory(target: string): boolean {
  return fs.lstatSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

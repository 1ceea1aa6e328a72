import fs from "node:fs";
import path from "node:path";
import { GovError } from "../errors.ts";
import { diskError } from "./disk-error.ts";

/**
 * Copies a tree of regular files and directories to a place that does not exist yet, with modes and times,
 * sharing the blocks where the file system can. Anything else in the tree, links included, is `refused`; a
 * half-made copy is left for the caller to discard.
 */
export function copyTree(from: string, to: string): void {
  try {
    copyDirectory(from, to);
  } catch (error) {
    throw diskError(error, `cannot copy ${from} to ${to}`);
  }
}

function copyDirectory(from: string, to: string): void {
  const stat = fs.statSync(from);
  // Writable until it is filled; the true mode may be read-only.
  fs.mkdirSync(to, { mode: 0o700 });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) copyDirectory(source, target);
    else if (entry.isFile()) copyFile(source, target);
    else throw new GovError("refused", `${source} is neither a regular file nor a directory`);
  }
  fs.utimesSync(to, stat.atime, stat.mtime);
  fs.chmodSync(to, stat.mode & 0o777);
}

function copyFile(from: string, to: string): void {
  const { COPYFILE_EXCL, COPYFILE_FICLONE } = fs.constants;
  fs.copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE);
  const { atime, mtime, mode } = fs.statSync(from);
  fs.chmodSync(to, mode & 0o777);
  fs.utimesSync(to, atime, mtime);
}

import fs from "node:fs";
import { isSystemError } from "../errors.ts";

/** Pins and go.mod files are small; of anything larger only the beginning is read. */
const LIMIT = 1 << 20;

/**
 * The text of a regular file; `undefined` for one that is missing, cannot be read or is something else, such
 * as a directory. Never waits, as opening a FIFO would.
 */
export function readText(file: string): string | undefined {
  let fd: number | undefined;
  try {
    fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    if (!fs.fstatSync(fd).isFile()) return undefined;
    const buffer = Buffer.alloc(LIMIT);
    return buffer.toString("utf8", 0, fs.readSync(fd, buffer, 0, LIMIT, 0));
  } catch (error) {
    // Also EISDIR, ENAMETOOLONG, ENXIO, and a path with a NUL: none of them is a file to read.
    if (isSystemError(error, "ENOMEM", "EMFILE", "ENFILE", "EIO")) throw error;
    return undefined;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

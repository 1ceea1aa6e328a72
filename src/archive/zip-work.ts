import { hash } from "node:crypto";
import fs from "node:fs";
import { FileWindow } from "./file-window.ts";
import { writeNewFile } from "./tree-disk.ts";
import type { ZipEntry } from "./zip-directory.ts";
import { checkContent, inflate, packedData } from "./zip-entry.ts";

/** Files of one zip that are unpacked together. Their directories are there. */
export interface ZipShare {
  /** The archive, open in this process. */
  readonly fd: number;
  readonly dest: string;
  /** In the order of their data. */
  readonly files: readonly ZipFile[];
}

export interface ZipFile {
  readonly entry: ZipEntry;
  /** Below `dest`. */
  readonly path: string;
  readonly mode: 0o755 | 0o644;
  /** A file elsewhere that has the content. */
  readonly borrowed: string | undefined;
}

/** Unpacks the files, and gives the SHA-256 of each, in lower-case hex. */
export function unpackShare({ fd, dest, files }: ZipShare): string[] {
  const window = new FileWindow(fd);
  return files.map(({ entry, path, mode, borrowed }) => {
    const content =
      borrowed === undefined
        ? inflate(packedData(window.read(entry.start, entry.end - entry.start), entry), entry)
        : checkContent(fs.readFileSync(borrowed), entry);
    writeNewFile(`${dest}/${path}`, mode, content, entry.mtime);
    return hash("sha256", content);
  });
}

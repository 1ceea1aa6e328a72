import fs from "node:fs";

/** A directory, or a part of a file. */
export interface Piece {
  /** Below the tree. */
  readonly path: string;
  /** Null for a directory. */
  readonly mode: number | null;
  /** So much of the data of the batch, behind that of the piece before. */
  bytes: number;
  /** With this piece the file is complete. Without a time it gets that of now. */
  end?: { readonly mtime: Date | undefined };
}

/** Pieces in the order in which they are to be made. Parts of several files may take turns. */
export interface Batch {
  readonly pieces: readonly Piece[];
  readonly data: ArrayBuffer;
}

/**
 * Makes the directories and files of one tree, each exclusively. Synchronous: for 15,000 small files that is
 * several times faster than as many trips to the thread pool.
 */
export class TreeDisk {
  readonly #dest: string;
  /** The descriptors of the files that are not complete, by their paths. */
  readonly #open = new Map<string, number>();

  /** `dest` is an empty directory. */
  constructor(dest: string) {
    this.#dest = dest;
  }

  write({ pieces, data }: Batch): void {
    let start = 0;
    for (const piece of pieces) {
      this.#make(piece, Buffer.from(data, start, piece.bytes));
      start += piece.bytes;
    }
  }

  /** After a failure: gives back the files that were not completed. */
  dispose(): void {
    for (const fd of this.#open.values()) fs.closeSync(fd);
    this.#open.clear();
  }

  #make({ path, mode, end }: Piece, data: Buffer): void {
    const target = `${this.#dest}/${path}`;
    if (mode === null) {
      fs.mkdirSync(target, { mode: 0o755 });
      return;
    }
    const fd = this.#open.get(path) ?? fs.openSync(target, "wx", mode);
    this.#open.set(path, fd);
    writeAll(fd, data);
    if (end === undefined) return;
    if (end.mtime !== undefined) fs.futimesSync(fd, end.mtime, end.mtime);
    this.#open.delete(path);
    fs.closeSync(fd);
  }
}

/** Makes one whole file, which must not be there. Without a time it gets that of now. */
export function writeNewFile(target: string, mode: number, data: Buffer, mtime: Date | undefined): void {
  const fd = fs.openSync(target, "wx", mode);
  try {
    writeAll(fd, data);
    if (mtime !== undefined) fs.futimesSync(fd, mtime, mtime);
  } finally {
    fs.closeSync(fd);
  }
}

export function writeAll(fd: number, data: Buffer): void {
  for (let from = 0; from < data.length; ) from += fs.writeSync(fd, data, from);
}

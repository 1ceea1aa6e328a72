import { createHash, hash } from "node:crypto";
import fs from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Arrival } from "./arrival.ts";
import { FileWindow } from "./file-window.ts";
import { writeAll, writeNewFile } from "./tree-disk.ts";
import type { ZipEntry } from "./zip-directory.ts";
import { checkContent, dataBounds, inflate, inflateInPieces } from "./zip-entry.ts";

/** The files of one zip, of which several threads take one after the other. Their directories are there. */
export interface ZipWork {
  /** The archive, open in this process. */
  readonly fd: number;
  readonly dest: string;
  /** In the order of their data. */
  readonly files: readonly ZipFile[];
  /** An Int32: the index of the file that nobody has taken yet. */
  readonly next: SharedArrayBuffer;
}

/** A file of the work by its index, and its SHA-256 in lower-case hex. */
export type TakenFile = readonly [index: number, sha256: string];

export interface ZipFile {
  readonly entry: ZipEntry;
  /** Below `dest`. */
  readonly path: string;
  readonly mode: 0o755 | 0o644;
  /** A file elsewhere that has the content. */
  readonly borrowed: string | undefined;
}

/** What is larger is not held in memory as a whole. */
const LARGE_BYTES = 4 * 1024 * 1024;

const PIECE_BYTES = 1024 * 1024;

/** Between turns of the event loop, so that others can work and a signal is seen. */
const FILES_A_TURN = 64;

/**
 * Unpacks files until none is left to take. With `arrival` the archive is still being written, and this thread
 * is blocked until the data of its file are there.
 */
export async function unpackFiles(
  work: ZipWork,
  signal?: AbortSignal,
  arrival?: Arrival,
): Promise<TakenFile[]> {
  const { fd, dest, files } = work;
  const next = new Int32Array(work.next);
  const window = new FileWindow(fd, arrival);
  const done: TakenFile[] = [];
  for (;;) {
    if (done.length % FILES_A_TURN === 0) await nextTurn();
    signal?.throwIfAborted();
    const index = Atomics.add(next, 0, 1);
    const file = files[index];
    if (file === undefined) return done;
    const target = `${dest}/${file.path}`;
    const isLarge = file.borrowed === undefined && file.entry.size > LARGE_BYTES;
    const sha256 = isLarge ? await unpackLarge(window, file, target) : unpackSmall(window, file, target);
    done.push([index, sha256]);
  }
}

function unpackSmall(window: FileWindow, { entry, mode, borrowed }: ZipFile, target: string): string {
  const content =
    borrowed === undefined
      ? inflate(packedData(window.read(entry.start, entry.end - entry.start), entry), entry)
      : checkContent(fs.readFileSync(borrowed), entry);
  writeNewFile(target, mode, content, entry.mtime);
  return hash("sha256", content);
}

function packedData(room: Buffer, entry: ZipEntry): Buffer {
  const offset = entry.start;
  const read = (position: number, length: number) =>
    room.subarray(position - offset, position - offset + length);
  const { start, end } = dataBounds(read, entry);
  return room.subarray(start - offset, end - offset);
}

async function unpackLarge(window: FileWindow, { entry, mode }: ZipFile, target: string): Promise<string> {
  const sha256 = createHash("sha256");
  const fd = fs.openSync(target, "wx", mode);
  try {
    for await (const piece of inflateInPieces(packedPieces(window, entry), entry)) {
      sha256.update(piece);
      writeAll(fd, piece);
    }
    if (entry.mtime !== undefined) fs.futimesSync(fd, entry.mtime, entry.mtime);
  } finally {
    fs.closeSync(fd);
  }
  return sha256.digest("hex");
}

function* packedPieces(window: FileWindow, entry: ZipEntry): Generator<Buffer> {
  const { start, end } = dataBounds((position, length) => window.read(position, length), entry);
  for (let at = start; at < end; at += PIECE_BYTES) {
    yield Buffer.from(window.read(at, Math.min(PIECE_BYTES, end - at)));
  }
}

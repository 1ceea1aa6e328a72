import { createHash, hash } from "node:crypto";
import fs from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Arrival } from "./arrival.ts";
import { FileWindow } from "./file-window.ts";
import { modeOf } from "./modes.ts";
import { writeAll, writeNewFile } from "./tree-disk.ts";
import type { ZipEntry } from "./zip-directory.ts";
import { checkContent, dataBounds, inflate, inflateInPieces, PIECE_BYTES } from "./zip-entry.ts";

/** The entries of one zip, of which several threads take one after the other. The directories are there. */
export interface ZipWork {
  /** The archive, open in this process. */
  readonly fd: number;
  readonly dest: string;
  /** In the order of their data. */
  readonly items: readonly ZipItem[];
  /** An Int32: the index of the item that nobody has taken yet. */
  readonly next: SharedArrayBuffer;
}

/** A file among the items by its index, and its SHA-256 in lower-case hex. */
export type TakenFile = readonly [index: number, sha256: string];

export interface ZipItem {
  readonly entry: ZipEntry;
  /** Below `dest`. */
  readonly path: string;
  /** A file elsewhere that has the content. */
  readonly borrowed: string | undefined;
}

/** What is larger is not held in memory as a whole. */
const LARGE_BYTES = 4 * 1024 * 1024;

/** Between turns of the event loop, so that others can work and a signal is seen. */
const ITEMS_A_TURN = 64;

/**
 * Unpacks what is not taken until nothing is left. With `arrival` the archive is still being written, and this
 * thread is blocked until the data of its item are there.
 */
export async function unpackItems(
  work: ZipWork,
  signal?: AbortSignal,
  arrival?: Arrival,
): Promise<TakenFile[]> {
  const { fd, dest, items } = work;
  const next = new Int32Array(work.next);
  const window = new FileWindow(fd, arrival);
  const done: TakenFile[] = [];
  for (let turn = 0; ; turn++) {
    if (turn % ITEMS_A_TURN === 0) await nextTurn();
    signal?.throwIfAborted();
    const index = Atomics.add(next, 0, 1);
    const item = items[index];
    if (item === undefined) return done;
    const target = `${dest}/${item.path}`;
    // Nothing of a directory is left to make, but what describes it has to be as it must.
    if (item.entry.kind === "directory") contentOf(window, item);
    else if (isLarge(item)) done.push([index, await unpackLarge(window, item, target)]);
    else done.push([index, unpackSmall(window, item, target)]);
  }
}

function isLarge({ borrowed, entry: { size, compressedSize } }: ZipItem): boolean {
  return borrowed === undefined && Math.max(size, compressedSize) > LARGE_BYTES;
}

function unpackSmall(window: FileWindow, item: ZipItem, target: string): string {
  const content = contentOf(window, item);
  writeNewFile(target, modeOf(item.path), content, item.entry.mtime);
  return hash("sha256", content);
}

function contentOf(window: FileWindow, { entry, borrowed }: ZipItem): Buffer {
  if (borrowed !== undefined) return checkContent(fs.readFileSync(borrowed), entry);
  return inflate(packedData(window.read(entry.start, entry.end - entry.start), entry), entry);
}

function packedData(room: Buffer, entry: ZipEntry): Buffer {
  const offset = entry.start;
  const read = (position: number, length: number) =>
    room.subarray(position - offset, position - offset + length);
  const { start, end } = dataBounds(read, entry);
  return room.subarray(start - offset, end - offset);
}

async function unpackLarge(window: FileWindow, { entry, path }: ZipItem, target: string): Promise<string> {
  const sha256 = createHash("sha256");
  const fd = fs.openSync(target, "wx", modeOf(path));
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

import { createHash, type Hash, hash } from "node:crypto";
import fs from "node:fs";
import { open } from "node:fs/promises";
import { modeOf } from "./modes.ts";
import { collisionKey, type Limits, refused } from "./safety.ts";
import type { Unpacked, UnpackedFile } from "./unpacked.ts";

/**
 * Writes one tree into a directory that it makes itself, and hashes what it writes. Only files and
 * directories, each made exclusively and at most once, no two of which are one name to any file system.
 * Paths are those of `pathBelow`. Small files are written synchronously: for 15,000 of them that is several
 * times faster than as many trips to the thread pool.
 */
export class TreeWriter {
  readonly #dest: string;
  readonly #limits: Limits;
  readonly #claims = new Map<string, string>();
  readonly #directories = new Set([""]);
  readonly #listed = new Set<string>();
  readonly #files: UnpackedFile[] = [];
  #bytes = 0;
  #open: TreeFile | undefined;

  constructor(dest: string, limits: Limits) {
    fs.mkdirSync(dest, { mode: 0o755 });
    this.#dest = dest;
    this.#limits = limits;
  }

  /** A directory that the archive lists. One that was needed before may be listed later, but only once. */
  addDirectory(relative: string): void {
    if (this.#listed.has(relative)) throw refused("is there twice", relative);
    this.#listed.add(relative);
    this.#ensureDirectory(relative);
  }

  /** Starts a file; it is in the result once it is closed. One at a time. `mtime` undefined is now. */
  createFile(relative: string, size: number, mtime: Date | undefined): TreeFile {
    const mode = this.#beginFile(relative, size, mtime);
    this.#open = new TreeFile(this.#pathOf(relative), mode, size, mtime, (sha256, bytes) => {
      this.#open = undefined;
      if (bytes !== size) throw refused("has another size than it says", relative);
      this.#add({ path: relative, sha256, bytes, mode });
    });
    return this.#open;
  }

  /** A whole file, written in the thread pool: for large ones that is worth the trips. */
  async addLargeFile(relative: string, content: Uint8Array, mtime: Date | undefined): Promise<void> {
    const mode = this.#beginFile(relative, content.length, mtime);
    const writing = writeLarge(this.#pathOf(relative), content, mode, mtime);
    const sha256 = hash("sha256", content);
    await writing;
    this.#add({ path: relative, sha256, bytes: content.length, mode });
  }

  result(): Unpacked {
    return { files: this.#files, bytes: this.#bytes };
  }

  /** After a failure: gives the file back that was being written. */
  dispose(): void {
    this.#open?.abandon();
  }

  #beginFile(relative: string, size: number, mtime: Date | undefined): 0o755 | 0o644 {
    if (size > this.#limits.fileBytes) throw refused("is too large", relative);
    if (Number.isNaN(mtime?.getTime())) throw refused("has no valid time", relative);
    this.#ensureDirectory(parentOf(relative));
    this.#claim(relative);
    return modeOf(relative);
  }

  #add(file: UnpackedFile): void {
    this.#bytes += file.bytes;
    this.#files.push(file);
  }

  #ensureDirectory(relative: string): void {
    if (this.#directories.has(relative)) return;
    this.#ensureDirectory(parentOf(relative));
    this.#claim(relative);
    fs.mkdirSync(this.#pathOf(relative), { mode: 0o755 });
    this.#directories.add(relative);
  }

  #pathOf(relative: string): string {
    return `${this.#dest}/${relative}`;
  }

  #claim(relative: string): void {
    const key = collisionKey(relative);
    const earlier = this.#claims.get(key);
    if (earlier === relative) throw refused("is there twice", relative);
    if (earlier !== undefined) throw refused("is another entry but for case or spelling", relative);
    const { entries } = this.#limits;
    if (this.#claims.size >= entries) throw refused(`has more than ${entries} entries`);
    this.#claims.set(key, relative);
  }
}

/** A file being written and hashed. */
export class TreeFile {
  readonly #fd: number;
  readonly #size: number;
  readonly #mtime: Date | undefined;
  readonly #done: (sha256: string, bytes: number) => void;
  #hash: Hash | undefined;
  #sha256: string | undefined;
  #bytes = 0;

  constructor(
    file: string,
    mode: number,
    size: number,
    mtime: Date | undefined,
    done: (sha256: string, bytes: number) => void,
  ) {
    this.#fd = fs.openSync(file, "wx", mode);
    this.#size = size;
    this.#mtime = mtime;
    this.#done = done;
  }

  write(data: Uint8Array): void {
    this.#update(data);
    let from = 0;
    while (from < data.length) from += fs.writeSync(this.#fd, data, from);
  }

  close(): void {
    if (this.#mtime !== undefined) fs.futimesSync(this.#fd, this.#mtime, this.#mtime);
    fs.closeSync(this.#fd);
    const sha256 = this.#sha256 ?? (this.#hash ?? createHash("sha256")).digest("hex");
    this.#done(sha256, this.#bytes);
  }

  abandon(): void {
    fs.closeSync(this.#fd);
  }

  /** Most files come in one piece: hashing that at once costs less than a hash that could go on. */
  #update(data: Uint8Array): void {
    this.#bytes += data.length;
    if (data.length === this.#size) {
      this.#sha256 = hash("sha256", data);
      return;
    }
    this.#hash ??= createHash("sha256");
    this.#hash.update(data);
  }
}

async function writeLarge(
  file: string,
  content: Uint8Array,
  mode: number,
  mtime: Date | undefined,
): Promise<void> {
  const handle = await open(file, "wx", mode);
  try {
    await handle.writeFile(content);
    if (mtime !== undefined) await handle.utimes(mtime, mtime);
  } finally {
    await handle.close();
  }
}

function parentOf(relative: string): string {
  return relative.slice(0, Math.max(0, relative.lastIndexOf("/")));
}

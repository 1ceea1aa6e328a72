import { createHash, type Hash, hash } from "node:crypto";
import fs from "node:fs";
import { modeOf } from "./modes.ts";
import { type Limits, refused } from "./safety.ts";
import { TreePlan } from "./tree-plan.ts";
import { TreeQueue } from "./tree-queue.ts";
import type { Unpacked, UnpackedFile } from "./unpacked.ts";

/** A file as it comes. */
export interface TreeFile {
  write(data: Uint8Array): void;
  close(): void;
}

/**
 * Writes one tree into a directory that it makes itself, and hashes what it writes. Its names are those that
 * `TreePlan` takes; each is made exclusively. What it was given may not be on disk before `finish`: its failures show
 * there, or in `room`, which is to be asked now and then.
 */
export class TreeWriter {
  readonly #plan: TreePlan;
  readonly #queue: TreeQueue;
  readonly #files: UnpackedFile[] = [];
  #bytes = 0;

  constructor(dest: string, limits: Limits) {
    fs.mkdirSync(dest, { mode: 0o755 });
    this.#plan = new TreePlan(limits);
    this.#queue = new TreeQueue(dest);
  }

  /** Of the files that are complete. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A directory that the archive lists. */
  addDirectory(relative: string): void {
    for (const directory of this.#plan.addDirectory(relative)) this.#queue.addDirectory(directory);
  }

  /** Starts a file; it is in the result once it is closed. `mtime` undefined is now. */
  createFile(relative: string, size: number, mtime: Date | undefined): TreeFile {
    const directories = this.#plan.addFile(relative, size, mtime);
    for (const directory of directories) this.#queue.addDirectory(directory);
    const mode = modeOf(relative);
    const content = new ContentHash(size);
    return {
      write: (data) => {
        content.update(data);
        this.#queue.addPart(relative, mode, data);
      },
      close: () => {
        const { bytes } = content;
        if (bytes !== size) throw refused("has another size than it says", relative);
        this.#queue.endFile(relative, mode, mtime);
        this.#files.push({ path: relative, sha256: content.sha256(), bytes, mode });
        this.#bytes += bytes;
      },
    };
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> {
    return this.#queue.room();
  }

  /** Everything is on disk then. */
  async finish(): Promise<Unpacked> {
    await this.#queue.finish();
    return { files: this.#files, bytes: this.#bytes };
  }

  /** After a failure: when it resolves nothing is written any more. */
  dispose(): Promise<void> {
    return this.#queue.dispose();
  }
}

/** Most files come in one piece: hashing that at once costs less than a hash that could go on. */
class ContentHash {
  readonly #size: number;
  #whole: string | undefined;
  #hash: Hash | undefined;
  #bytes = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  update(data: Uint8Array): void {
    this.#bytes += data.length;
    if (data.length === this.#size) this.#whole = hash("sha256", data);
    else this.#hash = (this.#hash ?? createHash("sha256")).update(data);
  }

  sha256(): string {
    return this.#whole ?? (this.#hash ?? createHash("sha256")).digest("hex");
  }
}

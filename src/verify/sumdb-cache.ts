import fs from "node:fs";
import path from "node:path";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { readableNamesIn } from "../fs/names-in.ts";
import type { Log } from "../log.ts";

const HEADS = "heads";

/**
 * What one checksum database proved before, on disk: `lookup/...` and `tile/...` as the database serves
 * them, and `heads/`, the signed trees seen (normally one, the newest). Everything read is to be verified
 * again. A directory that cannot be read or written costs time, never a failure.
 */
export class SumdbCache {
  readonly #dir: string;
  readonly #log: Log;
  readonly #served = new Set<string>();
  #distrusted = false;

  constructor(dir: string, log: Log) {
    this.#dir = dir;
    this.#log = log;
  }

  /** An empty file counts as absent, and after `distrust` every file does. */
  read(file: string): Buffer | undefined {
    if (this.#distrusted) return undefined;
    const data = this.#readFile(file);
    if (data !== undefined) this.#served.add(file);
    return data;
  }

  /** Returns whether it is on disk now. Only for what was verified. */
  write(file: string, data: Buffer): boolean {
    try {
      writeFileAtomic(path.join(this.#dir, file), data);
      return true;
    } catch (error) {
      this.#log(`checksum database cache: ${error}`);
      return false;
    }
  }

  /** Has anything that `read` gave out been in use since the beginning? */
  get hasServed(): boolean {
    return this.#served.size > 0;
  }

  /** One of the files given out is damaged: drops them all and gives out nothing more. */
  distrust(): void {
    this.#distrusted = true;
    for (const file of this.#served) this.#remove(file);
    this.#served.clear();
  }

  /** The signed trees on disk, by name. */
  heads(): ReadonlyMap<string, Buffer> {
    const heads = new Map<string, Buffer>();
    for (const name of this.#headNames()) {
      const note = this.#readFile(path.join(HEADS, name));
      if (note !== undefined) heads.set(name, note);
    }
    return heads;
  }

  writeHead(name: string, note: Buffer): boolean {
    return this.write(path.join(HEADS, name), note);
  }

  removeHead(name: string): void {
    this.#remove(path.join(HEADS, name));
  }

  #headNames(): string[] {
    return readableNamesIn(path.join(this.#dir, HEADS)).filter((name) => !name.startsWith("."));
  }

  #readFile(file: string): Buffer | undefined {
    try {
      const data = fs.readFileSync(path.join(this.#dir, file));
      return data.length > 0 ? data : undefined;
    } catch {
      return undefined;
    }
  }

  #remove(file: string): void {
    try {
      fs.rmSync(path.join(this.#dir, file), { force: true });
    } catch (error) {
      this.#log(`checksum database cache: ${error}`);
    }
  }
}

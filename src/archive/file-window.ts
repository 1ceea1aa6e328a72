import fs from "node:fs";
import { refused } from "./safety.ts";

const WINDOW_BYTES = 1024 * 1024;

/** Reads pieces of a file in ascending order with few system calls: small ones come from a window over it. */
export class FileWindow {
  readonly #fd: number;
  readonly #fileBytes: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(fd: number) {
    this.#fd = fd;
    this.#fileBytes = fs.fstatSync(fd).size;
  }

  /** As `readExactly`. */
  read(position: number, length: number): Buffer {
    if (position < this.#start || position + length > this.#start + this.#window.length) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.#fileBytes - position));
      this.#window = readExactly(this.#fd, position, wanted);
      this.#start = position;
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }
}

/** Refuses the archive when the file ends before. */
export function readExactly(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const count = fs.readSync(fd, buffer, at, length - at, position + at);
    if (count === 0) throw refused("is cut off");
    at += count;
  }
  return buffer;
}

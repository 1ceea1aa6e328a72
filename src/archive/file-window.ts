import fs from "node:fs";
import type { Arrival } from "./arrival.ts";
import { refused } from "./safety.ts";

const WINDOW_BYTES = 1024 * 1024;

/** Reads pieces of a file in ascending order with few system calls: small ones come from a window over it. */
export class FileWindow {
  readonly #fd: number;
  /** How many bytes of the file are there, once there are so many. */
  readonly #waitFor: (bytes: number) => number;
  readonly #buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  /** With `arrival` it reads a file that is still being written. */
  constructor(fd: number, arrival?: Arrival) {
    this.#fd = fd;
    const { size } = fs.fstatSync(fd);
    this.#waitFor = (bytes) => arrival?.waitFor(bytes) ?? size;
  }

  /** Refuses the archive when the file ends before. What is returned holds until the next call. */
  read(position: number, length: number): Buffer {
    const there = this.#waitFor(position + length);
    if (length > WINDOW_BYTES) return readExactly(this.#fd, position, length);
    if (position < this.#start || position + length > this.#start + this.#window.length) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, there - position));
      this.#window = this.#buffer.subarray(0, wanted);
      this.#start = position;
      fill(this.#fd, position, this.#window);
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }
}

/** Refuses the archive when the file ends before. */
export function readExactly(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  fill(fd, position, buffer);
  return buffer;
}

function fill(fd: number, position: number, buffer: Buffer): void {
  for (let at = 0; at < buffer.length; ) {
    const count = fs.readSync(fd, buffer, at, buffer.length - at, position + at);
    if (count === 0) throw refused("is cut off");
    at += count;
  }
}

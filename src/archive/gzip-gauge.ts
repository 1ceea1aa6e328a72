import { checkSize, type Limits, refused } from "./safety.ts";

/** Watches both sides of an inflater: what goes in, what comes out, and whether it was one gzip member. */
export class GzipGauge {
  readonly #limits: Limits;
  #packed = 0;
  #unpacked = 0;
  /** The last four bytes that went in. */
  #tail: Uint8Array = Buffer.alloc(0);

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  async *watch(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of compressed) {
      this.#packed += chunk.length;
      this.#tail = chunk.length < 4 ? Buffer.concat([this.#tail, chunk]).subarray(-4) : chunk.subarray(-4);
      yield chunk;
    }
  }

  unpacked(bytes: number): void {
    this.#unpacked += bytes;
    checkSize(this.#unpacked, this.#packed, this.#limits);
  }

  /**
   * A gzip member ends in the length of what it held (RFC 1952, 2.3.1). Node reads on over further members
   * and ignores padding, other readers stop: with either at the end, the last four bytes are another number.
   */
  end(): void {
    const told = this.#tail.length === 4 ? Buffer.from(this.#tail).readUInt32LE() : Number.NaN;
    if (told !== this.#unpacked % 2 ** 32) throw refused("has something behind its gzip data");
  }
}

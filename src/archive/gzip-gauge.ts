import { constants, inflateRawSync } from "node:zlib";
import { checkSize, type Limits, refused } from "./safety.ts";

/** So many bytes hold the beginning of the content, if there is any. */
const HEAD_BYTES = 1024;
const MAGIC = 0x8b1f;
/** The header without name, and the smallest member. */
const FIXED_BYTES = 10;
const MEMBER_BYTES = 20;
const HAS_NAME = 0x08;

/** Watches both sides of an inflater: what goes in, what comes out, and whether it was one gzip member. */
export class GzipGauge {
  readonly #limits: Limits;
  #packed = 0;
  #unpacked = 0;
  /** The first bytes that went in. */
  #head: Buffer = Buffer.alloc(0);
  /** The last four. */
  #tail: Uint8Array = Buffer.alloc(0);

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  async *watch(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of compressed) {
      this.#packed += chunk.length;
      this.#tail = chunk.length < 4 ? Buffer.concat([this.#tail, chunk]).subarray(-4) : chunk.subarray(-4);
      this.#addToHead(chunk);
      yield chunk;
    }
    if (this.#head.length < HEAD_BYTES) checkHead(this.#head);
  }

  unpacked(bytes: number): void {
    this.#unpacked += bytes;
    checkSize(this.#unpacked, this.#packed, this.#limits);
  }

  /**
   * `consumed` is what the inflater took of what went in: it stops at a zero behind the data, and leaves what
   * follows. It reads on over further members, where other readers stop: a member ends in the length of what it
   * held (RFC 1952, 2.3.1), so with a second one that is another number, unless the first one held nothing.
   */
  end(consumed: number): void {
    const told = this.#tail.length === 4 ? Buffer.from(this.#tail).readUInt32LE() : Number.NaN;
    if (consumed !== this.#packed || told !== this.#unpacked % 2 ** 32)
      throw refused("has something behind its gzip data");
  }

  #addToHead(chunk: Uint8Array): void {
    if (this.#head.length >= HEAD_BYTES) return;
    this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    if (this.#head.length === HEAD_BYTES) checkHead(this.#head);
  }
}

/** Refuses gzip data that begin with a member without content. What is not gzip the inflater tells. */
function checkHead(head: Buffer): void {
  if (head.length < MEMBER_BYTES || head.readUInt16LE() !== MAGIC) return;
  const flags = head[3] ?? 0;
  const nameEnd = flags === 0 ? FIXED_BYTES - 1 : head.indexOf(0, FIXED_BYTES);
  if ((flags & ~HAS_NAME) !== 0 || nameEnd < 0)
    throw refused("has a gzip header with more than a short name");
  const content = inflateRawSync(head.subarray(nameEnd + 1), { finishFlush: constants.Z_SYNC_FLUSH });
  if (content.length === 0) throw refused("begins with gzip data that hold nothing");
}

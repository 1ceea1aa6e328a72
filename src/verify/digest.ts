import { createHash } from "node:crypto";

/** SHA-256 of a stream, with the number of bytes that went through. */
export class Sha256 {
  readonly #hash = createHash("sha256");
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  /** Lower-case hex. Ends the stream: to be called once. */
  hex(): string {
    return this.#hash.digest("hex");
  }
}

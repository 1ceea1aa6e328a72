/** How much of a file is there: told by the thread that writes it to those that read it meanwhile. */
export class Arrival {
  /** To be given to another thread, and there to the constructor. */
  readonly shared: SharedArrayBuffer;
  readonly #bytes: Int32Array;

  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#bytes = new Int32Array(shared);
  }

  /** Tells how many there were before. */
  add(bytes: number): number {
    const before = Atomics.add(this.#bytes, 0, bytes);
    Atomics.notify(this.#bytes, 0);
    return before;
  }

  /** Blocks this thread until there are so many bytes, and tells how many there are. */
  waitFor(bytes: number): number {
    for (;;) {
      const there = Atomics.load(this.#bytes, 0);
      if (there >= bytes) return there;
      Atomics.wait(this.#bytes, 0, there);
    }
  }
}

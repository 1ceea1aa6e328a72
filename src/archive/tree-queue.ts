import os from "node:os";
import type { Worker } from "node:worker_threads";
import { errorOf, type Failure, isFailure } from "../fs/failure-data.ts";
import { endedError, startThread } from "../fs/thread.ts";
import { type Piece, TreeDisk } from "./tree-disk.ts";
import type { Written } from "./tree-thread.ts";

const BATCH_BYTES = 1024 * 1024;
/** Empty files and directories fill no batch. */
const BATCH_PIECES = 4096;
/** So many batches may wait to be written. */
const WAITING_BATCHES = 8;

/**
 * Has one tree written in a thread of its own, while this one reads the archive. What fits into one batch is
 * written here, and so is everything on a machine with one processor: a thread takes longer to start.
 */
export class TreeQueue {
  readonly #dest: string;
  readonly #spare: ArrayBuffer[] = [];
  #pieces: Piece[] = [];
  #data = new Uint8Array(BATCH_BYTES);
  #used = 0;
  #worker: Worker | undefined;
  #disk: TreeDisk | undefined;
  #waiting = 0;
  #failure: { readonly error: unknown } | undefined;
  #listeners: (() => void)[] = [];

  /** `dest` is an empty directory. */
  constructor(dest: string) {
    this.#dest = dest;
  }

  addDirectory(path: string): void {
    this.#makeRoom();
    this.#pieces.push({ path, mode: null, bytes: 0 });
  }

  /** A part of a file; the first one makes it. The data are copied. */
  addPart(path: string, mode: number, data: Uint8Array): void {
    for (let from = 0; from < data.length; ) {
      this.#makeRoom();
      const part = data.subarray(from, from + BATCH_BYTES - this.#used);
      this.#data.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
      this.#pieceOf(path, mode).bytes += part.length;
    }
  }

  /** The end of a file, which may be all there is of it. */
  endFile(path: string, mode: number, mtime: Date | undefined): void {
    this.#makeRoom();
    this.#pieceOf(path, mode).end = { mtime };
  }

  /** Resolves when more may be added. Throws what could not be written. */
  room(): Promise<void> {
    return this.#until(() => this.#waiting <= WAITING_BATCHES);
  }

  /** Writes the rest; everything is on disk when it resolves. */
  async finish(): Promise<void> {
    if (this.#worker === undefined) this.#writeHere();
    else this.#send(this.#worker);
    await this.#until(() => this.#waiting === 0);
    await this.dispose();
  }

  /** When it resolves nothing is written any more. May be called twice. */
  async dispose(): Promise<void> {
    this.#disk?.dispose();
    await this.#worker?.terminate();
  }

  #pieceOf(path: string, mode: number): Piece {
    const last = this.#pieces.at(-1);
    if (last?.path === path) return last;
    const piece = { path, mode, bytes: 0 };
    this.#pieces.push(piece);
    return piece;
  }

  #makeRoom(): void {
    if (this.#used < BATCH_BYTES && this.#pieces.length < BATCH_PIECES) return;
    if (this.#worker === undefined && os.availableParallelism() === 1) this.#writeHere();
    else this.#send(this.#thread());
  }

  #writeHere(): void {
    this.#disk ??= new TreeDisk(this.#dest);
    this.#disk.write({ pieces: this.#pieces, data: this.#data.buffer });
    this.#pieces = [];
    this.#used = 0;
  }

  #send(thread: Worker): void {
    const data = this.#data.buffer;
    thread.postMessage({ pieces: this.#pieces, data }, [data]);
    this.#waiting += 1;
    this.#pieces = [];
    this.#data = new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BATCH_BYTES));
    this.#used = 0;
  }

  #thread(): Worker {
    if (this.#worker === undefined) {
      this.#worker = startThread("archive/tree-thread.js", this.#dest);
      this.#worker.on("message", (answer: Written | Failure) => {
        if (isFailure(answer)) this.#fail(errorOf(answer));
        else this.#receive(answer);
      });
      this.#worker.on("error", (error) => this.#fail(error));
      this.#worker.on("exit", () => this.#fail(endedError()));
    }
    return this.#worker;
  }

  #receive({ data }: Written): void {
    this.#waiting -= 1;
    this.#spare.push(data);
    this.#tell();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#tell();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && this.#failure === undefined) {
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #tell(): void {
    for (const resolve of this.#listeners.splice(0)) resolve();
  }
}

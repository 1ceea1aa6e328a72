import fs from "node:fs";
import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import { redactUrl } from "./redact.ts";

/** What the kept bytes are a part of. */
export interface PartialState {
  /** A strong ETag, or the date of the last change; null when the server gives neither. */
  readonly validator: string | null;
  /** The size of the whole; null while nobody knows. */
  readonly total: number | null;
}

const READ_BYTES = 1024 * 1024;
/** What a header can hold: it is sent back in one. */
const HEADER = /^[\x20-\x7e\x80-\xff]+$/;

/**
 * The bytes that a download has so far, in `FILE.partial`, and beside it `FILE.partial.json`, which says what
 * they belong to. Both may be left by a process that was killed. Starting over makes a new file instead of
 * cutting the old one, and nothing is written behind bytes of somebody else: of two processes with one file
 * each has its bytes right, though only one may end up with a file.
 */
export class PartialFile {
  readonly #file: string;
  readonly #url: string;
  #state: PartialState | undefined;
  #length = 0;
  #fd: number | undefined;
  /** The file that was opened under that name. */
  #opened: fs.Stats | undefined;
  /** Somebody else writes to it. */
  #isLost = false;

  /** `url` is stored without its secrets; bytes kept for another one are worth nothing. */
  constructor(file: string, url: string) {
    this.#file = `${file}.partial`;
    this.#url = redactUrl(url);
    this.#state = this.#readState();
    const size = this.#state && this.#onDisk(() => this.#open("r+"));
    const isPart = size !== undefined && size <= (this.#state?.total ?? size);
    this.#length = isPart ? size : 0;
  }

  get length(): number {
    return this.#length;
  }

  /** `undefined` when there is nothing that could be resumed. */
  get state(): PartialState | undefined {
    return this.#state;
  }

  /** Forgets what is kept; what is added next is the start of this. */
  begin(state: PartialState): void {
    this.close();
    this.#length = 0;
    this.#isLost = false;
    this.#onDisk(() => {
      fs.rmSync(this.#file, { force: true });
      this.#writeState(state);
      fs.mkdirSync(path.dirname(this.#file), { recursive: true });
      this.#isLost = this.#open("wx+") === undefined;
    });
  }

  /** The end has come without having been announced: what is kept is the whole. */
  end(): void {
    const validator = this.#state?.validator ?? null;
    if (this.#isOurs()) this.#writeState({ validator, total: this.#length });
  }

  append(chunk: Uint8Array): void {
    this.#onDisk(() => {
      if (this.#isLost || this.#fd === undefined) return;
      this.#isLost = fs.fstatSync(this.#fd).size !== this.#length;
      if (!this.#isLost) writeAll(this.#fd, chunk, this.#length);
    });
    this.#length += chunk.length;
  }

  /** Everything kept, from the start. */
  *replay(): Generator<Uint8Array> {
    for (let at = 0; at < this.#length; ) {
      const chunk = this.#onDisk(() => this.#read(at));
      at += chunk.length;
      yield chunk;
    }
  }

  /** Gives the finished file its name. False when it turned out to be somebody else's. */
  keep(as: string): boolean {
    this.close();
    if (!this.#isOurs()) return false;
    this.#onDisk(() => {
      fs.renameSync(this.#file, as);
      fs.rmSync(this.#stateFile, { force: true });
    });
    return true;
  }

  /** Deletes what is kept. */
  discard(): void {
    this.close();
    if (this.#isOurs()) {
      this.#onDisk(() => {
        fs.rmSync(this.#file, { force: true });
        fs.rmSync(this.#stateFile, { force: true });
      });
    }
    this.#length = 0;
    this.#state = undefined;
  }

  close(): void {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  }

  get #stateFile(): string {
    return `${this.#file}.json`;
  }

  #readState(): PartialState | undefined {
    try {
      const { url, validator, total } = JSON.parse(fs.readFileSync(this.#stateFile, "utf8"));
      const isKnown = validator === null || (typeof validator === "string" && HEADER.test(validator));
      const isSize = total === null || (Number.isSafeInteger(total) && total > 0);
      return url === this.#url && isKnown && isSize ? { validator, total } : undefined;
    } catch {
      return undefined;
    }
  }

  #writeState(state: PartialState): void {
    this.#state = state;
    writeFileAtomic(this.#stateFile, `${JSON.stringify({ url: this.#url, ...state })}\n`);
  }

  /** Returns the size; `undefined` where there is nothing to read, or, for `wx+`, already something. */
  #open(flags: "r+" | "wx+"): number | undefined {
    try {
      this.#fd = fs.openSync(this.#file, flags);
    } catch (error) {
      if (isSystemError(error, "ENOENT", "EEXIST")) return undefined;
      throw error;
    }
    this.#opened = fs.fstatSync(this.#fd);
    return this.#opened.size;
  }

  #read(at: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, this.#length - at));
    const count = this.#fd === undefined ? 0 : fs.readSync(this.#fd, buffer, 0, buffer.length, at);
    if (count === 0) throw new GovError("disk", `${this.#file} was cut while it was read`);
    return buffer.subarray(0, count);
  }

  /** Is the file of that name still the one that was opened, and written by nobody else? */
  #isOurs(): boolean {
    const named = fs.statSync(this.#file, { throwIfNoEntry: false });
    if (this.#isLost || named === undefined) return false;
    return named.ino === this.#opened?.ino && named.dev === this.#opened.dev && named.size === this.#length;
  }

  #onDisk<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw diskError(error, `cannot keep the download in ${this.#file}`);
    }
  }
}

function writeAll(fd: number, chunk: Uint8Array, position: number): void {
  for (let at = 0; at < chunk.length; ) {
    at += fs.writeSync(fd, chunk, at, chunk.length - at, position + at);
  }
}

import fs from "node:fs";
import { Arrival } from "../archive/arrival.ts";
import { readExactly } from "../archive/file-window.ts";
import type { Unpacked } from "../archive/unpacked.ts";
import { unpackZip, type ZipOptions } from "../archive/zip.ts";
import { diskError } from "../fs/disk-error.ts";
import { removeTree } from "../fs/remove.ts";
import { scratchPath } from "../fs/scratch.ts";
import { hasDirectory, isDoubt, openRemoteZip, writeDirectory } from "./remote-zip.ts";
import type { Supply } from "./supply.ts";

export interface ArrivingZip {
  readonly url: string;
  /** Where `bytes` are, or are kept as they come. */
  readonly file: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly zip: Omit<ZipOptions, "signal">;
  /** May the server be asked for the directory? Nobody is asked for what is here. */
  readonly mayAsk: boolean;
}

type Means = Pick<Supply, "http" | "now" | "log"> & { readonly home: Pick<Supply["home"], "stagingDir"> };

/** The directory is fetched twice then: on a slow line that takes longer than unpacking. */
const FAST = { bytes: 4 * 1024 * 1024, ms: 1000 };

/**
 * Takes in a zip and unpacks it meanwhile, by its directory, which is fetched first, so that little is left to
 * do at the end. Whatever speaks against that (a slow line, a server that gives out no parts, a directory that
 * turns out to be another) is no failure: then the zip is unpacked when it is there.
 */
export async function unpackArriving(
  arriving: ArrivingZip,
  goroot: string,
  means: Means,
  signal: AbortSignal,
): Promise<Unpacked> {
  const { file, bytes, zip } = arriving;
  const early = new EarlyUnpacking(arriving, goroot, means, signal);
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      early.add(chunk.length);
    }
    const unpacked = await early.result();
    if (unpacked !== undefined) return unpacked;
  } finally {
    await early.stop();
  }
  removeTree(goroot);
  return unpackZip(file, goroot, { ...zip, signal });
}

interface Early {
  readonly unpacked: Unpacked;
  /** What the archive has to end in. */
  readonly tail: Buffer;
}

class EarlyUnpacking {
  readonly #zip: ArrivingZip;
  readonly #goroot: string;
  readonly #means: Means;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #arrival = new Arrival();
  readonly #whole: Promise<void>;
  #isWhole = () => {};
  readonly #since: number;
  #hasBegun = false;
  #work: Promise<Early | undefined> | undefined;

  constructor(zip: ArrivingZip, goroot: string, means: Means, signal: AbortSignal) {
    this.#zip = zip;
    this.#goroot = goroot;
    this.#means = means;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#since = means.now();
    this.#whole = new Promise((resolve) => {
      this.#isWhole = resolve;
    });
  }

  /** So much more is in the file. */
  add(bytes: number): void {
    const before = this.#arrival.add(bytes);
    const isFirstOfMany = before < FAST.bytes && before + bytes >= FAST.bytes;
    if (!isFirstOfMany || !this.#zip.mayAsk || this.#means.now() - this.#since > FAST.ms) return;
    this.#work = this.#unpack();
    // It is heard when the archive is there.
    this.#work.catch(() => {});
  }

  /** Once everything is there: the tree, or `undefined` when it has to be made from the file. */
  async result(): Promise<Unpacked | undefined> {
    // Nobody waits for a directory that is no use any more.
    if (!this.#hasBegun) return undefined;
    this.#isWhole();
    const early = await this.#work;
    return early && endsIn(this.#zip.file, early.tail) ? early.unpacked : undefined;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work?.catch(() => {});
  }

  async #unpack(): Promise<Early | undefined> {
    const { url } = this.#zip;
    try {
      const remote = await openRemoteZip(url, this.#means, this.#signal);
      if (remote === undefined || !hasDirectory(remote)) return undefined;
      const directory = scratchPath(this.#means.home.stagingDir, "directory");
      const fd = fs.openSync(directory, "wx", 0o600);
      try {
        await writeDirectory(fd, remote);
        this.#hasBegun = true;
        return { unpacked: await this.#unpackBy(directory), tail: remote.tail };
      } finally {
        fs.closeSync(fd);
        removeTree(directory);
      }
    } catch (error) {
      if (this.#signal.aborted || !isDoubt(error)) throw error;
      this.#means.log(`${this.#zip.file} is unpacked when it is there: ${String(error)}`);
      return undefined;
    }
  }

  #unpackBy(directory: string): Promise<Unpacked> {
    const { file, zip } = this.#zip;
    const arriving = { directory, arrival: this.#arrival, whole: this.#whole };
    return unpackZip(file, this.#goroot, { ...zip, signal: this.#signal, arriving });
  }
}

function endsIn(file: string, tail: Buffer): boolean {
  const fd = fs.openSync(file, "r");
  try {
    return readExactly(fd, fs.fstatSync(fd).size - tail.length, tail.length).equals(tail);
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  } finally {
    fs.closeSync(fd);
  }
}

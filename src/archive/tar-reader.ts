import { Parser, type ReadEntry } from "tar";
import { refused } from "./safety.ts";
import { checkExtension, type ExtensionKind } from "./tar-extension.ts";

const BLOCK = 512;
const ZEROS = Buffer.alloc(BLOCK);
/** A path has at most 1024 bytes; other records are short. */
const EXTENSION_BYTES = 16 * 1024;
const POSIX = "ustar\u000000";
const GNU = "ustar  \u0000";

/** What decides where the next header stands. */
interface Frame {
  readonly type: string;
  readonly size: number;
}

/**
 * Reads a tar stream twice at once. The library parses it; beside it this class follows the frame (type,
 * size, padding, end) by its narrowest reading, feeds the library block by block, and refuses what the two
 * see differently. So nothing is left that GNU tar, Go or bsdtar could take for another tree: sizes that pax
 * records change, extension headers in a row, a directory with a body, text behind a NUL, data behind the end.
 *
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export class TarReader {
  readonly #parser = new Parser({ strict: true, zstd: false });
  /** The begin of a block that the last chunk did not finish. */
  readonly #held = Buffer.alloc(BLOCK);
  #heldBytes = 0;
  /** What is left of the body of the current entry, with its padding. */
  #bodyBytes = 0;
  #extension: { readonly kind: ExtensionKind; readonly size: number; readonly blocks: Buffer[] } | undefined;
  /** An extension header came, and the entry it is about did not yet. */
  #extended = false;
  #entry: ReadEntry | undefined;
  #zeroBlocks = 0;

  /** `onEntry` gets each file and directory as its header is read, and must listen to `data` at once. */
  constructor(onEntry: (entry: ReadEntry) => void) {
    this.#parser.on("error", (error: Error) => {
      throw refused(`is not a sound tar file (${error.message})`);
    });
    this.#parser.on("ignoredEntry", (entry: ReadEntry) => refuseType(entry));
    this.#parser.on("entry", (entry: ReadEntry) => {
      if (!["File", "OldFile", "Directory"].includes(entry.type)) refuseType(entry);
      this.#entry = entry;
      onEntry(entry);
    });
  }

  /** Throws at the first thing that is not as it must be; nothing may be written after that. */
  write(chunk: Buffer): void {
    let start = 0;
    if (this.#heldBytes > 0) {
      start = this.#hold(chunk);
      if (this.#heldBytes < BLOCK) return;
      this.#heldBytes = 0;
      this.#blocks(this.#held);
    }
    const end = chunk.length - ((chunk.length - start) % BLOCK);
    this.#blocks(chunk.subarray(start, end));
    this.#hold(chunk.subarray(end));
  }

  end(): void {
    if (this.#zeroBlocks < 2 || this.#heldBytes > 0) throw refused("is cut off");
    this.#parser.end();
  }

  #hold(chunk: Buffer): number {
    const copied = chunk.copy(this.#held, this.#heldBytes);
    this.#heldBytes += copied;
    return copied;
  }

  #blocks(blocks: Buffer): void {
    let at = 0;
    while (at < blocks.length) {
      const step = this.#bodyBytes === 0 ? BLOCK : Math.min(this.#bodyBytes, blocks.length - at);
      const part = blocks.subarray(at, at + step);
      if (this.#bodyBytes === 0) this.#header(part);
      else this.#body(part);
      at += step;
    }
  }

  #header(block: Buffer): void {
    if (block.equals(ZEROS)) {
      this.#zeroBlock(block);
      return;
    }
    if (this.#zeroBlocks > 0) throw refused("goes on after its end");
    const { type, size } = readFrame(block);
    if (type === "x" || type === "L") this.#beginExtension(type, size);
    // The other headers about headers; types of entries are left to the library.
    else if (/[gKNX]/.test(type)) throw refused(`holds a header of type \`${type}\``);
    else this.#extended = false;
    this.#entry = undefined;
    this.#parser.write(block);
    if (this.#extension === undefined) checkEntry(this.#entry, { type, size });
    this.#bodyBytes = Math.ceil(size / BLOCK) * BLOCK;
  }

  #zeroBlock(block: Buffer): void {
    if (this.#extended) throw refused("ends after an extension header");
    if (this.#zeroBlocks < 2) this.#parser.write(block);
    this.#zeroBlocks++;
  }

  #beginExtension(kind: ExtensionKind, size: number): void {
    if (this.#extended) throw refused("holds two extension headers in a row");
    if (size === 0 || size > EXTENSION_BYTES) throw refused("holds an extension header of an unlikely size");
    this.#extended = true;
    this.#extension = { kind, size, blocks: [] };
  }

  #body(blocks: Buffer): void {
    this.#bodyBytes -= blocks.length;
    if (this.#extension === undefined) {
      this.#parser.write(blocks);
      return;
    }
    this.#extension.blocks.push(Buffer.from(blocks));
    if (this.#bodyBytes > 0) return;
    const { kind, size, blocks: all } = this.#extension;
    this.#extension = undefined;
    const body = Buffer.concat(all);
    checkExtension(kind, body.subarray(0, size));
    this.#parser.write(body);
  }
}

function readFrame(block: Buffer): Frame {
  const magic = block.toString("latin1", 257, 265);
  if (magic !== POSIX && magic !== GNU) throw refused("holds a header that is not ustar");
  if (
    hasTextAfterNul(block.subarray(0, 100)) ||
    (magic === POSIX && hasTextAfterNul(block.subarray(345, 500)))
  ) {
    throw refused("holds a name with a NUL in it");
  }
  // The library would take a first header that begins like gzip for a compressed archive.
  if ((block[0] ?? 0) < 0x20) throw refused("holds a name that begins with a control character");
  const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(block.toString("latin1", 124, 136))?.[1];
  if (digits === undefined) throw refused("holds a size that is not a plain octal number");
  return { type: String.fromCharCode(block[156] ?? 0), size: Number.parseInt(digits, 8) };
}

function hasTextAfterNul(field: Buffer): boolean {
  const end = field.indexOf(0);
  return end >= 0 && ZEROS.compare(field, end, field.length, 0, field.length - end) !== 0;
}

function checkEntry(entry: ReadEntry | undefined, { type, size }: Frame): void {
  if (entry === undefined) throw refused("holds a header that cannot be read");
  if (entry.size !== size) throw refused("has two sizes", entry.path);
  // The library takes a file whose name ends in a slash for a directory, Go does not.
  if ((entry.type === "Directory") !== (type === "5")) throw refused("is a file and a directory", entry.path);
}

/** The library's names of types, in words. */
const TYPES: Readonly<Record<string, string>> = {
  Link: "is a hard link",
  SymbolicLink: "is a symbolic link",
  CharacterDevice: "is a device",
  BlockDevice: "is a device",
  FIFO: "is a named pipe",
  SparseFile: "is a sparse file",
};

function refuseType(entry: ReadEntry): never {
  throw refused(TYPES[entry.type] ?? `is of the type ${entry.type}`, entry.path);
}

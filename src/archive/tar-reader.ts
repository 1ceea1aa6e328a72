import { Header, type HeaderData } from "tar/header";
import { Pax } from "tar/pax";
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

/** A file or directory as its headers tell it. */
export interface TarEntry {
  readonly kind: "file" | "directory";
  readonly path: string;
  readonly size: number;
  readonly mtime: Date | undefined;
}

/** Where the content of a file goes. */
export interface TarSink {
  write(data: Buffer): void;
  close(): void;
}

/**
 * Reads a tar stream. The library decodes the headers and pax records; the frame (type, size, padding, end) is
 * followed here by its narrowest reading, and what the two see differently is refused. So nothing is left that
 * GNU tar, Go or bsdtar could take for another tree: sizes that pax records change, extension headers in a row,
 * a directory with a body, text behind a NUL, data behind the end.
 *
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export class TarReader {
  readonly #onEntry: (entry: TarEntry) => TarSink | undefined;
  /** The begin of a block that the last chunk did not finish. */
  readonly #held = Buffer.alloc(BLOCK);
  #heldBytes = 0;
  /** What is left of the body of the current entry, with its padding, and without. */
  #bodyBytes = 0;
  #contentBytes = 0;
  #sink: TarSink | undefined;
  /** What an extension header says about the entry that did not come yet. */
  #extended: HeaderData | undefined;
  #isEmpty = true;
  #zeroBlocks = 0;

  /** `onEntry` gets each file and directory as its header is read, and says where a file goes. */
  constructor(onEntry: (entry: TarEntry) => TarSink | undefined) {
    this.#onEntry = onEntry;
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
    if (this.#isEmpty) throw unsound("it holds nothing");
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
      if (this.#extended !== undefined) throw refused("ends after an extension header");
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw refused("goes on after its end");
    const frame = readFrame(block);
    const header = readHeader(block, this.#extended);
    this.#sink = this.#sinkFor(frame, header);
    this.#contentBytes = frame.size;
    this.#bodyBytes = Math.ceil(frame.size / BLOCK) * BLOCK;
    if (this.#bodyBytes === 0) this.#endBody();
  }

  #sinkFor(frame: Frame, header: Header): TarSink | undefined {
    const { type, size } = frame;
    if (type === "x" || type === "L") return this.#beginExtension(type, size);
    // The other headers about headers.
    if (/[gKNX]/.test(type)) throw refused(`holds a header of type \`${type}\``);
    const entry = readEntry(header, this.#extended, frame);
    this.#extended = undefined;
    this.#isEmpty = false;
    return this.#onEntry(entry);
  }

  #beginExtension(kind: ExtensionKind, size: number): TarSink {
    if (this.#extended !== undefined) throw refused("holds two extension headers in a row");
    if (size === 0 || size > EXTENSION_BYTES) throw refused("holds an extension header of an unlikely size");
    const parts: Buffer[] = [];
    return {
      write: (data) => parts.push(Buffer.from(data)),
      close: () => {
        this.#extended = readExtension(kind, Buffer.concat(parts));
      },
    };
  }

  #body(blocks: Buffer): void {
    const content = blocks.subarray(0, Math.min(blocks.length, this.#contentBytes));
    this.#bodyBytes -= blocks.length;
    this.#contentBytes -= content.length;
    if (content.length > 0) this.#sink?.write(content);
    if (this.#bodyBytes === 0) this.#endBody();
  }

  #endBody(): void {
    this.#sink?.close();
    this.#sink = undefined;
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
  // Where GNU and star have times, and Go may see a part of the name.
  if (!isZero(block.subarray(magic === GNU ? 345 : 500)))
    throw refused("holds a header with more than ustar has");
  const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(block.toString("latin1", 124, 136))?.[1];
  if (digits === undefined) throw refused("holds a size that is not a plain octal number");
  return { type: String.fromCharCode(block[156] ?? 0), size: Number.parseInt(digits, 8) };
}

function hasTextAfterNul(field: Buffer): boolean {
  const end = field.indexOf(0);
  return end >= 0 && !isZero(field.subarray(end));
}

function isZero(bytes: Buffer): boolean {
  return ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}

function readHeader(block: Buffer, extended: HeaderData | undefined): Header {
  let header: Header;
  try {
    header = new Header(block, 0, extended);
  } catch (error) {
    // A number of a size that nobody has.
    throw unsound((error as Error).message);
  }
  if (!header.cksumValid) throw unsound("checksum failure");
  if (!header.path) throw unsound("path is required");
  const isLink = /^(?:Symbolic)?Link$/.test(header.type);
  if (isLink !== Boolean(header.linkpath)) throw unsound(`linkpath ${isLink ? "required" : "forbidden"}`);
  return header;
}

/** What extension headers say counts, also where the library takes the header's own word. */
function readEntry(header: Header, extended: HeaderData | undefined, { type, size }: Frame): TarEntry {
  const path = extended?.path ?? header.path ?? "";
  const isDirectory = header.type === "Directory";
  if (!isDirectory && header.type !== "File" && header.type !== "OldFile") {
    throw refused(TYPES[header.type] ?? `is of the type ${header.type}`, path);
  }
  if ((extended?.size ?? header.size) !== size) throw refused("has two sizes", path);
  // The library takes a file whose name ends in a slash for a directory, Go does not.
  if (isDirectory !== (type === "5")) throw refused("is a file and a directory", path);
  return { kind: isDirectory ? "directory" : "file", path, size, mtime: header.mtime };
}

function readExtension(kind: ExtensionKind, body: Buffer): HeaderData {
  checkExtension(kind, body);
  const text = body.toString();
  return kind === "x" ? Pax.parse(text) : { path: text.replace(/\0$/, "") };
}

function unsound(reason: string): Error {
  return refused(`is not a sound tar file (${reason})`);
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

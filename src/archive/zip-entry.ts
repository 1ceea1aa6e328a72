import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw, type InflateRaw, inflateRawSync, type ZlibOptions } from "node:zlib";
import { isSystemError } from "../errors.ts";
import { type Limits, refused } from "./safety.ts";
import { checkExtras, SIZES_FOLLOW, type ZipEntry } from "./zip-directory.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_BYTES = 16;
/** So much of a large entry is held at a time, packed and unpacked. */
export const PIECE_BYTES = 1024 * 1024;
const NO_SIZES = Buffer.alloc(12);
/** A local header with the longest name and extra field, and a descriptor. */
const MAX_OVERHEAD = LOCAL_BYTES + 2 * 0xffff + DESCRIPTOR_BYTES;
/** With the option `info`, which the types do not know. */
const inflateNow = inflateRawSync as unknown as (data: Buffer, options: ZlibOptions) => Inflated;
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: InflateRaw;
}

/** Refuses an entry that cannot be in its room; this also bounds what is read and inflated at once. */
export function checkRoom({ name, size, compressedSize, start, end }: ZipEntry, limits: Limits): void {
  const overhead = end - start - compressedSize;
  if (overhead < LOCAL_BYTES || overhead > MAX_OVERHEAD) throw misplaced(name);
  if (Math.max(size, compressedSize) > limits.fileBytes) throw refused("is too large", name);
}

/** Reads bytes of the archive, which hold until the next call. */
export type ReadBytes = (position: number, length: number) => Buffer;

/**
 * Where the packed data of an entry are in the archive. The local header must say what the central one says, and
 * header, data and descriptor must fill the room up to the next entry: readers that go from header to header see
 * the same. The name of the entry was checked.
 */
export function dataBounds(
  read: ReadBytes,
  entry: ZipEntry,
): { readonly start: number; readonly end: number } {
  const { name, flags, compressedSize } = entry;
  const lengths = read(entry.start, LOCAL_BYTES);
  const headerBytes = LOCAL_BYTES + lengths.readUInt16LE(26) + lengths.readUInt16LE(28);
  const start = entry.start + headerBytes;
  const end = start + compressedSize;
  const sizesFollow = (flags & SIZES_FOLLOW) !== 0;
  if (end + (sizesFollow ? DESCRIPTOR_BYTES : 0) !== entry.end) throw misplaced(name);
  const isSame =
    hasHeader(read(entry.start, headerBytes), entry) &&
    (!sizesFollow || hasDescriptor(read(end, DESCRIPTOR_BYTES), entry));
  if (!isSame) throw refused("is described in two ways", name);
  return { start, end };
}

function hasHeader(header: Buffer, entry: ZipEntry): boolean {
  const { name, flags, method } = entry;
  const sizesMissing = (flags & SIZES_FOLLOW) !== 0 && header.compare(NO_SIZES, 0, 12, 14, 26) === 0;
  const nameEnd = LOCAL_BYTES + header.readUInt16LE(26);
  const isSame =
    header.readUInt32LE(0) === LOCAL_SIGNATURE &&
    header.readUInt16LE(6) === flags &&
    header.readUInt16LE(8) === method &&
    header.toString("utf8", LOCAL_BYTES, nameEnd) === name &&
    (sizesMissing || hasSizes(header, 14, entry));
  if (isSame) checkExtras(header.subarray(nameEnd), name);
  return isSame;
}

function hasDescriptor(descriptor: Buffer, entry: ZipEntry): boolean {
  return descriptor.readUInt32LE(0) === DESCRIPTOR_SIGNATURE && hasSizes(descriptor, 4, entry);
}

function hasSizes(bytes: Buffer, at: number, { crc32, compressedSize, size }: ZipEntry): boolean {
  return (
    bytes.readUInt32LE(at) === crc32 &&
    bytes.readUInt32LE(at + 4) === compressedSize &&
    bytes.readUInt32LE(at + 8) === size
  );
}

/** The content, checked against size and CRC. For small entries. */
export function inflate(data: Buffer, entry: ZipEntry): Buffer {
  try {
    return checkContent(entry.method === 0 ? data : wholeOf(inflateNow(data, roomFor(entry)), entry), entry);
  } catch (error) {
    throw unsound(error, entry);
  }
}

/** The same in pieces, for large ones: nothing is to be used before all have come. */
export async function* inflateInPieces(packed: Iterable<Buffer>, entry: ZipEntry): AsyncGenerator<Buffer> {
  const found = { size: 0, sum: 0 };
  const source = Readable.from(packed);
  const inflater = entry.method === 0 ? undefined : createInflateRaw({ chunkSize: PIECE_BYTES });
  // Its failures are those of the iteration.
  const pieces = inflater ? pipeline(source, inflater, () => {}) : source;
  try {
    for await (const piece of pieces) {
      found.size += piece.length;
      found.sum = crc32(piece, found.sum);
      if (found.size > entry.size) break;
      yield piece;
    }
  } catch (error) {
    throw unsound(error, entry);
  }
  checkFound(found, entry);
  if (inflater && inflater.bytesWritten !== entry.compressedSize) throw somethingBehind(entry.name);
}

/** One byte too many: then inflating ends in one go, and a longer content shows. */
function roomFor({ size }: ZipEntry): ZlibOptions {
  return { chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1, info: true };
}

/** The inflater stops where the data ends, and readers that go from header to header go on from there. */
function wholeOf({ buffer, engine }: Inflated, { name, compressedSize }: ZipEntry): Buffer {
  if (engine.bytesWritten !== compressedSize) throw somethingBehind(name);
  return buffer;
}

function somethingBehind(name: string): Error {
  return refused("has something behind its packed data", name);
}

/** The content, if it has the size and CRC that the directory of the archive gives for the entry. */
export function checkContent(content: Buffer, entry: ZipEntry): Buffer {
  checkFound({ size: content.length, sum: crc32(content) }, entry);
  return content;
}

function checkFound(found: { readonly size: number; readonly sum: number }, entry: ZipEntry): void {
  if (found.size !== entry.size) throw refused("has another size than it says", entry.name);
  if (found.sum !== entry.crc32) throw refused("is damaged: its checksum is wrong", entry.name);
}

function unsound(error: unknown, { name }: ZipEntry): unknown {
  if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) return refused("has another size than it says", name);
  return isSystemError(error, "Z_DATA_ERROR", "Z_BUF_ERROR") ? refused("is damaged", name) : error;
}

function misplaced(name: string): Error {
  return refused("does not end where the next one begins", name);
}

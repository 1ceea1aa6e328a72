import { crc32, type InflateRaw, inflateRawSync, type ZlibOptions } from "node:zlib";
import { isSystemError } from "../errors.ts";
import { type Limits, refused } from "./safety.ts";
import { checkExtras, SIZES_FOLLOW, type ZipEntry } from "./zip-directory.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const DESCRIPTOR_BYTES = 16;
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

/**
 * The packed data among the `bytes` up to the next entry. The local header must say what the central one
 * says, and header, data and descriptor must fill the room: readers that go from header to header see the same.
 */
export function packedData(bytes: Buffer, entry: ZipEntry): Buffer {
  const { name, rawName, flags, method, compressedSize } = entry;
  const sizesFollow = (flags & SIZES_FOLLOW) !== 0;
  const nameEnd = LOCAL_BYTES + bytes.readUInt16LE(26);
  const dataStart = nameEnd + bytes.readUInt16LE(28);
  const dataEnd = dataStart + compressedSize;
  const end = dataEnd + (sizesFollow ? DESCRIPTOR_BYTES : 0);
  if (end !== bytes.length) throw misplaced(name);
  const sizesMissing = sizesFollow && bytes.compare(NO_SIZES, 0, 12, 14, 26) === 0;
  const same =
    bytes.readUInt32LE(0) === LOCAL_SIGNATURE &&
    bytes.readUInt16LE(6) === flags &&
    bytes.readUInt16LE(8) === method &&
    bytes.subarray(LOCAL_BYTES, nameEnd).equals(rawName) &&
    (sizesMissing || hasSizes(bytes, 14, entry)) &&
    (!sizesFollow || hasDescriptor(bytes, dataEnd, entry));
  if (!same) throw refused("is described in two ways", name);
  checkExtras(bytes.subarray(nameEnd, dataStart), name);
  return bytes.subarray(dataStart, dataEnd);
}

function hasDescriptor(bytes: Buffer, at: number, entry: ZipEntry): boolean {
  return bytes.readUInt32LE(at) === DESCRIPTOR_SIGNATURE && hasSizes(bytes, at + 4, entry);
}

function hasSizes(bytes: Buffer, at: number, { crc32, compressedSize, size }: ZipEntry): boolean {
  return (
    bytes.readUInt32LE(at) === crc32 &&
    bytes.readUInt32LE(at + 4) === compressedSize &&
    bytes.readUInt32LE(at + 8) === size
  );
}

/** The content, checked against size and CRC. */
export function inflate(data: Buffer, entry: ZipEntry): Buffer {
  try {
    return checkContent(entry.method === 0 ? data : wholeOf(inflateNow(data, roomFor(entry)), entry), entry);
  } catch (error) {
    throw unsound(error, entry);
  }
}

/** One byte too many: then inflating ends in one go, and a longer content shows. */
function roomFor({ size }: ZipEntry): ZlibOptions {
  return { chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1, info: true };
}

/** The inflater stops where the data ends, and readers that go from header to header go on from there. */
function wholeOf({ buffer, engine }: Inflated, { name, compressedSize }: ZipEntry): Buffer {
  if (engine.bytesWritten !== compressedSize) throw refused("has something behind its packed data", name);
  return buffer;
}

/** The content, if it has the size and CRC that the directory of the archive gives for the entry. */
export function checkContent(content: Buffer, { name, size, crc32: sum }: ZipEntry): Buffer {
  if (content.length !== size) throw refused("has another size than it says", name);
  if (crc32(content) !== sum) throw refused("is damaged: its checksum is wrong", name);
  return content;
}

function unsound(error: unknown, { name }: ZipEntry): unknown {
  if (isSystemError(error, "ERR_BUFFER_TOO_LARGE")) return refused("has another size than it says", name);
  return isSystemError(error, "Z_DATA_ERROR", "Z_BUF_ERROR") ? refused("is damaged", name) : error;
}

function misplaced(name: string): Error {
  return refused("does not end where the next one begins", name);
}

import fs from "node:fs";
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from "yauzl";
import { readExactly } from "./file-window.ts";
import { type Limits, refused } from "./safety.ts";

/** One entry as the central directory tells it; `unpackZip` holds the local header against it. */
export interface ZipEntry {
  readonly name: string;
  readonly rawName: Buffer;
  readonly kind: "file" | "directory";
  readonly flags: number;
  readonly method: 0 | 8;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header starts, and where the next one or the central directory does. */
  readonly start: number;
  readonly end: number;
  readonly mtime: Date | undefined;
}

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
/** How far back the library looks for the end record: behind a comment, with a zip64 locator before it. */
const SEARCH_BYTES = ZIP64_LOCATOR_BYTES + END_BYTES + 0xffff;
const DIRECTORY_BYTES = 64 * 1024 * 1024;
export const SIZES_FOLLOW = 0x0008;
/** Beside it: the name is UTF-8; two bits of compressors about their own effort. */
const KNOWN_FLAGS = SIZES_FOLLOW | 0x0800 | 0x0006;
/**
 * Extra fields that hold times or an owner: of Info-ZIP (old and new), of NTFS. Others give another size
 * (zip64), another name (Unicode path), a link target or a cipher.
 */
const HARMLESS_EXTRAS = [0x5455, 0x5855, 0x7855, 0x7875, 0x000a];
const TYPE_MASK = 0o170000;
const MSDOS_DIRECTORY = 0x10;

/**
 * The entries of a zip in the order of their data. The library reads the central directory; the frame
 * around it must leave no choice to any reader: one end record at the very end, without comment and zip64,
 * and entries that cover the rest of the file without gap or overlap (which `unpackZip` completes by
 * looking at each local header).
 *
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZipDirectory(fd: number, limits: Limits): ZipEntry[] {
  const end = readEnd(fd, limits);
  const records = readRecords(fd, end);
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  if (bytes !== end.directoryBytes) throw refused("has a central directory of another size than it says");
  records.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  if ((records[0]?.relativeOffsetOfLocalHeader ?? 0) !== 0)
    throw refused("does not begin with its first entry");
  return records.map((record, i) =>
    toEntry(record, records[i + 1]?.relativeOffsetOfLocalHeader ?? end.directoryStart),
  );
}

interface End {
  readonly fileBytes: number;
  readonly entries: number;
  readonly directoryStart: number;
  readonly directoryBytes: number;
}

function readEnd(fd: number, limits: Limits): End {
  const fileBytes = fs.fstatSync(fd).size;
  if (fileBytes < END_BYTES) throw refused("is cut off");
  const length = Math.min(fileBytes, ZIP64_LOCATOR_BYTES + END_BYTES);
  const tail = readExactly(fd, fileBytes - length, length);
  const record = tail.subarray(-END_BYTES);
  if (record.readUInt32LE(0) !== END_SIGNATURE || record.readUInt16LE(20) !== 0) {
    throw refused("does not end with the end of a zip file");
  }
  const end = {
    fileBytes,
    entries: record.readUInt16LE(10),
    directoryStart: record.readUInt32LE(16),
    directoryBytes: record.readUInt32LE(12),
  };
  const disks = record.readUInt16LE(4) + record.readUInt16LE(6);
  if (disks !== 0 || record.readUInt16LE(8) !== end.entries) throw refused("spans several disks");
  const hasLocator = length > END_BYTES && tail.readUInt32LE(0) === ZIP64_LOCATOR_SIGNATURE;
  if (hasLocator || end.entries === 0xffff) throw refused("is a zip64 file");
  if (end.directoryStart + end.directoryBytes + END_BYTES !== fileBytes) {
    throw refused("has bytes between its entries and its end");
  }
  if (end.entries > limits.entries) throw refused(`has more than ${limits.entries} entries`);
  if (end.directoryBytes > DIRECTORY_BYTES) throw refused("has a central directory that is too large");
  return end;
}

/** The library reads a record when told, from memory and so at once: a hop to the thread pool each is slow. */
function readRecords(fd: number, end: End): Entry[] {
  const from = Math.max(0, Math.min(end.directoryStart, end.fileBytes - SEARCH_BYTES));
  const reader = new MemoryReader(readExactly(fd, from, end.fileBytes - from), from);
  const records: Entry[] = [];
  const take = (error: Error | null, zip: ZipFile) => {
    if (error !== null) throw unsound(error);
    zip.on("entry", (entry: Entry) => records.push(entry));
    zip.on("error", (cause: Error) => {
      throw unsound(cause);
    });
    for (let i = 0; i < end.entries; i++) zip.readEntry();
  };
  fromRandomAccessReader(
    reader,
    end.fileBytes,
    { lazyEntries: true, decodeStrings: false, autoClose: false },
    take,
  );
  if (records.length !== end.entries) throw refused("has an entry without a name");
  return records;
}

class MemoryReader extends RandomAccessReader {
  readonly #data: Buffer;
  readonly #start: number;

  /** `data` is what stands in the file from `start` on. */
  constructor(data: Buffer, start: number) {
    super();
    this.#data = data;
    this.#start = start;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const at = position - this.#start;
    const inside = at >= 0 && at + length <= this.#data.length;
    if (inside) this.#data.copy(buffer, offset, at, at + length);
    callback(inside ? null : new Error("central directory outside of the file"));
  }
}

function recordBytes(record: Entry): number {
  return 46 + record.fileNameLength + record.extraFieldLength + record.fileCommentLength;
}

function toEntry(record: Entry, end: number): ZipEntry {
  const rawName = record.fileNameRaw;
  const name = rawName.toString("utf8");
  const flags = record.generalPurposeBitFlag;
  const method = record.compressionMethod;
  if ((flags & 0x0001) !== 0) throw refused("is encrypted", name);
  if ((flags & ~KNOWN_FLAGS) !== 0) throw refused("has unknown flags", name);
  if (method !== 0 && method !== 8) throw refused(`is packed by method ${method}`, name);
  if ((flags & 0x0800) === 0 && /[^\0-\x7e]/.test(name)) {
    throw refused("has a name in an unknown character set", name);
  }
  // Whoever reads a stream looks for its end in the content.
  if (method === 0 && (flags & SIZES_FOLLOW) !== 0 && record.uncompressedSize > 0) {
    throw refused("is stored without saying how long it is", name);
  }
  checkExtras(record.extraFieldRaw, name);
  return {
    name,
    rawName,
    kind: kindOf(record, name),
    flags,
    method,
    crc32: record.crc32,
    compressedSize: record.compressedSize,
    size: record.uncompressedSize,
    start: record.relativeOffsetOfLocalHeader,
    end,
    mtime: mtimeOf(record),
  };
}

/** Refuses extra fields, of a central or a local header, that might make another entry of this one. */
export function checkExtras(raw: Buffer, name: string): void {
  let at = 0;
  while (at < raw.length) {
    if (raw.length - at < 4) throw refused("has a malformed extra field", name);
    const id = raw.readUInt16LE(at);
    if (!HARMLESS_EXTRAS.includes(id)) {
      throw refused(`has the extra field 0x${id.toString(16).padStart(4, "0")}`, name);
    }
    at += 4 + raw.readUInt16LE(at + 2);
  }
  if (at !== raw.length) throw refused("has a malformed extra field", name);
}

/** A directory by its slash; what the attributes say of the type must be the same. */
function kindOf(record: Entry, name: string): "file" | "directory" {
  const directory = name.endsWith("/");
  const type = (record.externalFileAttributes >>> 16) & TYPE_MASK;
  const plain = directory ? 0o040000 : 0o100000;
  if (type === 0o120000) throw refused("is a symbolic link", name);
  if (type !== 0 && type !== plain) throw refused("is neither a file nor a directory", name);
  if (!directory && (record.externalFileAttributes & MSDOS_DIRECTORY) !== 0) {
    throw refused("is a file and a directory", name);
  }
  if (directory && record.uncompressedSize !== 0) throw refused("is a directory with content", name);
  return directory ? "directory" : "file";
}

/** DOS time starts in 1980; the module zips of releases before 1.21 have none. */
function mtimeOf(record: Entry): Date | undefined {
  const time = record.getLastModDate({ timezone: "UTC" });
  return time.getUTCFullYear() > 1980 ? time : undefined;
}

function unsound(cause: Error): Error {
  return cause.name === "GovError" ? cause : refused(`is not a sound zip file (${cause.message})`);
}

import fs from "node:fs";
import { readExactly } from "./file-window.ts";
import { type Limits, refused } from "./safety.ts";

/** One entry as the central directory tells it; `unpackZip` holds the local header against it. */
export interface ZipEntry {
  /** Its bytes are the UTF-8 of this, or there is a U+FFFD in it. */
  readonly name: string;
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

/** Of the record at the very end. */
export const END_BYTES = 22;
const DIRECTORY_START = 16;
const END_SIGNATURE = 0x06054b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const RECORD_BYTES = 46;
const RECORD_SIGNATURE = 0x02014b50;
const DIRECTORY_BYTES = 64 * 1024 * 1024;
export const SIZES_FOLLOW = 0x0008;
/** Beside it: the name is UTF-8; two bits of compressors about their own effort. */
const KNOWN_FLAGS = SIZES_FOLLOW | 0x0800 | 0x0006;
/**
 * Extra fields that hold times or an owner: of Info-ZIP (old and new), of NTFS. Others give another size
 * (zip64), another name (Unicode path), a link target or a cipher.
 */
const HARMLESS_EXTRAS = [0x5455, 0x5855, 0x7855, 0x7875, 0x000a];
/** Of Info-ZIP: a byte of flags, then Unix time. Go writes it too. */
const TIMESTAMP_EXTRA = 0x5455;
const HAS_MTIME = 0x01;
const TYPE_MASK = 0o170000;
const MSDOS_DIRECTORY = 0x10;

/**
 * The entries of a zip in the order of their data. The frame must leave no choice to any reader: one end record
 * at the very end, without comment and zip64, before it the directory and nothing else, and entries that cover
 * the rest of the file without gap or overlap (which `unpackZip` completes by looking at each local header).
 *
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZipDirectory(fd: number, limits: Limits): ZipEntry[] {
  const end = readEnd(fd, limits);
  const directory = readExactly(fd, end.directoryStart, end.directoryBytes);
  const entries = readEntries(directory, end.entries).sort((a, b) => a.start - b.start);
  if ((entries[0]?.start ?? 0) !== 0) throw refused("does not begin with its first entry");
  return entries.map((entry, i) => ({ ...entry, end: entries[i + 1]?.start ?? end.directoryStart }));
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
    directoryStart: directoryStartIn(record),
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

/** Where the directory starts, as the end of the archive says. */
export function directoryStartIn(tail: Buffer): number {
  return tail.readUInt32LE(tail.length - END_BYTES + DIRECTORY_START);
}

function readEntries(directory: Buffer, count: number): Omit<ZipEntry, "end">[] {
  const entries: Omit<ZipEntry, "end">[] = [];
  for (let at = 0; at < directory.length; ) {
    const end = recordEnd(directory, at);
    if (entries.length === count) throw wrongCount();
    entries.push(readEntry(directory, at));
    at = end;
  }
  if (entries.length < count) throw wrongCount();
  return entries;
}

function wrongCount(): Error {
  return refused("has another number of entries than it says");
}

/** Where the record ends that begins at `at`. */
function recordEnd(directory: Buffer, at: number): number {
  const isRecord = at + RECORD_BYTES <= directory.length && directory.readUInt32LE(at) === RECORD_SIGNATURE;
  if (!isRecord) throw brokenDirectory();
  const nameAndExtras = directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30);
  const end = at + RECORD_BYTES + nameAndExtras + directory.readUInt16LE(at + 32);
  if (end > directory.length) throw brokenDirectory();
  return end;
}

function brokenDirectory(): Error {
  return refused("is not a sound zip file (its directory is broken)");
}

/** Of the record that begins at `at` and is whole. */
function readEntry(directory: Buffer, at: number): Omit<ZipEntry, "end"> {
  const nameStart = at + RECORD_BYTES;
  const nameEnd = nameStart + directory.readUInt16LE(at + 28);
  const extras = directory.subarray(nameEnd, nameEnd + directory.readUInt16LE(at + 30));
  const name = directory.toString("utf8", nameStart, nameEnd);
  if (name === "") throw refused("has an entry without a name");
  const packing = packingOf(directory, at, name);
  checkExtras(extras, name);
  return {
    name,
    kind: kindOf(name, directory.readUInt32LE(at + 38), packing.size),
    ...packing,
    crc32: directory.readUInt32LE(at + 16),
    start: directory.readUInt32LE(at + 42),
    mtime: mtimeOf(extras, directory.readUInt16LE(at + 14), directory.readUInt16LE(at + 12)),
  };
}

function packingOf(directory: Buffer, at: number, name: string) {
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const compressedSize = directory.readUInt32LE(at + 20);
  const size = directory.readUInt32LE(at + 24);
  if ((flags & 0x0001) !== 0) throw refused("is encrypted", name);
  if ((flags & ~KNOWN_FLAGS) !== 0) throw refused("has unknown flags", name);
  if (method !== 0 && method !== 8) throw refused(`is packed by method ${method}`, name);
  if ((flags & 0x0800) === 0 && /[^\0-\x7e]/.test(name)) {
    throw refused("has a name in an unknown character set", name);
  }
  if (method === 0 && size !== compressedSize) throw refused("has another size than it says", name);
  // Whoever reads a stream looks for its end in the content.
  if (method === 0 && (flags & SIZES_FOLLOW) !== 0 && size > 0) {
    throw refused("is stored without saying how long it is", name);
  }
  return { flags, method, compressedSize, size } as const;
}

/** Refuses extra fields, of a central or a local header, that might make another entry of this one. */
export function checkExtras(raw: Buffer, name: string): void {
  for (const { id } of extrasOf(raw, name)) {
    if (HARMLESS_EXTRAS.includes(id)) continue;
    throw refused(`has the extra field 0x${id.toString(16).padStart(4, "0")}`, name);
  }
}

function* extrasOf(raw: Buffer, name: string): Generator<{ readonly id: number; readonly data: Buffer }> {
  for (let at = 0; at < raw.length; ) {
    const dataStart = at + 4;
    if (raw.length < dataStart) throw refused("has a malformed extra field", name);
    const next = dataStart + raw.readUInt16LE(at + 2);
    if (raw.length < next) throw refused("has a malformed extra field", name);
    yield { id: raw.readUInt16LE(at), data: raw.subarray(dataStart, next) };
    at = next;
  }
}

/** A directory by its slash; what the attributes say of the type must be the same. */
function kindOf(name: string, attributes: number, size: number): "file" | "directory" {
  const directory = name.endsWith("/");
  const type = (attributes >>> 16) & TYPE_MASK;
  const plain = directory ? 0o040000 : 0o100000;
  if (type === 0o120000) throw refused("is a symbolic link", name);
  if (type !== 0 && type !== plain) throw refused("is neither a file nor a directory", name);
  if (!directory && (attributes & MSDOS_DIRECTORY) !== 0) {
    throw refused("is a file and a directory", name);
  }
  if (directory && size !== 0) throw refused("is a directory with content", name);
  return directory ? "directory" : "file";
}

/** The module zips of releases before 1.21 have none: their time is the first that DOS knows, or earlier. */
function mtimeOf(extras: Buffer, date: number, time: number): Date | undefined {
  const mtime = timestampIn(extras) ?? dosTime(date, time);
  return mtime.getUTCFullYear() > 1980 ? mtime : undefined;
}

/** Times of NTFS are not read: what writes archives of Go writes none. */
function timestampIn(extras: Buffer): Date | undefined {
  for (const { id, data } of extrasOf(extras, "")) {
    const isTime = id === TIMESTAMP_EXTRA && data.length >= 5 && ((data[0] ?? 0) & HAS_MTIME) !== 0;
    if (isTime) return new Date(data.readInt32LE(1) * 1000);
  }
  return undefined;
}

function dosTime(date: number, time: number): Date {
  const [year, month, day] = [1980 + (date >>> 9), ((date >>> 5) & 0x0f) - 1, date & 0x1f];
  return new Date(Date.UTC(year, month, day, time >>> 11, (time >>> 5) & 0x3f, (time & 0x1f) * 2));
}

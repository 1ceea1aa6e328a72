import { type Executable, type ReadAt, readExecutable, withReader } from "./executable.ts";

/** What a program says of itself, read without running it. */
export interface BuildInfo extends Pick<Executable, "interpreter" | "minimumBytes"> {
  /** GOARCH of the machine it is for. */
  readonly arch: string | undefined;
  /**
   * The release of Go that built it, such as `go1.22.5` or `go1.22.5 X:boringcrypto`; for a tool of Go that
   * is the release it belongs to. `undefined` for other programs, and for Go before 1.13.
   */
  readonly version: string | undefined;
}

const MAGIC = Buffer.from("\xff Go buildinf:", "latin1");
const HEADER_BYTES = 32;
/** Where it is not in a section of its own, it is near the start of the data. */
const SEARCH_BYTES = 65536;
const MAX_VERSION_BYTES = 512;

/** `undefined` when `file` is no program. System errors (`ENOENT`) are thrown as they are. */
export function readBuildInfo(file: string): BuildInfo | undefined {
  return withReader(file, (read) => {
    const executable = readExecutable(read);
    if (executable === undefined) return undefined;
    const { arch, interpreter, minimumBytes } = executable;
    return { arch, interpreter, minimumBytes, version: readVersion(executable, read) };
  });
}

/** The same of a file that need not be there; `undefined` too for one that cannot be read. */
export function buildInfoOf(file: string): BuildInfo | undefined {
  try {
    return readBuildInfo(file);
  } catch {
    return undefined;
  }
}

/** Layout: Go's `debug/buildinfo`, https://go.dev/src/debug/buildinfo/buildinfo.go. */
function readVersion(executable: Executable, read: ReadAt): string | undefined {
  if (executable.buildInfo === undefined) return undefined;
  const data = read(executable.buildInfo, SEARCH_BYTES);
  const start = indexOfAligned(data, MAGIC, 16);
  if (start < 0 || start + HEADER_BYTES > data.length) return undefined;
  const [pointerBytes = 0, flags = 0] = data.subarray(start + 14);
  const INLINE = 2;
  const version =
    (flags & INLINE) === 0
      ? readPointedString(executable, read, data.subarray(start + 16, start + HEADER_BYTES), pointerBytes)
      : readInlineString(data.subarray(start + HEADER_BYTES));
  return version !== undefined && /^[\x20-\x7e]+$/.test(version) ? version : undefined;
}

/** Go 1.18 and later: a varint of the length, then the text. */
function readInlineString(data: Buffer): string | undefined {
  const [low = 0, high = 0] = data;
  const long = low >= 0x80;
  const length = long ? (low & 0x7f) | (high << 7) : low;
  const start = long ? 2 : 1;
  if (length > MAX_VERSION_BYTES || (high >= 0x80 && long)) return undefined;
  return data.toString("latin1", start, start + length);
}

/** Go 1.13 to 1.17: the address of a string header, which holds the address and length of the text. */
function readPointedString(
  executable: Executable,
  read: ReadAt,
  pointer: Buffer,
  size: number,
): string | undefined {
  if (size !== 4 && size !== 8) return undefined;
  const number = (bytes: Buffer) => {
    if (size === 4) return executable.littleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE();
    return Number(executable.littleEndian ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
  };
  const header = executable.offsetOf(number(pointer));
  if (header === undefined) return undefined;
  const bytes = read(header, 2 * size);
  if (bytes.length < 2 * size) return undefined;
  const text = executable.offsetOf(number(bytes));
  const length = number(bytes.subarray(size));
  if (text === undefined || length > MAX_VERSION_BYTES) return undefined;
  return read(text, length).toString("latin1");
}

function indexOfAligned(data: Buffer, wanted: Buffer, alignment: number): number {
  let found = data.indexOf(wanted);
  while (found >= 0 && found % alignment !== 0) found = data.indexOf(wanted, found + 1);
  return found;
}

import fs from "node:fs";

/** What the header of a program says, as far as gov asks. */
export interface Executable {
  /** GOARCH; `undefined` for a machine that Go does not publish for. */
  readonly arch: string | undefined;
  readonly littleEndian: boolean;
  /** File offset of the section that holds, or starts with, Go's build information. */
  readonly buildInfo: number | undefined;
  /** The program that has to load it, such as `/lib/ld-musl-x86_64.so.1`; `undefined` for a static one. */
  readonly interpreter: string | undefined;
  /** What the headers say is in the file ends here: a shorter one was cut off. */
  readonly minimumBytes: number;
  /** File offset of an address of the running program. */
  readonly offsetOf: (address: number) => number | undefined;
}

/** Reads `length` bytes at `offset`, fewer at the end of the file. */
export type ReadAt = (offset: number, length: number) => Buffer;

/** Opens `file` for the time of `use`. System errors are the caller's. */
export function withReader<T>(file: string, use: (read: ReadAt) => T): T {
  const fd = fs.openSync(file, "r");
  try {
    return use((offset, length) => {
      if (offset + length > Number.MAX_SAFE_INTEGER) return Buffer.alloc(0);
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, fs.readSync(fd, buffer, 0, length, offset));
    });
  } finally {
    fs.closeSync(fd);
  }
}

/** `undefined` for scripts, universal binaries, damaged headers and everything else that is no program. */
export function readExecutable(read: ReadAt): Executable | undefined {
  try {
    const head = read(0, 64);
    if (head.length < 64) return undefined;
    if (head.readUInt32BE(0) === 0x7f454c46) return readElf(head, read);
    if (head.readUInt32LE(0) === 0xfeedfacf) return readMachO(head, read);
    if (head.toString("latin1", 0, 2) === "MZ") return readPe(head, read);
    return undefined;
  } catch (error) {
    // A header that points behind the end of the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Segment {
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

const ELF_ARCH: Readonly<Record<number, string>> = {
  3: "386",
  40: "arm",
  62: "amd64",
  183: "arm64",
  243: "riscv64",
  258: "loong64",
};
const ELF_S390X = 22;
const ELF_PPC64 = 21;
const ELF_MIPS = 8;
/** The type of a section that takes no place in the file. */
const ELF_NOBITS = 8;
const MACH_O_ARCH: Readonly<Record<number, string>> = { 16777223: "amd64", 16777228: "arm64" };
const PE_ARCH: Readonly<Record<number, string>> = { 34404: "amd64", 332: "386", 43620: "arm64", 452: "arm" };

/** Programs have a few dozen headers; more is damage. */
const MAX_HEADERS = 1000;

function readElf(head: Buffer, read: ReadAt): Executable | undefined {
  const wide = head[4] === 2;
  const littleEndian = head[5] === 1;
  const field = fieldReader(littleEndian);
  const table = field(head, wide ? 40 : 32, wide ? 8 : 4);
  const [entrySize, count, namesIndex] = [0, 2, 4].map((at) => field(head, (wide ? 58 : 46) + at, 2));
  if (entrySize !== (wide ? 64 : 40) || !count || count > MAX_HEADERS) return undefined;
  const headers = read(table, entrySize * count);
  const sections = Array.from({ length: count }, (_, i) => {
    const header = headers.subarray(i * entrySize, (i + 1) * entrySize);
    const word = (index: number) => field(header, 8 + index * (wide ? 8 : 4), wide ? 8 : 4);
    const stored = field(header, 4, 4) !== ELF_NOBITS;
    return { name: field(header, 0, 4), stored, address: word(1), offset: word(2), size: word(3) };
  });
  const names = sections[namesIndex ?? 0];
  const nameTable = names === undefined ? Buffer.alloc(0) : read(names.offset, Math.min(names.size, 65536));
  const named = (wanted: string) => {
    const nameAt = nameTable.indexOf(`\0${wanted}\0`) + 1;
    return nameAt > 0 ? sections.find(({ name }) => name === nameAt) : undefined;
  };
  const interpreter = named(".interp");
  return {
    arch: elfArch(field(head, 18, 2), wide, littleEndian),
    littleEndian,
    buildInfo: named(".go.buildinfo")?.offset,
    interpreter: interpreter && textAt(interpreter, read),
    minimumBytes: endOf(sections.filter(({ stored }) => stored)),
    offsetOf: translator(sections),
  };
}

function textAt({ offset, size }: Segment, read: ReadAt): string {
  return read(offset, Math.min(size, 4096)).toString("utf8").replace(/\0.*$/s, "");
}

function endOf(segments: readonly Segment[]): number {
  return Math.max(0, ...segments.map(({ offset, size }) => offset + size));
}

function elfArch(machine: number, wide: boolean, littleEndian: boolean): string | undefined {
  if (machine === ELF_PPC64) return littleEndian ? "ppc64le" : "ppc64";
  if (machine === ELF_MIPS) return `mips${wide ? "64" : ""}${littleEndian ? "le" : ""}`;
  if (machine === ELF_S390X) return "s390x";
  return ELF_ARCH[machine];
}

function readMachO(head: Buffer, read: ReadAt): Executable {
  const segments: Segment[] = [];
  let buildInfo: number | undefined;
  const commands = read(32, Math.min(head.readUInt32LE(20), 65536));
  for (let at = 0; at + 8 <= commands.length; at += Math.max(8, commands.readUInt32LE(at + 4))) {
    const LC_SEGMENT_64 = 0x19;
    if (commands.readUInt32LE(at) !== LC_SEGMENT_64) continue;
    const word = (offset: number) => Number(commands.readBigUInt64LE(at + offset));
    segments.push({ address: word(24), offset: word(40), size: word(48) });
    const end = at + 72 + commands.readUInt32LE(at + 64) * 80;
    for (let section = at + 72; section < Math.min(end, commands.length); section += 80) {
      const name = commands.toString("latin1", section, section + 16).replace(/\0+$/, "");
      if (name === "__go_buildinfo") buildInfo = commands.readUInt32LE(section + 48);
    }
  }
  return {
    arch: MACH_O_ARCH[head.readUInt32LE(4)],
    littleEndian: true,
    buildInfo,
    interpreter: undefined,
    minimumBytes: endOf(segments),
    offsetOf: translator(segments),
  };
}

/** Windows programs have no section for build information: it stands at the start of `.data`. */
function readPe(head: Buffer, read: ReadAt): Executable | undefined {
  const start = head.readUInt32LE(60);
  const header = read(start, 24 + 32);
  if (header.toString("latin1", 0, 4) !== "PE\0\0") return undefined;
  const count = Math.min(header.readUInt16LE(6), MAX_HEADERS);
  const optionalSize = header.readUInt16LE(20);
  const PE32_PLUS = 0x20b;
  const wide = header.readUInt16LE(24) === PE32_PLUS;
  const base = wide ? Number(header.readBigUInt64LE(24 + 24)) : header.readUInt32LE(24 + 28);
  const table = read(start + 24 + optionalSize, count * 40);
  const sections = Array.from({ length: count }, (_, i) => ({
    name: table.toString("latin1", i * 40, i * 40 + 8).replace(/\0+$/, ""),
    size: table.readUInt32LE(i * 40 + 16),
    address: base + table.readUInt32LE(i * 40 + 12),
    offset: table.readUInt32LE(i * 40 + 20),
  }));
  return {
    arch: PE_ARCH[header.readUInt16LE(4)],
    littleEndian: true,
    buildInfo: sections.find(({ name }) => name === ".data")?.offset,
    interpreter: undefined,
    minimumBytes: endOf(sections),
    offsetOf: translator(sections),
  };
}

function fieldReader(littleEndian: boolean) {
  return (buffer: Buffer, offset: number, bytes: number): number => {
    if (bytes === 8) {
      return Number(littleEndian ? buffer.readBigUInt64LE(offset) : buffer.readBigUInt64BE(offset));
    }
    return littleEndian ? buffer.readUIntLE(offset, bytes) : buffer.readUIntBE(offset, bytes);
  };
}

function translator(segments: readonly Segment[]) {
  return (address: number): number | undefined => {
    const found = segments.find(
      (s) => s.address !== 0 && address >= s.address && address < s.address + s.size,
    );
    return found === undefined ? undefined : found.offset + (address - found.address);
  };
}

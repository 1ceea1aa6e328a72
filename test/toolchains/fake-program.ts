export interface FakeProgramOptions {
  /** What it prints when it is run, whatever the arguments. */
  readonly output?: string;
  /** The ELF number of its machine. */
  readonly machine?: number;
  /** Build information as Go wrote it before 1.18. */
  readonly pointers?: boolean;
  /** How long it sleeps before it prints; at most 127. */
  readonly seconds?: number;
}

/**
 * A Linux/amd64 program of a few hundred bytes with the build information of any Go release. It sleeps if it
 * is told to, prints `output` and exits with 0.
 */
export function fakeProgram(built: string, options: FakeProgramOptions = {}): Buffer {
  const { output = `go version ${built} linux/amd64\n`, machine = AMD64, pointers = false } = options;
  const text = Buffer.from(output);
  const nap = options.seconds === undefined ? Buffer.alloc(0) : sleepFor(options.seconds);
  const code = printAndExit(text.length);
  const printStart = CODE_START + nap.length;
  const textStart = align16(printStart + code.length);
  const infoStart = align16(textStart + text.length);
  code.writeInt32LE(textStart - (printStart + LEA_END), LEA_END - 4);
  const info = pointers ? pointerBuildInfo(built, LOAD_ADDRESS + infoStart) : inlineBuildInfo(built);
  const names = Buffer.from("\0.go.buildinfo\0.shstrtab\0");
  const namesStart = infoStart + info.length;
  const sectionsStart = align16(namesStart + names.length);
  const file = Buffer.alloc(sectionsStart + 3 * 64);
  writeHeader(file, sectionsStart, machine);
  nap.copy(file, CODE_START);
  code.copy(file, printStart);
  text.copy(file, textStart);
  info.copy(file, infoStart);
  names.copy(file, namesStart);
  writeSection(file, sectionsStart + 64, { name: 1, start: infoStart, size: info.length });
  writeSection(file, sectionsStart + 128, { name: 15, start: namesStart, size: names.length });
  return file;
}

/** From Go 1.18 on: a length and the text behind the header. */
export function inlineBuildInfo(built: string): Buffer {
  return Buffer.concat([infoHeader(2), Buffer.from([built.length]), Buffer.from(built), Buffer.from([0])]);
}

/** Go 1.13 to 1.17: the header has the address of a string, which stands right behind here. */
function pointerBuildInfo(built: string, address: number): Buffer {
  const header = infoHeader(0);
  header.writeBigUInt64LE(BigInt(address + 32), 16);
  const string = Buffer.alloc(16);
  string.writeBigUInt64LE(BigInt(address + 48), 0);
  string.writeBigUInt64LE(BigInt(built.length), 8);
  return Buffer.concat([header, string, Buffer.from(built)]);
}

function infoHeader(flags: number): Buffer {
  const header = Buffer.alloc(32);
  header.write("\xff Go buildinf:", "latin1");
  header[14] = 8;
  header[15] = flags;
  return header;
}

export const AMD64 = 62;
export const ARM64 = 183;

const LOAD_ADDRESS = 0x400000;
const CODE_START = 64 + 56;
/** Where the instruction that loads the address of the text ends. */
const LEA_END = 17;

function sleepFor(seconds: number): Buffer {
  return Buffer.from([
    0x6a,
    0, // push 0 (nanoseconds)
    0x6a,
    seconds, // push seconds
    0x48,
    0x89,
    0xe7, // mov rdi, rsp
    0x31,
    0xf6, // xor esi, esi
    0xb8,
    35,
    0,
    0,
    0, // mov eax, 35 (nanosleep)
    0x0f,
    0x05, // syscall
  ]);
}

function printAndExit(length: number): Buffer {
  const code = Buffer.from([
    0xb8,
    1,
    0,
    0,
    0, // mov eax, 1 (write)
    0xbf,
    1,
    0,
    0,
    0, // mov edi, 1 (stdout)
    0x48,
    0x8d,
    0x35,
    0,
    0,
    0,
    0, // lea rsi, [rip + text]
    0xba,
    0,
    0,
    0,
    0, // mov edx, length
    0x0f,
    0x05, // syscall
    0xb8,
    60,
    0,
    0,
    0, // mov eax, 60 (exit)
    0x31,
    0xff, // xor edi, edi
    0x0f,
    0x05, // syscall
  ]);
  code.writeUInt32LE(length, LEA_END + 1);
  return code;
}

function writeHeader(file: Buffer, sectionsStart: number, machine: number): void {
  file.write("\x7fELF", "latin1");
  file.set([2, 1, 1], 4);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(LOAD_ADDRESS + CODE_START), 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeBigUInt64LE(BigInt(sectionsStart), 40);
  for (const [index, value] of [64, 56, 1, 64, 3, 2].entries()) file.writeUInt16LE(value, 52 + 2 * index);
  const READ_AND_EXECUTE = 5;
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(READ_AND_EXECUTE, 68);
  const size = BigInt(file.length);
  const words = [0n, BigInt(LOAD_ADDRESS), BigInt(LOAD_ADDRESS), size, size, 0x1000n];
  for (const [index, value] of words.entries()) file.writeBigUInt64LE(value, 72 + 8 * index);
}

function writeSection(
  file: Buffer,
  at: number,
  { name, start, size }: Record<"name" | "start" | "size", number>,
) {
  file.writeUInt32LE(name, at);
  file.writeUInt32LE(1, at + 4);
  file.writeBigUInt64LE(BigInt(LOAD_ADDRESS + start), at + 16);
  file.writeBigUInt64LE(BigInt(start), at + 24);
  file.writeBigUInt64LE(BigInt(size), at + 32);
}

function align16(offset: number): number {
  return Math.ceil(offset / 16) * 16;
}

import { inlineBuildInfo } from "./fake-program.ts";

/** A Mach-O file of one segment with one section. */
export function machO(built: string): Buffer {
  const file = Buffer.alloc(192 + 64);
  const [arm64, segment64] = [0x0100000c, 0x19];
  for (const [index, word] of [0xfeedfacf, arm64, 0, 2, 1, 152].entries())
    file.writeUInt32LE(word, index * 4);
  file.writeUInt32LE(segment64, 32);
  file.writeUInt32LE(152, 36);
  file.writeUInt32LE(1, 32 + 64);
  file.write("__go_buildinfo", 32 + 72);
  file.writeUInt32LE(192, 32 + 72 + 48);
  inlineBuildInfo(built).copy(file, 192);
  return file;
}

/** A PE32+ file with one section. */
export function pe(built: string): Buffer {
  const file = Buffer.alloc(512 + 64);
  file.write("MZ");
  file.writeUInt32LE(64, 60);
  file.write("PE\0\0", 64);
  const amd64 = 0x8664;
  for (const [offset, value] of [
    [4, amd64],
    [6, 1],
    [20, 112],
    [24, 0x20b],
  ] as const) {
    file.writeUInt16LE(value, 64 + offset);
  }
  const section = 64 + 24 + 112;
  file.write(".data", section);
  file.writeUInt32LE(64, section + 16);
  file.writeUInt32LE(512, section + 20);
  inlineBuildInfo(built).copy(file, 512);
  return file;
}

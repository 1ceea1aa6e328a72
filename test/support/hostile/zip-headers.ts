import { deflateRawSync } from "node:zlib";
import { type ZipItem, zip, zipExtra } from "../archives.ts";
import type { Forged } from "./zip-entries.ts";

export function encrypted(prefix: string): Forged[] {
  const name = `${prefix}a`;
  return [
    ["by a flag", /is encrypted/, [{ name, flags: 9 }]],
    ["strongly", /is encrypted/, [{ name, flags: 0x49 }]],
    ["strongly, without the flag", /unknown flags/, [{ name, flags: 0x48 }]],
    ["by AES", /is encrypted|is packed by method 99/, [{ name, flags: 9, method: 99 }]],
    ["by AES, without the flag", /is packed by method 99/, [{ name, method: 99 }]],
    ["masked headers", /has unknown flags/, [{ name, flags: 0x2008 }]],
    ["in the local header", /is described in two ways/, [{ name, localFlags: 9 }]],
    ["by a field of AES", /the extra field 0x9901/, [{ name, extra: zipExtra(0x9901, Buffer.alloc(7)) }]],
  ];
}

export function methods(prefix: string): Forged[] {
  const name = `${prefix}a`;
  const known = { shrunk: 1, imploded: 6, deflate64: 9, bzip2: 12, lzma: 14, zstd: 93, xz: 95, none: 65535 };
  return [
    ...Object.entries(known).map(
      ([what, method]): Forged => [what, new RegExp(`is packed by method ${method}`), [{ name, method }]],
    ),
    ["another one in the local header", /is described in two ways/, [{ name, localMethod: 0 }]],
    ["patched data", /has unknown flags/, [{ name, flags: 0x28 }]],
  ];
}

export function sizes(prefix: string): Forged[] {
  const item = { name: `${prefix}a`, body: "some content" };
  return [
    ["a size that is too small", /another size than it says/, [{ ...item, size: 3 }]],
    ["a size that is too large", /another size than it says/, [{ ...item, size: 30 }]],
    ["a size of nothing", /another size than it says/, [{ ...item, size: 0 }]],
    ["a size of 4 GB", /is too large/, [{ ...item, size: 0xfffffffe }]],
    ["a packed size of 4 GB", /the next one begins/, [{ ...item, compressedSize: 0xfffffffe }]],
    ["a packed size that is too small", /the next one begins/, [{ ...item, compressedSize: 3 }]],
    [
      "a stored size that is another",
      /another size than it says/,
      [{ ...item, method: 0, descriptor: false, size: 3 }],
    ],
    ["a wrong sum", /its checksum is wrong/, [{ ...item, crc: 1 }]],
    ["a sum of nothing", /its checksum is wrong/, [{ ...item, crc: 0 }]],
    ["damaged data", /is damaged/, [{ ...item, packed: Buffer.from("\x07damaged") }]],
    ["data that are cut off", /is damaged/, [{ ...item, packed: deflateRawSync(item.body).subarray(0, 4) }]],
    [
      "something behind the data",
      /behind its packed data/,
      [{ ...item, packed: Buffer.concat([deflateRawSync(item.body), Buffer.from("more")]) }],
    ],
    ["no data", /is damaged/, [{ ...item, packed: Buffer.alloc(0) }]],
  ];
}

/** Offsets in the local header. */
const LOCAL = { signature: 0, flags: 6, method: 8, crc: 14, packed: 18, size: 22, name: 26, extra: 28 };

export function disagreements(prefix: string): Forged[] {
  const item: ZipItem = { name: `${prefix}a`, body: "some content", descriptor: false };
  const change = (field: number, width: number, value: number) => (): Buffer => {
    const bytes = zip([item]);
    bytes.writeUIntLE(value, field, width);
    return bytes;
  };
  const reason = /is described in two ways|the next one begins/;
  return [
    ["no signature", /neither a tar\.gz nor a zip/, change(LOCAL.signature, 4, 0x04034b51)],
    ["other flags", reason, change(LOCAL.flags, 2, 0x800)],
    ["another method", reason, change(LOCAL.method, 2, 0)],
    ["another sum", reason, change(LOCAL.crc, 4, 7)],
    ["no sum", reason, change(LOCAL.crc, 4, 0)],
    ["another packed size", reason, change(LOCAL.packed, 4, 7)],
    ["another size", reason, change(LOCAL.size, 4, 7)],
    ["a longer name", reason, change(LOCAL.name, 2, item.name.length + 1)],
    ["a longer extra field", reason, change(LOCAL.extra, 2, 1)],
    ["another name of the same length", reason, [{ ...item, localName: `${prefix}b` }]],
    ["a name that differs by case", reason, [{ ...item, localName: `${prefix}A` }]],
    ["a directory", reason, [{ ...item, localName: `${prefix}/` }]],
  ];
}

export function descriptors(prefix: string): Forged[] {
  const item: ZipItem = { name: `${prefix}a`, body: "some content" };
  const change = (fromEnd: number, value: number) => (): Buffer => {
    const bytes = zip([item]);
    const end = bytes.indexOf("PK\u0001\u0002", 0, "latin1");
    bytes.writeUInt32LE(value, end - fromEnd);
    return bytes;
  };
  const reason = /is described in two ways/;
  return [
    ["another size", reason, [{ ...item, descriptorSize: 1 }]],
    ["another packed size", reason, change(8, 1)],
    ["another sum", reason, change(12, 1)],
    ["no signature", reason, change(16, 1)],
    ["a size in the local header too", reason, [{ ...item, localSize: 1 }]],
    ["no flag for it", /the next one begins|two ways/, [{ ...item, flags: 0 }]],
    ["a flag and none", /the next one begins|two ways/, [{ ...item, descriptor: false, flags: 8 }]],
    ["stored data, whose end a reader must find", /stored without saying how long/, [{ ...item, method: 0 }]],
  ];
}

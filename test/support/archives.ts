import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** Small Go releases in every container, and hostile archives with any byte where it does not belong. */

/** Path below the GOROOT to content. */
export type Tree = Readonly<Record<string, string | Buffer>>;

export const TREE_TIME = new Date("2024-06-27T20:11:12Z");
const UNCOVERED = /^(?:\.github|api|doc|misc|test)\//;

/** A release in little: executables, a `go.mod`, a name beyond ASCII, a long path, uncovered directories. */
export function smallTree(version = "1.22.5"): Tree {
  return {
    VERSION: `go${version}\ntime ${TREE_TIME.toISOString().replace(".000", "")}\n`,
    "api/go1.txt": "pkg\n",
    "bin/go": Buffer.from(`\x7fELF ${"go ".repeat(20_000)}`),
    "doc/index.html": "<p>\n",
    "lib/wasm/go_js_wasm_exec": "#!/bin/sh\n",
    "misc/go.mod": "module misc\n",
    "pkg/tool/linux_amd64/asm": "\x7fELF asm",
    "src/all.bash": "#!/usr/bin/env bash\n",
    "src/cmd/go.mod": "module cmd\n",
    "src/empty.go": "",
    "src/go.mod": "module std\n",
    [`src/${"long/".repeat(24)}name.go`]: "package name\n",
    "test/fixedbugs/issue27836.dir/\u00defoo.go": "package Þfoo\n",
  };
}

/** As Go publishes it: directory entries, pax records for names that ustar cannot hold. */
export function treeTarGz(tree: Tree): Buffer {
  const directories = new Set(Object.keys(tree).flatMap((path) => parentsOf(`go/${path}`)));
  return tarGz([
    ...[...directories].sort().flatMap((name) => named({ name: `${name}/`, type: "5", mode: 0o755 })),
    ...Object.entries(tree).flatMap(([path, body]) => named({ name: `go/${path}`, body })),
  ]);
}

export function treeZip(tree: Tree): Buffer {
  return zip(Object.entries(tree).map(([path, body]) => ({ name: `go/${path}`, body })));
}

/** As `cmd/distpack` makes it; `modtimes: false` as for releases before 1.21. */
export function treeModuleZip(tree: Tree, prefix: string, { modtimes = true } = {}): Buffer {
  const covered = Object.entries(tree).filter(([path]) => !UNCOVERED.test(path));
  return zip(
    covered.map(([path, body]) => ({
      name: `${prefix}${path.replace(/(^|\/)go\.mod$/, "$1_go.mod")}`,
      body,
      mtime: modtimes ? TREE_TIME : undefined,
      attributes: modtimes ? undefined : 0,
    })),
  );
}

/** The item, with its name in a pax record when the header cannot hold it. */
function named(item: TarItem): TarItem[] {
  const fits = Buffer.byteLength(item.name) <= 100 && !/[^ -~]/.test(item.name);
  return fits ? [item] : [pax({ path: item.name }), { ...item, name: "go/short" }];
}

function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

export interface TarItem {
  readonly name: string;
  readonly body?: string | Buffer;
  /** `0` file, `5` directory, `x` pax, `L` long name, ... */
  readonly type?: string;
  readonly prefix?: string;
  readonly linkname?: string;
  readonly mode?: number;
  readonly mtime?: Date;
  readonly magic?: string;
  /** What the size field holds instead, byte for byte as Latin-1. */
  readonly sizeField?: string;
  /** Added to the right checksum. */
  readonly checksumError?: number;
}

/** Items, blocks as they are, and the two zero blocks of the end. */
export function tar(items: readonly (TarItem | Buffer)[], { end = Buffer.alloc(1024) } = {}): Buffer {
  return Buffer.concat([...items.map((item) => (Buffer.isBuffer(item) ? item : tarItem(item))), end]);
}

export function tarGz(items: readonly (TarItem | Buffer)[]): Buffer {
  return gzipSync(tar(items));
}

export function pax(records: Readonly<Record<string, string>>): TarItem {
  const body = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  return { name: "PaxHeaders.0/x", type: "x", body: body.join("") };
}

export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + 1;
  while (`${length}`.length + bytes !== length) length++;
  return `${length}${rest}`;
}

export function longName(name: string): TarItem {
  return { name: "././@LongLink", type: "L", body: `${name}\0`, magic: "ustar  \0" };
}

function tarItem(item: TarItem): Buffer {
  const body = Buffer.from(item.body ?? "");
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return Buffer.concat([tarHeader(item, body.length), body, padding]);
}

function tarHeader(item: TarItem, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(item.name, 0, 100);
  header.write(octal(item.mode ?? 0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  Buffer.from(item.sizeField ?? octal(size, 12), "latin1").copy(header, 124);
  header.write(octal((item.mtime ?? TREE_TIME).getTime() / 1000, 12), 136);
  header.write(item.type ?? "0", 156, 1, "latin1");
  header.write(item.linkname ?? "", 157, 100);
  header.write(item.magic ?? "ustar\u000000", 257, 8, "latin1");
  header.write(item.prefix ?? "", 345, 155);
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0) + (item.checksumError ?? 0);
  header.write(`${octal(sum, 7)} `, 148);
  return header;
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

export interface ZipItem {
  readonly name: string | Buffer;
  readonly body?: string | Buffer;
  readonly localName?: string | Buffer;
  readonly method?: number;
  /** The packed bytes instead of those of `body`. */
  readonly packed?: Buffer;
  readonly flags?: number;
  readonly localFlags?: number;
  readonly localMethod?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly localSize?: number;
  readonly descriptorSize?: number;
  readonly compressedSize?: number;
  /** External attributes; a regular file of mode 0644 unless given. */
  readonly attributes?: number | undefined;
  /** In the extended time stamp field; none when undefined. */
  readonly mtime?: Date | undefined;
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  /** Sizes behind the data, as Go's writer has them (the default), or in the local header. */
  readonly descriptor?: boolean;
  /** Where the central directory says that the entry is. */
  readonly offset?: number;
  /** Bytes of no entry before the local header. */
  readonly before?: Buffer;
}

export interface ZipFrame {
  readonly comment?: string;
  readonly after?: Buffer;
  /** Between the central directory and the end record. */
  readonly beforeEnd?: Buffer;
  readonly entries?: number;
  readonly directoryStart?: number;
  readonly disk?: number;
}

export function zip(items: readonly ZipItem[], frame: ZipFrame = {}): Buffer {
  const parts: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const item of items) {
    const before = item.before ?? Buffer.alloc(0);
    const { local, central } = zipItem(item, at + before.length);
    parts.push(before, local);
    records.push(central);
    at += before.length + local.length;
  }
  const directory = Buffer.concat(records);
  const comment = Buffer.from(frame.comment ?? "");
  const end = fields(
    [4, 0x06054b50],
    [2, frame.disk ?? 0],
    [2, 0],
    [2, frame.entries ?? items.length],
    [2, frame.entries ?? items.length],
    [4, directory.length],
    [4, frame.directoryStart ?? at],
    [2, comment.length],
  );
  return Buffer.concat([
    ...parts,
    directory,
    frame.beforeEnd ?? Buffer.alloc(0),
    end,
    comment,
    frame.after ?? Buffer.alloc(0),
  ]);
}

/** An extra field with its id and length. */
export function zipExtra(id: number, data: Buffer): Buffer {
  return Buffer.concat([fields([2, id], [2, data.length]), data]);
}

function zipItem(item: ZipItem, offset: number): { local: Buffer; central: Buffer } {
  const body = Buffer.from(item.body ?? "");
  const name = Buffer.from(item.name);
  const method = item.method ?? 8;
  const packed = item.packed ?? (method === 8 ? deflateRawSync(body) : body);
  const descriptor = item.descriptor ?? true;
  const unicode = name.some((byte) => byte > 0x7f) ? 0x800 : 0;
  const flags = item.flags ?? unicode | (descriptor ? 8 : 0);
  const crc = item.crc ?? crc32(body);
  const size = item.size ?? body.length;
  const compressedSize = item.compressedSize ?? packed.length;
  const extra = Buffer.concat([timeExtra(item.mtime), item.extra ?? Buffer.alloc(0)]);
  const localExtra = item.localExtra ?? extra;
  const localName = Buffer.from(item.localName ?? name);
  const local = fields(
    [4, 0x04034b50],
    [2, 20],
    [2, item.localFlags ?? flags],
    [2, item.localMethod ?? method],
    [4, 0],
    [4, descriptor ? 0 : crc],
    [4, descriptor ? 0 : compressedSize],
    [4, item.localSize ?? (descriptor ? 0 : size)],
    [2, localName.length],
    [2, localExtra.length],
  );
  const trailer = fields([4, 0x08074b50], [4, crc], [4, compressedSize], [4, item.descriptorSize ?? size]);
  const central = fields(
    [4, 0x02014b50],
    [2, 0x314],
    [2, 20],
    [2, flags],
    [2, method],
    [4, 0],
    [4, crc],
    [4, compressedSize],
    [4, size],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, item.attributes ?? (0o100644 << 16) >>> 0],
    [4, item.offset ?? offset],
  );
  return {
    local: Buffer.concat([local, localName, localExtra, packed, descriptor ? trailer : Buffer.alloc(0)]),
    central: Buffer.concat([central, name, extra]),
  };
}

function timeExtra(mtime: Date | undefined): Buffer {
  if (mtime === undefined) return Buffer.alloc(0);
  return zipExtra(0x5455, fields([1, 1], [4, mtime.getTime() / 1000]));
}

/** Little-endian numbers: width in bytes, value. */
function fields(...numbers: readonly (readonly [width: number, value: number])[]): Buffer {
  return Buffer.concat(
    numbers.map(([width, value]) => {
      const field = Buffer.alloc(width);
      field.writeUIntLE(value, 0, width);
      return field;
    }),
  );
}

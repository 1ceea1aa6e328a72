import { gzipSync } from "node:zlib";
import { tar } from "../archives.ts";

/** A whole archive. */
export type Framed = readonly [spelling: string, reason: RegExp, bytes: Buffer];

export function cuts(whole: Buffer): Framed[] {
  const packed = gzipSync(whole);
  const within = (part: number) => packed.subarray(0, Math.round(packed.length * part));
  return [
    ["in the head of the gzip data", /not a sound gzip|cut off/, packed.subarray(0, 9)],
    ["in the middle of the gzip data", /not a sound gzip/, within(0.5)],
    ["in the end of the gzip data", /not a sound gzip/, packed.subarray(0, -4)],
    ["in a header", /is cut off/, gzipSync(whole.subarray(0, 700))],
    ["behind a header", /is cut off/, gzipSync(whole.subarray(0, 512))],
    ["before the zero blocks", /is cut off/, gzipSync(whole.subarray(0, -1024))],
    ["between the zero blocks", /is cut off/, gzipSync(whole.subarray(0, -512))],
    ["in the last zero block", /is cut off/, gzipSync(whole.subarray(0, -1))],
    ["before all", /not a sound tar/, gzipSync(Buffer.alloc(1024))],
    ["damaged gzip data", /not a sound gzip/, Buffer.from(packed).fill(0, 200, 260)],
    [
      "a wrong sum at the end",
      /not a sound gzip/,
      Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)]),
    ],
  ];
}

export function trailers(whole: Buffer): Framed[] {
  const packed = gzipSync(whole);
  const more = tar([{ name: "go/hidden", body: "x" }]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(whole.length);
  const end = /goes on after its end/;
  const behind = /behind its gzip data/;
  return [
    ["another tar file", end, gzipSync(Buffer.concat([whole, more]))],
    ["entries behind one zero block", end, gzipSync(Buffer.concat([whole.subarray(0, -512), more]))],
    ["text behind the zero blocks", end, gzipSync(Buffer.concat([whole, Buffer.alloc(512, "x")]))],
    ["half a block", /is cut off/, gzipSync(Buffer.concat([whole, Buffer.alloc(100)]))],
    ["text behind the gzip data", /not a sound gzip/, Buffer.concat([packed, Buffer.from("text")])],
    ["zeros behind the gzip data", behind, Buffer.concat([packed, Buffer.alloc(99)])],
    [
      "a zero and a zip behind the gzip data",
      behind,
      Buffer.concat([packed, Buffer.alloc(1), Buffer.from("PK\u0003\u0004")]),
    ],
    ["what ends like gzip data", behind, Buffer.concat([packed, Buffer.alloc(1), length])],
  ];
}

export function packings(whole: Buffer): Framed[] {
  const packed = gzipSync(whole);
  const [first, second] = [whole.subarray(0, 2048), whole.subarray(2048)];
  const none = /is neither a tar\.gz nor a zip archive/;
  return [
    [
      "one tar file in two members",
      /behind its gzip data/,
      Buffer.concat([gzipSync(first), gzipSync(second)]),
    ],
    ["the same twice", /goes on after its end/, Buffer.concat([packed, packed])],
    ["an empty second member", /behind its gzip data/, Buffer.concat([packed, gzipSync("")])],
    [
      "an empty first member",
      /begins with gzip data that hold nothing/,
      Buffer.concat([gzipSync(""), packed]),
    ],
    ["gzip in gzip", /not ustar|is cut off/, gzipSync(packed)],
    ["no packing", none, whole],
    ["xz", none, Buffer.from("\xfd7zXZ\0\0\x04", "latin1")],
    ["bzip2", none, Buffer.from("BZh91AY&SY")],
    ["zstd", none, Buffer.from("28b52ffd", "hex")],
    ["a comment in the gzip header", /more than a short name/, flagged(packed, 0x10)],
    ["a reserved flag of gzip", /more than a short name/, flagged(packed, 0x20)],
    ["another method of gzip", /not a sound gzip/, Buffer.from(packed).fill(7, 2, 3)],
  ];
}

function flagged(packed: Buffer, flag: number): Buffer {
  const changed = Buffer.from(packed);
  changed[3] = (changed[3] ?? 0) | flag;
  return changed;
}

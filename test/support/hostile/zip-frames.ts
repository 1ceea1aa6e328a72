import { type ZipItem, zip, zipExtra } from "../archives.ts";
import type { Forged } from "./zip-entries.ts";

export function zip64(prefix: string): Forged[] {
  const item: ZipItem = { name: `${prefix}a`, body: "x" };
  const field = zipExtra(1, Buffer.alloc(24));
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  return [
    ["a field in the central directory", /0x0001/, [{ ...item, extra: field, localExtra: Buffer.alloc(0) }]],
    ["a field in the local header", /0x0001/, [{ ...item, localExtra: field }]],
    ["a field that nothing needs", /0x0001/, [{ ...item, extra: field }]],
    [
      "sizes that are elsewhere",
      /not a sound zip|zip64|next one begins|too large/,
      [{ ...item, size: 0xffffffff, compressedSize: 0xffffffff }],
    ],
    ["a count that is elsewhere", /is a zip64 file/, [item], { entries: 0xffff }],
    [
      "a directory that is elsewhere",
      /between its entries and its end/,
      [item],
      { directoryStart: 0xffffffff },
    ],
    ["a locator", /is a zip64 file/, [item], { beforeEnd: locator }],
    [
      "a locator that points at nothing",
      /is a zip64 file/,
      [item],
      { beforeEnd: Buffer.from(locator).fill(0xff, 8, 16) },
    ],
  ];
}

export function places(prefix: string): Forged[] {
  const [first, second] = ["a", "b"].map((name): ZipItem => ({ name: prefix + name, body: name.repeat(50) }));
  if (first === undefined || second === undefined) return [];
  const reason = /does not end where the next one begins/;
  return [
    ["two in one place", reason, [first, { ...second, offset: 0 }]],
    ["one in the middle of another", reason, [first, { ...second, offset: 20 }]],
    [
      "one that is quoted by another",
      reason,
      [
        { ...first, method: 0, descriptor: false, body: quoted(prefix) },
        { ...second, offset: 31 },
      ],
    ],
    ["one beyond the directory", reason, [first, { ...second, offset: 10_000_000 }]],
    ["one in the directory", reason, (whole) => moved(whole, whole.indexOf("PK\u0001\u0002", 0, "latin1"))],
    ["a gap", reason, [first, { ...second, before: Buffer.from("gap") }]],
    ["an entry in a gap", reason, [first, { ...second, before: zip([first]).subarray(0, 90) }]],
  ];
}

/** The local header of another entry. */
function quoted(prefix: string): Buffer {
  return zip([{ name: `${prefix}b`, body: "x" }]);
}

/** The last record of the central directory points there. */
function moved(whole: Buffer, offset: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes.writeUInt32LE(offset, bytes.lastIndexOf("PK\u0001\u0002", undefined, "latin1") + 42);
  return bytes;
}

export function extras(prefix: string): Forged[] {
  const item: ZipItem = { name: `${prefix}a`, body: "x" };
  const ids = { "an Info-ZIP comment": 0x6375, "a signature": 0x0014, "a patch": 0x000f, "Java's": 0xcafe };
  const cut = Buffer.from([0x55, 0x54, 99, 0]);
  return [
    ...Object.entries(ids).map(
      ([what, id]): Forged => [
        what,
        /has the extra field 0x/,
        [{ ...item, extra: zipExtra(id, Buffer.alloc(8)) }],
      ],
    ),
    ["cut off", /not a sound zip|malformed extra field/, [{ ...item, extra: cut }]],
    ["cut off in the local header", /malformed extra field/, [{ ...item, localExtra: cut }]],
    [
      "half a head",
      /malformed extra field|not a sound zip/,
      [{ ...item, localExtra: Buffer.from([0x55, 0x54]) }],
    ],
  ];
}

export function ends(prefix: string): Forged[] {
  const item: ZipItem = { name: `${prefix}a`, body: "x" };
  const between = /between its entries and its end/;
  return [
    ["more entries than there are", /another number of entries/, [item], { entries: 60_000 }],
    ["fewer entries than there are", /another number of entries/, [item], { entries: 1 }],
    ["no entries", /another number of entries/, [item], { entries: 0 }],
    ["a directory elsewhere", between, [item], { directoryStart: 0 }],
    ["several disks", /several disks/, [item], { disk: 1 }],
    ["a gap before it", between, [item], { beforeEnd: Buffer.from("gap") }],
    ["two of them", between, [item], { after: zip([]) }],
  ];
}

export function bombs(prefix: string): Forged[] {
  const zeros = Buffer.alloc(30_000_000);
  const item: ZipItem = { name: `${prefix}a`, body: zeros };
  const large = ["b", "c", "d", "e", "f"].map(
    (name): ZipItem => ({ name: prefix + name, size: 500_000_000 }),
  );
  const more = Buffer.concat([zeros, zeros]);
  return [
    ["30 MB of zeros", /unpacks to more than 100 times its size/, [item]],
    ["30 MB of zeros that are said to be few bytes", /another size than it says/, [{ ...item, size: 100 }]],
    [
      "as many zeros as may be said, and more",
      /another size than it says|100 times its size/,
      [{ ...item, body: more, size: 30_000_000 }],
    ],
    ["2.5 GB", /unpacks to more than (?:2147483648|524288000) bytes/, large],
    [
      "a file of 600 MB",
      /is too large|unpacks to more than 524288000 bytes/,
      [{ ...item, body: "", size: 600_000_000 }],
    ],
    ["60,001 entries", /has more than 60000 entries/, [item], { entries: 60_001 }],
  ];
}

export function cuts(prefix: string): Forged[] {
  const end = /does not end with the end of a zip file/;
  const cut = (bytes: number) => (whole: Buffer) => whole.subarray(0, bytes);
  return [
    ["in the end record", end, (whole) => whole.subarray(0, -10)],
    ["before the end record", end, (whole) => whole.subarray(0, -22)],
    ["in the central directory", end, (whole) => whole.subarray(0, -100)],
    ["in the data", end, (whole) => whole.subarray(0, whole.length / 2)],
    ["in the first header", /is cut off|neither a tar/, cut(20)],
    ["without its beginning", /neither a tar\.gz nor a zip/, (whole) => whole.subarray(100)],
    ["an end record alone", /neither a tar\.gz nor a zip/, () => zip([])],
    [
      "an end record behind one local header",
      /between its entries|begin with its first/,
      () => Buffer.concat([zip([{ name: `${prefix}a` }]).subarray(0, 60), zip([])]),
    ],
  ];
}

export function around(prefix: string): Forged[] {
  const none = /neither a tar\.gz nor a zip/;
  const end = /does not end with the end of a zip file/;
  const between = /between its entries and its end/;
  const item: ZipItem = { name: `${prefix}a`, body: "x" };
  const other = zip([{ name: `${prefix}b`, body: "x" }]);
  return [
    ["a program before it", none, (whole) => Buffer.concat([Buffer.from("#!/bin/sh\nexit\n"), whole])],
    ["a mark of split archives before it", none, (whole) => Buffer.concat([Buffer.from("PK00"), whole])],
    [
      "another zip before it",
      /does not begin with its first|between its entries/,
      (whole) => Buffer.concat([other, whole]),
    ],
    [
      "another zip before it, with its offsets moved",
      /another size|next one begins|between|begin with its first/,
      (whole) => Buffer.concat([other.subarray(0, -22), whole]),
    ],
    ["a comment", end, [item], { comment: "comment" }],
    [
      "a zip in the comment",
      /does not end with|between its entries/,
      [item],
      { comment: other.toString("latin1") },
    ],
    ["a zero behind it", end, [item], { after: Buffer.alloc(1) }],
    ["another zip behind it", between, [item], { after: other }],
    ["a tar.gz behind it", end, [item], { after: Buffer.from("1f8b0800", "hex") }],
  ];
}

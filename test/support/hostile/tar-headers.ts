import { longName, pax, paxRecord, type TarItem, tar } from "../archives.ts";
import { type Forged, GNU, NO_END } from "./tar-names.ts";

export function extensions(): Forged[] {
  const file = { name: "go/a", body: "ok" };
  const raw = (body: string): TarItem => ({ name: "x", type: "x", body });
  const keys = [
    "linkpath",
    "hdrcharset",
    "charset",
    "GNU.volume.filename",
    "LIBARCHIVE.symlinktype",
    "SCHILY.realsize",
  ];
  return [
    ["two pax headers", /two extension headers/, pax({ path: "go/a" }), pax({ path: "go/b" }), file],
    ["two long names", /two extension headers/, longName("go/a"), longName("go/b"), file],
    ["pax, then a long name", /two extension headers/, pax({ path: "go/b" }), longName("go/c"), file],
    ["a long name, then pax", /two extension headers/, longName("go/b"), pax({ path: "go/c" }), file],
    ["a record twice", /`path` twice/, raw(paxRecord("path", "go/b") + paxRecord("path", "go/c")), file],
    ["a global header with a path", /header of type `g`/, { ...pax({ path: "go/b" }), type: "g" }, file],
    ["a global header with a size", /header of type `g`/, { ...pax({ size: "0" }), type: "g" }, file],
    ["a global header with a comment", /header of type `g`/, { ...pax({ comment: "x" }), type: "g" }, file],
    ["a header of Solaris", /header of type `X`/, { ...pax({ path: "go/b" }), type: "X" }, file],
    ["a long name of old GNU tar", /header of type `N`/, { ...longName("go/b"), type: "N" }, file],
    ["a header about a header", /two extension headers/, pax({ size: "9" }), pax({ path: "go/b" }), file],
    ["an extension header at the end", /ends after an extension header/, pax({ path: "go/b" })],
    ["an empty extension header", /unlikely size/, raw(""), file],
    ["an extension header of 1 MB", /unlikely size/, raw("x".repeat(1_000_000)), file],
    ["an extension header that says 8 GB", /unlikely size/, { ...raw(""), sizeField: "77777777777\0" }, file],
    ["a newline in a record", /malformed pax/, pax({ comment: "x\n20 path=go/smuggled" }), file],
    ["an empty value", /malformed pax/, pax({ path: "" }), file],
    ["a record that says more", /malformed pax/, raw("99 path=go/b\n"), file],
    ["a record that says less", /malformed pax/, raw("8 path=go/b\n"), file],
    ["a record with a sign", /malformed pax/, raw("+13 path=go/b\n"), file],
    ["a record with a leading zero", /malformed pax/, raw("014 path=go/b\n"), file],
    ["an empty long name", /malformed long name/, longName(""), file],
    ...keys.map((key): Forged => [`the record ${key}`, /holds a pax record/, pax({ [key]: "x" }), file]),
  ];
}

export function sparse(): Forged[] {
  const record = (key: string): Forged => [
    `pax ${key}`,
    /pax record `GNU\.sparse/,
    pax({ [key]: "1" }),
    { name: "go/a" },
  ];
  return [
    ["old GNU", /is a sparse file/, { name: "go/a", type: "S", magic: GNU }],
    [
      "old GNU with a map",
      /more than ustar/,
      { name: "go/a", type: "S", magic: GNU, prefix: "0".repeat(100) },
    ],
    ...["major", "realsize", "size", "numblocks", "map", "name"].map((key) => record(`GNU.sparse.${key}`)),
    ["of Solaris", /pax record `SUN\.holesdata/, pax({ "SUN.holesdata": " 0 1" }), { name: "go/a" }],
  ];
}

export function sizes(): Forged[] {
  const inner = tar([{ name: "go/hidden", body: "x" }], NO_END);
  const file = { name: "go/a" };
  return [
    ["pax has more than the header", /has two sizes/, pax({ size: "1024" }), file, inner],
    ["pax has less than the header", /has two sizes/, pax({ size: "0" }), { ...file, body: inner }],
    ["pax has a size in hex", /has two sizes/, pax({ size: "0x400" }), file, inner],
    [
      "a directory has one by pax",
      /has two sizes/,
      pax({ size: "1024" }),
      { name: "go/a/", type: "5" },
      inner,
    ],
    ["a directory has one", /has two sizes/, { name: "go/a/", type: "5", body: inner }],
    ["base 256", /not a plain octal/, { ...file, sizeField: "\x80\0\0\0\0\0\0\0\0\0\0\x01" }],
    ["negative in base 256", /not a plain octal/, { ...file, sizeField: "\xff".repeat(12) }],
    ["negative", /not a plain octal/, { ...file, sizeField: "-0000000001\0" }],
    ["no number", /not a plain octal/, { ...file, sizeField: "size\0\0\0\0\0\0\0\0" }],
    ["a number, then another one", /not a plain octal/, { ...file, sizeField: "0000 000001\0" }],
    ["8 GB", /is too large/, { ...file, sizeField: "77777777777\0" }],
    ["more than follows", /is cut off|goes on after its end/, { ...file, sizeField: "00000100000\0" }],
    [
      "less than follows",
      /is not ustar|goes on after its end/,
      { ...file, body: "x".repeat(600), sizeField: "00000000001\0" },
    ],
  ];
}

export function bombs(): Forged[] {
  const zeros = Buffer.alloc(30_000_000);
  const ratio = /unpacks to more than 100 times its size/;
  return [
    ["30 MB of zeros", ratio, { name: "go/a", body: zeros }],
    ["30 MB of zeros behind the end", ratio, Buffer.alloc(1024), zeros],
    ["a file of 600 MB", /is too large/, { name: "go/a", sizeField: "04400000000\0" }],
    [
      "10,000 directories in each other",
      /lies too deep|path that is too long|unlikely size/,
      pax({ path: `go/${"d/".repeat(10_000)}` }),
      { name: "go/a", type: "5" },
    ],
  ];
}

export function headers(): Forged[] {
  return [
    ["no magic", /not ustar/, { name: "go/a", magic: "\0\0\0\0\0\0\0\0" }],
    ["another version of ustar", /not ustar/, { name: "go/a", magic: "ustar\u000001" }],
    ["a wrong checksum", /checksum failure/, { name: "go/a", checksumError: 1 }],
    ["a prefix that GNU tar does not know", /more than ustar/, { name: "go/a", prefix: "go/b", magic: GNU }],
    ["a file that ends in a slash", /is a file and a directory/, { name: "go/a/" }],
    ["an old file that ends in a slash", /is a file and a directory/, { name: "go/a/", type: "\0" }],
    ["a time that is none", /has no valid time/, pax({ mtime: "soon" }), { name: "go/a" }],
    ["a time that no calendar has", /has no valid time/, pax({ mtime: "9".repeat(20) }), { name: "go/a" }],
  ];
}

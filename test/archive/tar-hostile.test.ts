import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { unpackTarGz } from "../../src/archive/tar.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { longName, pax, paxRecord, type TarItem, tar, tarGz } from "../support/archives.ts";
import { inPieces, isPlain, makeOutside, outsideOf, refusalOf } from "./unpack-for-test.ts";

const at = useTemporaryDirectory();
beforeEach(() => makeOutside(at()));

/** Refused for `reason`, and nothing but plain files in `dest` is left of it. */
async function expectRefused(archive: Buffer, reason: RegExp, limits = {}): Promise<void> {
  const before = outsideOf(at());
  const message = await refusalOf(unpackTarGz(inPieces(archive, 700), at("dest"), { limits }));
  expect(message).toMatch(reason);
  expect(message).not.toMatch(/\p{C}/u);
  expect(outsideOf(at())).toEqual(before);
  expect(isPlain(at("dest"))).toBe(true);
}

const BAD_NAMES: readonly (readonly [name: string, reason: RegExp])[] = [
  ["../outside/file", /part `\.\.`/],
  ["go/../../outside/file", /part `\.\.`/],
  ["go/src/../file", /part `\.\.`/],
  ["go/..", /part `\.\.`/],
  ["/etc/passwd", /empty part/],
  ["//server/share", /empty part/],
  ["go//file", /empty part/],
  ["./go/file", /part `\.`/],
  ["go/./file", /part `\.`/],
  ["go/src/.", /part `\.`/],
  ["go\\..\\file", /backslash/],
  ["go/..\\..\\file", /backslash/],
  ["C:/file", /colon/],
  ["C:..\\file", /backslash/],
  ["go/C:file", /colon/],
  ["go/file:stream", /colon/],
  ["\\\\server\\share", /backslash/],
  ["go/a\nb", /control character|malformed/],
  ["go/\u001b[2Jfile", /control character/],
  ["go/\u202egpj.exe", /control character/],
  ["go/.g\u200cit", /control character/],
  ["go/file.", /dot or a space/],
  ["go/dir /file", /dot or a space/],
  ["go/CON", /Windows device/],
  ["go/aux.go", /Windows device/],
  ["file", /not below `go\/`/],
  ["gopher/file", /not below `go\/`/],
  ["Go/file", /not below `go\/`/],
  ["go", /not below `go\/`/],
  ["go/_go.mod", /go\.mod/],
  ["go/src/_go.mod", /go\.mod/],
  [`go/${"d/".repeat(70)}file`, /too deep/],
  [`go/${"n".repeat(300)}`, /too long/],
  [`go/${`${"n".repeat(200)}/`.repeat(6)}file`, /too long/],
];

type Spelling = [where: string, items: TarItem[]];

/** Each place in which a tar file can hold a name. */
function spellings(name: string, type: string): Spelling[] {
  const long: Spelling[] = [
    ["GNU L", [longName(name), { name: "go/short", type, magic: "ustar  \0" }]],
    ["pax path", [pax({ path: name }), { name: "go/short", type }]],
  ];
  if (Buffer.byteLength(name) > 100) return long;
  const slash = name.indexOf("/", 1);
  const [prefix, rest] = [name.slice(0, Math.max(0, slash)), name.slice(slash + 1)];
  const prefixed: Spelling[] = prefix === "" ? [] : [["prefix", [{ name: rest, prefix, type }]]];
  return [["name", [{ name, type }]], ...prefixed, ...long];
}

describe.each(BAD_NAMES)("the name %j", (name, reason) => {
  test.each(spellings(name, "0"))("of a file in %s", async (_, items) => {
    await expectRefused(tarGz(items), reason);
  });
});

describe.each(BAD_NAMES.filter(([, reason]) => /part|backslash|colon|long/.test(reason.source)))(
  "the name %j",
  (name, reason) => {
    test.each(spellings(name, "5"))("of a directory in %s", async (_, items) => {
      await expectRefused(tarGz(items), reason);
    });
  },
);

const ok: TarItem = { name: "go/ok", body: "ok" };

test.each<[what: string, items: TarItem[], reason: RegExp]>([
  ["symlink", [{ name: "go/a", type: "2", linkname: "../outside" }], /`go\/a` is a symbolic link/],
  [
    "symlink and a file through it",
    [{ name: "go/a", type: "2", linkname: "/" }, { name: "go/a/b" }],
    /symbolic/,
  ],
  ["symlink to .", [{ name: "go/a", type: "2", linkname: "." }], /symbolic/],
  ["hard link", [{ name: "go/a", type: "1", linkname: "/etc/passwd" }], /hard link/],
  ["hard link inside", [ok, { name: "go/a", type: "1", linkname: "go/ok" }], /hard link/],
  ["link without target", [{ name: "go/a", type: "2" }], /linkpath required/],
  ["link by pax", [pax({ linkpath: "../outside" }), { name: "go/a" }], /pax record `linkpath`/],
  ["file with a link target", [{ name: "go/a", linkname: "../outside/file" }], /linkpath forbidden/],
  ["character device", [{ name: "go/a", type: "3" }], /device/],
  ["block device", [{ name: "go/a", type: "4" }], /device/],
  ["named pipe", [{ name: "go/a", type: "6" }], /named pipe/],
  ["contiguous file", [{ name: "go/a", type: "7" }], /type ContiguousFile/],
  ["GNU sparse file", [{ name: "go/a", type: "S", magic: "ustar  \0" }], /sparse/],
  ["pax sparse file", [pax({ "GNU.sparse.major": "1" }), { name: "go/a" }], /pax record `GNU\.sparse/],
  ["GNU dump directory", [{ name: "go/a", type: "D", magic: "ustar  \0" }], /type GNUDumpDir/],
  ["volume header", [{ name: "go/a", type: "V", magic: "ustar  \0" }], /type TapeVolumeHeader/],
  ["continuation", [{ name: "go/a", type: "M", magic: "ustar  \0" }], /type ContinuationFile/],
  ["unknown type", [{ name: "go/a", type: "Z" }], /type Unsupported/],
  ["global pax header", [{ ...pax({ path: "go/b" }), type: "g" }, ok], /header of type `g`/],
  ["Solaris pax header", [{ ...pax({ path: "go/b" }), type: "X" }, ok], /header of type `X`/],
  ["long link target", [{ ...longName("../outside"), type: "K" }, ok], /header of type `K`/],
  ["old long name", [{ ...longName("go/b"), type: "N" }, ok], /header of type `N`/],
])("%s", async (_, items, reason) => {
  await expectRefused(tarGz(items), reason);
});

test.each<[what: string, first: string, second: string, reason: RegExp]>([
  ["a name twice", "go/a", "go/a", /there twice/],
  ["names equal but for case", "go/src/A", "go/src/a", /case or spelling/],
  ["directories equal but for case", "go/Src/a", "go/src/b", /case or spelling/],
  ["a name in NFC and NFD", "go/\u00e9", "go/e\u0301", /case or spelling/],
  ["ß and ss", "go/stra\u00dfe", "go/strasse", /case or spelling/],
  ["ß and its capital", "go/stra\u00dfe", "go/STRA\u1e9eE", /case or spelling/],
  ["the Kelvin sign", "go/\u212a", "go/k", /case or spelling/],
  ["a file, then a directory", "go/a", "go/a/b", /there twice/],
  ["a directory, then a file", "go/a/b", "go/a", /there twice/],
  ["a directory twice", "go/a/", "go/a/", /there twice/],
  ["the root twice", "go/", "go/", /there twice/],
])("%s", async (_, first, second, reason) => {
  const items = [first, second].flatMap((name): TarItem[] => [
    pax({ path: name }),
    { name: "go/short", type: name.endsWith("/") ? "5" : "0" },
  ]);
  await expectRefused(tarGz(items), reason);
});

describe("what two readers could take differently", () => {
  const inner = tar([{ name: "go/hidden", body: "x" }], { end: Buffer.alloc(0) });
  test.each<[what: string, items: (TarItem | Buffer)[], reason: RegExp]>([
    ["pax size over a size of 0", [pax({ size: "1024" }), { name: "go/a" }, inner], /two sizes/],
    ["pax size under the size", [pax({ size: "0" }), { name: "go/a", body: inner }], /two sizes/],
    ["pax size of a directory", [pax({ size: "1024" }), { name: "go/a/", type: "5" }, inner], /two sizes/],
    ["a directory with a body", [{ name: "go/a/", type: "5", body: inner }], /two sizes/],
    ["a directory as a file", [{ name: "go/a/" }], /a file and a directory/],
    ["a directory as an old file", [{ name: "go/a/", type: "\0" }], /a file and a directory/],
    ["a header that begins like gzip", [{ name: "\x1f\u008bgo/a" }], /control character/],
    ["a directory as a file with a body", [{ name: "go/a/", body: inner }], /two sizes/],
    ["two pax headers in a row", [pax({ path: "go/a" }), pax({ path: "go/b" }), ok], /two extension headers/],
    ["pax, then a long name", [pax({ size: "1024" }), longName("go/a"), ok], /two extension headers/],
    ["a long name, then pax", [longName("go/a"), pax({ path: "go/b" }), ok], /two extension headers/],
    ["a record twice", [pax({ path: "go/a" }), ok].map(twice), /twice for one entry/],
    ["an extension header at the end", [ok, pax({ path: "go/a" })], /ends after an extension/],
    ["an empty extension header", [{ name: "x", type: "x" }, ok], /unlikely size/],
    ["a huge extension header", [{ name: "x", type: "x", body: "x".repeat(20_000) }, ok], /unlikely size/],
    ["NUL in a pax path", [pax({ path: "go/a\0/../b" }), ok], /malformed pax/],
    ["newline in a pax record", [pax({ comment: "x\n20 path=go/smuggled" }), ok], /malformed pax/],
    [
      "a pax record of a wrong length",
      [{ name: "x", type: "x", body: "99 path=go/a\n" }, ok],
      /malformed pax/,
    ],
    [
      "a pax path that is not UTF-8",
      [{ name: "x", type: "x", body: notUtf8("11 path=\xff\xfe\n") }, ok],
      /UTF-8/,
    ],
    ["an empty pax path", [pax({ path: "" }), ok], /malformed pax/],
    ["NUL in a long name", [longName("go/a\0b"), ok], /malformed long name/],
    ["NUL in a name", [{ name: "go/a\0b" }], /NUL/],
    ["NUL in a prefix", [{ name: "a", prefix: "go\0/.." }], /NUL/],
    ["a name that is not UTF-8", [rawName("go/\xff")], /not UTF-8/],
    ["a size in base 256", [{ name: "go/a", sizeField: "\x80\0\0\0\0\0\0\0\0\0\0\x01" }], /octal/],
    ["a negative size", [{ name: "go/a", sizeField: "-0000000001\0" }], /octal/],
    ["a size that is no number", [{ name: "go/a", sizeField: "size\0\0\0\0\0\0\0\0" }], /octal/],
    ["a time that is no number", [pax({ mtime: "soon" }), ok], /no valid time/],
    ["no magic", [{ name: "go/a", magic: "\0\0\0\0\0\0\0\0" }], /not ustar/],
    [
      "a prefix that GNU tar does not know",
      [{ name: "go/a", prefix: "go/b", magic: "ustar  \0" }],
      /more than ustar/,
    ],
    ["the trailer of star", [withTrailer("tar\0")], /more than ustar/],
    ["another version of ustar", [{ name: "a", prefix: "go", magic: "ustar\u000001" }], /not ustar/],
    ["a wrong checksum", [{ name: "go/a", checksumError: 1 }], /checksum failure/],
    ["a lone zero block", [ok, Buffer.alloc(512), { name: "go/b" }], /goes on after its end/],
    ["entries after the end", [ok, Buffer.alloc(1024), { name: "go/b" }], /goes on after its end/],
    ["text after the end", [ok, Buffer.alloc(2048), Buffer.alloc(512, "x")], /goes on after its end/],
  ])("%s", async (_, items, reason) => {
    await expectRefused(tarGz(items), reason);
  });

  function twice(item: TarItem): TarItem {
    return item.type === "x"
      ? { ...item, body: paxRecord("path", "go/a") + paxRecord("path", "go/b") }
      : item;
  }
  /** In the last bytes of the header, where ustar has nothing. */
  function withTrailer(trailer: string): Buffer {
    const sum = Buffer.from(trailer).reduce((total, byte) => total + byte, 0);
    const header = tar([{ name: "go/a", checksumError: sum }], { end: Buffer.alloc(0) });
    header.write(trailer, 508);
    return header;
  }
  function notUtf8(text: string): Buffer {
    return Buffer.from(text, "latin1");
  }
  /** The field is written as UTF-8, so the byte is put in afterwards and the checksum moved along. */
  function rawName(name: string): Buffer {
    const wrong = Buffer.from(name, "latin1");
    const sum = wrong.reduce((total, byte) => total + byte, 0);
    const zeros = tar([{ name: "", checksumError: sum }], { end: Buffer.alloc(0) });
    wrong.copy(zeros);
    return zeros;
  }
});

describe("the frame", () => {
  const noise = tar([ok, { name: "go/noise", body: randomBytes(5000) }]);
  const whole = tar([ok, { name: "go/b", body: "b".repeat(3000) }]);
  test.each<[what: string, archive: () => Buffer, reason: RegExp]>([
    ["cut off in the gzip data", () => gzipSync(whole).subarray(0, -20), /gzip/],
    ["damaged gzip data", () => gzipSync(whole).fill(0, 30, 60), /gzip/],
    ["not gzip", () => whole, /gzip/],
    ["empty", () => Buffer.alloc(0), /gzip|behind|cut off/],
    ["no entries", () => gzipSync(Buffer.alloc(1024)), /not a sound tar/],
    ["cut off in a body", () => gzipSync(whole.subarray(0, 2048)), /cut off/],
    ["cut off in a header", () => gzipSync(whole.subarray(0, 1124)), /cut off/],
    ["no zero blocks", () => gzipSync(whole.subarray(0, -1024)), /cut off/],
    ["one zero block", () => gzipSync(whole.subarray(0, -512)), /cut off/],
    ["not a tar file", () => gzipSync("<html>".repeat(1000)), /not ustar/],
    ["gzip in gzip", () => gzipSync(gzipSync(whole)), /not ustar|cut off/],
    ["a second gzip member", () => Buffer.concat([gzipSync(whole), gzipSync(whole)]), /after its end/],
    [
      "a second member of zeros",
      () => Buffer.concat([gzipSync(whole), gzipSync(Buffer.alloc(512))]),
      /behind/,
    ],
    ["an empty first member", () => Buffer.concat([gzipSync(""), gzipSync(whole)]), /hold nothing/],
    [
      "an empty first member and a large second one",
      () => Buffer.concat([gzipSync(""), gzipSync(noise)]),
      /hold nothing/,
    ],
    ["a comment in the gzip header", () => withFlag(gzipSync(whole), 0x10), /more than a short name/],
    [
      "a name without end in the gzip header",
      () => withFlag(gzipSync(whole, { level: 0 }).fill("n", 10), 8),
      /short name/,
    ],
    ["an empty second member", () => Buffer.concat([gzipSync(whole), gzipSync("")]), /behind its gzip/],
    ["text behind", () => Buffer.concat([gzipSync(whole), Buffer.from("text")]), /gzip/],
    ["zeros behind", () => Buffer.concat([gzipSync(whole), Buffer.alloc(99)]), /behind its gzip/],
    [
      "text behind that ends like gzip data",
      () => Buffer.concat([gzipSync(whole), Buffer.from("\0text"), lengthOf(whole)]),
      /behind its gzip/,
    ],
  ])("%s", async (_, archive, reason) => {
    await expectRefused(archive(), reason);
  });
});

function withFlag(packed: Buffer, flag: number): Buffer {
  packed[3] = flag;
  return packed;
}

/** As the end of gzip data has it. */
function lengthOf(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return length;
}

describe("limits", () => {
  const file = { name: "go/zeros", body: Buffer.alloc(3_000_000) };
  test.each<[what: string, items: TarItem[], limits: object, reason: RegExp]>([
    ["ratio", [file], {}, /100 times its size/],
    ["total", [file], { ratio: 9999, totalBytes: 2_000_000 }, /more than 2000000 bytes/],
    ["a file", [file], { ratio: 9999, fileBytes: 2_000_000 }, /`zeros` is too large/],
    [
      "entries",
      ["a", "b", "c"].map((name) => ({ name: `go/${name}` })),
      { entries: 2 },
      /more than 2 entries/,
    ],
    ["implied directories", [{ name: "go/a/b/c/d" }], { entries: 3 }, /more than 3 entries/],
    ["a path", [{ name: "go/abcdef" }], { pathBytes: 8 }, /too long/],
    ["a segment", [{ name: "go/abcdef" }], { segmentBytes: 5 }, /too long/],
    ["depth", [{ name: "go/a/b" }], { depth: 2 }, /too deep/],
  ])("%s", async (_, items, limits, reason) => {
    await expectRefused(tarGz(items), reason, limits);
  });

  test("a size beyond the data is refused without waiting for it", async () => {
    await expectRefused(tarGz([{ name: "go/a", sizeField: "77777777777\0" }]), /too large/);
  });

  test("zeros without end behind the end are refused", async () => {
    const archive = gzipSync(Buffer.concat([tar([ok]), Buffer.alloc(64 * 1024 * 1024)]));
    await expectRefused(archive, /100 times its size/);
  });
});

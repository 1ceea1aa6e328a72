import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { deflateRawSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { unpackZip } from "../../src/archive/zip.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { type ZipFrame, type ZipItem, zip, zipExtra } from "../support/archives.ts";
import { isPlain, makeOutside, outsideOf, refusalOf } from "./unpack-for-test.ts";

const at = useTemporaryDirectory();
beforeEach(() => makeOutside(at()));

const MODULE = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";

async function expectRefused(archive: Buffer, reason: RegExp, options = {}): Promise<void> {
  fs.writeFileSync(at("archive.zip"), archive);
  const before = outsideOf(at());
  const work = unpackZip(at("archive.zip"), at("dest"), { form: "zip", prefix: "go/", ...options });
  const message = await refusalOf(work);
  expect(message).toMatch(reason);
  expect(message).not.toMatch(/\p{C}/u);
  expect(outsideOf(at())).toEqual(before);
  expect(isPlain(at("dest"))).toBe(true);
}

/** Larger than what is inflated at once. */
const LARGE = randomBytes(5_000_000);
const ok: ZipItem = { name: "go/ok", body: "ok" };
const directory: ZipItem = { name: "go/a/", attributes: 0x10 };

test.each<[name: string, reason: RegExp]>([
  ["../outside/file", /part `\.\.`/],
  ["go/../../outside/file", /part `\.\.`/],
  ["go/src/../", /part `\.\.`/],
  ["/etc/passwd", /empty part/],
  ["//server/share", /empty part/],
  ["go//file", /empty part/],
  ["./go/file", /part `\.`/],
  ["go\\..\\file", /backslash/],
  ["C:/file", /colon/],
  ["C:..\\file", /backslash/],
  ["go/file:stream", /colon/],
  ["go/a\nb", /control character/],
  ["go/a\0b", /control character/],
  ["go/\u001b[2Jfile", /control character/],
  ["go/\u202egpj.exe", /control character/],
  ["go/file.", /dot or a space/],
  ["go/CON", /Windows device/],
  ["file", /not below `go\/`/],
  ["gopher/file", /not below `go\/`/],
  ["go/src/_go.mod", /go\.mod/],
  [`go/${"d/".repeat(70)}file`, /too deep/],
  [`go/${"n".repeat(300)}`, /too long/],
  ["", /without a name/],
])("the name %j", async (name, reason) => {
  await expectRefused(zip([{ name, attributes: 0 }]), reason);
});

test.each(["../outside/file", "/etc/passwd", "go/other", "GO/ok"])(
  "the name %j in the local header only",
  async (localName) => {
    await expectRefused(zip([{ ...ok, localName }]), /described in two ways|does not end where/);
  },
);

describe("a module zip", () => {
  test.each<[name: string, reason: RegExp]>([
    [`${MODULE}../file`, /part `\.\.`/],
    ["go/file", /not below/],
    ["golang.org/toolchain@v0.0.1-go1.22.6.linux-amd64/file", /not below/],
    [MODULE, /directory in a module/],
    [`${MODULE}src/`, /directory in a module/],
    [`${MODULE}go.mod`, /go\.mod inside/],
    [`${MODULE}src/go.mod`, /go\.mod inside/],
    [`${MODULE}src/GO.MOD`, /go\.mod inside/],
    [`${MODULE}src/a*b`, /no module may have/],
    [`${MODULE}src/it's`, /no module may have/],
    [`${MODULE}src/\u2192`, /no module may have/],
  ])("%s", async (name, reason) => {
    await expectRefused(zip([{ name, attributes: 0 }]), reason, { form: "module-zip", prefix: MODULE });
  });
});

test.each<[what: string, items: ZipItem[], reason: RegExp]>([
  ["symlink", [{ ...ok, attributes: mode(0o120777) }], /symbolic link/],
  ["named pipe", [{ ...ok, attributes: mode(0o010644) }], /neither a file nor/],
  ["device", [{ ...ok, attributes: mode(0o060644) }], /neither a file nor/],
  ["a directory by its mode", [{ ...ok, attributes: mode(0o040755) }], /neither a file nor/],
  ["a directory by its DOS attribute", [{ ...ok, attributes: 0x10 }], /a file and a directory/],
  ["a directory that is a file", [{ name: "go/a/", attributes: mode(0o100644) }], /neither a file nor/],
  ["a directory with content", [{ name: "go/a/", attributes: 0x10, body: "x" }], /directory with content/],
  ["a directory of another name in the local header", [{ ...directory, localName: "go/b/" }], /two ways/],
  [
    "a directory that is a file in the local header",
    [{ ...directory, localName: "go/evil.go", localMethod: 0, descriptor: false, localSize: 5 }],
    /described in two ways|next one begins/,
  ],
  [
    "another entry behind a directory",
    [directory, { ...ok, before: Buffer.from("go/evil.go".repeat(6)) }],
    /next one begins/,
  ],
  ["a directory with packed data", [{ ...directory, packed: Buffer.alloc(100_000, "x") }], /is damaged/],
  ["a directory with a checksum", [{ ...directory, crc: 1 }], /checksum is wrong/],
  ["a name twice", [ok, ok], /there twice/],
  ["names equal but for case", [ok, { name: "go/OK" }], /case or spelling/],
  ["NFC and NFD", [{ name: "go/\u00e9" }, { name: "go/e\u0301" }], /case or spelling/],
  ["a file and a directory", [{ name: "go/a" }, { name: "go/a/b" }], /there twice/],
  ["encrypted", [{ ...ok, flags: 9 }], /encrypted/],
  ["strongly encrypted", [{ ...ok, flags: 0x48 }], /not a sound zip|unknown flags/],
  ["masked headers", [{ ...ok, flags: 0x2008 }], /unknown flags/],
  ["another method", [{ ...ok, method: 12 }], /method 12/],
  ["a name in code page 437", [{ name: Buffer.from("go/\x82", "latin1"), flags: 8 }], /character set/],
  ["a name that is not UTF-8", [{ name: Buffer.from("go/\xff", "latin1"), flags: 0x808 }], /not UTF-8/],
  ["a Unicode path field", [{ ...ok, extra: zipExtra(0x7075, Buffer.alloc(9)) }], /extra field/],
  ["the same in the local header", [{ ...ok, localExtra: zipExtra(0x7075, Buffer.alloc(9)) }], /extra field/],
  ["a zip64 field", [{ ...ok, extra: zipExtra(1, Buffer.alloc(16)) }], /extra field/],
  [
    "a zip64 field in the local header",
    [{ ...ok, localExtra: zipExtra(1, Buffer.alloc(16)) }],
    /extra field/,
  ],
  ["a malformed extra field", [{ ...ok, extra: Buffer.from([1, 0, 99, 0]) }], /a malformed extra field/],
  [
    "a malformed local extra field",
    [{ ...ok, localExtra: Buffer.from([0x55, 0x54, 99, 0]) }],
    /malformed extra field/,
  ],
  ["other flags in the local header", [{ ...ok, localFlags: 0x808 }], /described in two ways/],
  ["another method in the local header", [{ ...ok, localMethod: 0 }], /described in two ways/],
  ["another size in the local header", [{ ...ok, descriptor: false, localSize: 1 }], /described in two ways/],
  ["a size beside a descriptor", [{ ...ok, localSize: 1 }], /described in two ways/],
  ["another size in the descriptor", [{ ...ok, descriptorSize: 1 }], /described in two ways/],
  ["a wrong checksum", [{ ...ok, crc: 1 }], /checksum is wrong/],
  ["a size that is too small", [{ ...ok, body: "long", size: 1 }], /another size/],
  ["a size that is too large", [{ ...ok, size: 3 }], /another size/],
  ["a stored size that is another", [{ ...ok, method: 0, size: 3 }], /another size than it says/],
  [
    "stored data that ends where a reader finds its end",
    [{ ...ok, method: 0 }],
    /stored without saying how long/,
  ],
  [
    "something behind the packed data",
    [{ ...ok, packed: Buffer.concat([deflateRawSync("ok"), Buffer.from("more")]) }],
    /behind its packed data/,
  ],
  [
    "something behind the packed data of a large entry",
    [{ ...ok, body: LARGE, packed: Buffer.concat([deflateRawSync(LARGE), Buffer.from("more")]) }],
    /behind its packed data/,
  ],
  ["a large entry with a wrong checksum", [{ ...ok, body: LARGE, crc: 1 }], /checksum is wrong/],
  ["a large entry that is longer", [{ ...ok, body: LARGE, size: LARGE.length - 1 }], /another size/],
  ["a large entry that is shorter", [{ ...ok, body: LARGE, size: LARGE.length + 1 }], /another size/],
  [
    "a large entry that is damaged",
    [{ ...ok, size: LARGE.length, packed: deflateRawSync(LARGE).fill("x", 1_000_000, 1_100_000) }],
    /is damaged|another size/,
  ],
  [
    "a small entry with packed data without an end",
    [{ ...ok, packed: Buffer.alloc(5_000_000, Buffer.from([0, 0, 0, 0xff, 0xff])) }],
    /is damaged|another size/,
  ],
  [
    "an extra field with a link target",
    [{ ...ok, extra: zipExtra(0x756e, Buffer.alloc(14)) }],
    /extra field 0x756e/,
  ],
  ["damaged data", [{ ...ok, packed: Buffer.from("\x07damaged") }], /is damaged/],
  ["cut off data", [{ ...ok, packed: deflateRawSync("ok").subarray(0, 2) }], /is damaged/],
  ["bytes before the first entry", [{ ...ok, before: Buffer.from("#!/bin/sh\n") }], /begin with its first/],
  ["bytes between entries", [ok, { name: "go/b", before: Buffer.from("gap") }], /next one begins/],
  ["two entries in one place", [ok, { name: "go/b", offset: 0 }], /next one begins/],
  ["entries that overlap", [ok, { name: "go/b", offset: 20 }], /next one begins/],
  ["an entry beyond the directory", [ok, { name: "go/b", offset: 1_000_000 }], /next one begins/],
  ["a huge size", [{ ...ok, size: 0xfffffff0, descriptorSize: 0xfffffff0 }], /too large/],
])("%s", async (_, items, reason) => {
  await expectRefused(zip(items), reason);
});

test.each<[what: string, frame: ZipFrame, reason: RegExp]>([
  ["a comment", { comment: "comment" }, /does not end with/],
  ["a zip in the comment", { comment: zip([ok]).toString("latin1") }, /does not end with|between/],
  ["bytes behind", { after: Buffer.from("x") }, /does not end with/],
  ["a second end record", { after: zip([]) }, /between its entries and its end/],
  ["a second zip behind", { after: zip([{ name: "go/b" }]) }, /between its entries and its end/],
  ["bytes before the end record", { beforeEnd: Buffer.from("gap") }, /between its entries and its end/],
  ["fewer entries than told", { entries: 2 }, /another number of entries/],
  ["more entries than told", { entries: 0 }, /another number of entries/],
  ["a directory elsewhere", { directoryStart: 0 }, /between its entries and its end/],
  ["several disks", { disk: 1 }, /several disks/],
  ["zip64 by its count", { entries: 0xffff }, /zip64/],
  ["a zip64 locator", { beforeEnd: zip64Locator() }, /zip64/],
])("%s", async (_, frame, reason) => {
  await expectRefused(zip([ok], frame), reason);
});

test.each<[what: string, archive: Buffer, reason: RegExp]>([
  ["empty", Buffer.alloc(0), /cut off/],
  ["cut off", zip([ok]).subarray(0, -10), /does not end with/],
  ["not a zip", Buffer.from("<html>".repeat(100)), /does not end with/],
])("%s", async (_, archive, reason) => {
  await expectRefused(archive, reason);
});

describe("limits", () => {
  const zeros: ZipItem = { name: "go/zeros", body: Buffer.alloc(3_000_000) };
  test.each<[what: string, items: ZipItem[], limits: object, reason: RegExp]>([
    ["ratio", [zeros], {}, /100 times its size/],
    ["total", [zeros], { ratio: 9999, totalBytes: 2_000_000 }, /more than 2000000 bytes/],
    ["a file", [zeros], { fileBytes: 2_000_000 }, /too large/],
    ["entries", [ok, { name: "go/b" }, { name: "go/c" }], { entries: 2 }, /more than 2 entries/],
    ["implied directories", [{ name: "go/a/b/c/d" }], { entries: 3 }, /more than 3 entries/],
  ])("%s", async (_, items, limits, reason) => {
    await expectRefused(zip(items), reason, { limits });
  });

  test("a small declared size does not let a bomb inflate", async () => {
    const bomb = { name: "go/a", packed: deflateRawSync(Buffer.alloc(50_000_000)), size: 100 };
    await expectRefused(zip([bomb]), /another size/);
  });
});

function mode(bits: number): number {
  return (bits << 16) >>> 0;
}

function zip64Locator(): Buffer {
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50);
  return locator;
}

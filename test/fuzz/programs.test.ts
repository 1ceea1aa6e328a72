import fs from "node:fs";
import { expect, test } from "vitest";
import { makerIn, makerOf } from "../../src/fs/scratch.ts";
import { readTreeVersion, readVersionLine } from "../../src/platform/tree.ts";
import { readBuildInfo } from "../../src/toolchains/build-info.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { ARM64, fakeProgram } from "../toolchains/fake-program.ts";
import { machO, pe } from "../toolchains/foreign-program.ts";
import { fuzz } from "./fuzz.ts";
import { mutatedBytes, mutatedText } from "./mutate.ts";

const at = useTemporaryDirectory();

const PROGRAMS = [
  fakeProgram("go1.22.5"),
  fakeProgram("go1.22.5 X:boringcrypto", { machine: ARM64 }),
  fakeProgram("go1.17.13", { pointers: true }),
  machO("go1.22.5"),
  pe("go1.22.5"),
];

fuzz("a program says what built it in plain text, or nothing", mutatedBytes(PROGRAMS), (bytes) => {
  fs.writeFileSync(at("program"), bytes);
  const info = readBuildInfo(at("program"));
  if (info === undefined) return;
  expect(info.arch ?? "amd64").toMatch(/^[a-z0-9]+$/);
  expect(info.version ?? "go").toMatch(/^[\x20-\x7e]{1,512}$/);
});

/** Each load command lies over the next, and each says that it has as many sections as there can be. */
test("load commands that lie over each other take no time", () => {
  const bytes = Buffer.alloc(32 + 65_536);
  machO("go1.22.5").copy(bytes, 0, 0, 32);
  bytes.writeUInt32LE(65_536, 20);
  for (let start = 32; start + 24 <= bytes.length; start += 24) {
    bytes.writeUInt32LE(0x19, start);
    bytes.writeUInt32LE(24, start + 4);
    bytes.writeUInt32LE(0xffff_ffff, start + 16);
  }
  fs.writeFileSync(at("program"), bytes);
  // What takes square time does not end before the test's own limit.
  expect(readBuildInfo(at("program"))?.version).toBeUndefined();
});

const versionFile = mutatedText(
  ["go1.22.5\ntime 2024-06-27T20:11:12Z\n", "devel go1.24-abc\n", "go1.20"],
  ["go1", "\n"],
);

fuzz("VERSION names a release in its first word, or none", versionFile, (text) => {
  fs.writeFileSync(at("VERSION"), text);
  const version = readTreeVersion(at());
  const line = readVersionLine(at());
  expect(line).not.toContain("\n");
  if (version !== null) expect(line).toMatch(/^go[0-9]/);
});

const scratchName = mutatedText(["1.22.5.box-4026531836.4000000.12345.0123456789ab"], [".", "0", "-", ".0."]);

fuzz("the maker of a scratch directory is one process, or nobody", scratchName, (name) => {
  const maker = makerIn(name);
  expect(["alive", "dead", "elsewhere"]).toContain(makerOf(name));
  // Process 0 would be the own group, which always lives.
  if (maker !== undefined) expect(maker.pid).toBeGreaterThan(0);
});

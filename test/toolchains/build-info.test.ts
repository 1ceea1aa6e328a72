import fs from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildInfoOf, readBuildInfo } from "../../src/toolchains/build-info.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { ARM64, fakeProgram } from "./fake-program.ts";
import { machO, pe } from "./foreign-program.ts";

const at = useTemporaryDirectory();

function infoOf(content: Buffer | string) {
  fs.writeFileSync(at("program"), content);
  const info = readBuildInfo(at("program"));
  return info && { arch: info.arch, version: info.version };
}

describe("readBuildInfo", () => {
  test.each([
    ["ELF", fakeProgram("go1.22.5"), { arch: "amd64", version: "go1.22.5" }],
    [
      "ELF for another machine",
      fakeProgram("go1.22.5", { machine: ARM64 }),
      { arch: "arm64", version: "go1.22.5" },
    ],
    [
      "ELF of Go before 1.18",
      fakeProgram("go1.17.13", { pointers: true }),
      { arch: "amd64", version: "go1.17.13" },
    ],
    ["ELF with an experiment", fakeProgram("go1.22.5 X:x"), { arch: "amd64", version: "go1.22.5 X:x" }],
    ["Mach-O", machO("go1.22.5"), { arch: "arm64", version: "go1.22.5" }],
    ["PE", pe("go1.22.5"), { arch: "amd64", version: "go1.22.5" }],
    ["a version with control characters", fakeProgram("go1\x1b[2J"), { arch: "amd64", version: undefined }],
    ["a script", "#!/bin/sh\n", undefined],
    ["an empty file", "", undefined],
  ])("%s", (_name, content, expected) => {
    if (expected === undefined) expect(infoOf(content)).toBeUndefined();
    else expect(infoOf(content)).toMatchObject(expected);
  });

  test("reads a program that no Go made", () => {
    expect(readBuildInfo(process.execPath)).toMatchObject({ arch: expect.any(String), version: undefined });
  });

  test("a missing file is the system's error", () => {
    expect(() => readBuildInfo(at("absent"))).toThrow("ENOENT");
    expect(buildInfoOf(at("absent"))).toBeUndefined();
  });

  test("damage anywhere never throws", () => {
    const programs = [
      fakeProgram("go1.22.5"),
      fakeProgram("go1.17", { pointers: true }),
      machO("go1"),
      pe("go1"),
    ];
    const damage = fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...programs), damage, fc.nat(600), (program, changes, cut) => {
        const damaged = Buffer.from(program);
        for (const [offset, byte] of changes) damaged[offset % damaged.length] = byte;
        infoOf(damaged.subarray(0, damaged.length - (cut % damaged.length)));
      }),
    );
  });
});

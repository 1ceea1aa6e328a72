import { describe, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { archiveName, isArchiveOf, moduleZipName, parseArchiveName } from "../../src/sources/archive-name.ts";

const version = (text: string) => parseVersion(text) ?? expect.fail(text);

describe("parseArchiveName", () => {
  test.each([
    ["go1.22.5.linux-amd64.tar.gz", "1.22.5", "linux", "amd64", "tar.gz"],
    ["go1.22.5.windows-arm64.zip", "1.22.5", "windows", "arm64", "zip"],
    ["go1.20.linux-armv6l.tar.gz", "1.20", "linux", "arm", "tar.gz"],
    ["go1.22.4.freebsd-arm.tar.gz", "1.22.4", "freebsd", "arm", "tar.gz"],
    ["go1.23rc2.plan9-386.tar.gz", "1.23rc2", "plan9", "386", "tar.gz"],
    ["v0.0.1-go1.27.3.linux-amd64.zip", "1.27.3", "linux", "amd64", "module-zip"],
    ["v0.0.1-go1.20.darwin-arm64.zip", "1.20", "darwin", "arm64", "module-zip"],
  ])("%s", (name, text, os, arch, container) => {
    expect(parseArchiveName(name)).toEqual({ version: version(text), platform: { os, arch }, container });
  });

  // All of these are in Go's bucket, or in a copy of it.
  test.each([
    "go1.22.5.src.tar.gz",
    "go1.22.5.darwin-amd64.pkg",
    "go1.22.5.windows-amd64.msi",
    "go1.22.5.linux-amd64.tar.gz.sha256",
    "go1.22.5.linux-amd64.tar.gz.asc",
    "go1.4-bootstrap-20170531.tar.gz",
    "go1.4.2.darwin-amd64-osx10.8.tar.gz",
    "go1.9.2rc2.linux-amd64.tar.gz",
    "go1.15.12_amedee_v1",
    "v0.0.1-go1.22.5.linux-amd64.info",
    "getgo",
    "",
  ])("%s is none", (name) => {
    expect(parseArchiveName(name)).toBeUndefined();
  });

  test.each([
    ["a language version", "go1.21.linux-amd64.tar.gz"],
    ["another spelling of a version", "go1.20.0.linux-amd64.tar.gz"],
    ["a path", "../go1.22.5.linux-amd64.tar.gz"],
    ["capitals", "go1.22.5.Linux-amd64.tar.gz"],
    ["something after it", "go1.22.5.linux-amd64.tar.gz\n"],
  ])("%s is none", (_, name) => {
    expect(parseArchiveName(name)).toBeUndefined();
  });
});

test("names made by rule are names that are read", () => {
  for (const [os, arch, name] of [
    ["linux", "amd64", "go1.20.linux-amd64.tar.gz"],
    ["linux", "arm", "go1.20.linux-armv6l.tar.gz"],
    ["freebsd", "arm", "go1.20.freebsd-arm.tar.gz"],
    ["windows", "amd64", "go1.20.windows-amd64.zip"],
  ] as const) {
    const platform = { os, arch };
    expect(archiveName(version("1.20.0"), platform)).toBe(name);
    for (const made of [name, moduleZipName(version("1.20.0"), platform)]) {
      const read = parseArchiveName(made) ?? expect.fail(made);
      expect(isArchiveOf(read, version("1.20"), platform)).toBe(true);
      expect(isArchiveOf(read, version("1.20.1"), platform)).toBe(false);
      expect(isArchiveOf(read, version("1.20"), { os, arch: "s390x" })).toBe(false);
    }
  }
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { versionName } from "../../src/goversion/version.ts";
import { platformName } from "../../src/platform/platform.ts";
import { parseIndex } from "../../src/sources/index-json.ts";
import type { Release, ReleaseFile } from "../../src/sources/release.ts";

const SHA = "904b924d435eaea086515bc63235b192ea441bd8c9b198c507e85009e6e4c7f0";

interface Entry {
  readonly filename: string;
  readonly [field: string]: unknown;
}

/** A file as go.dev lists it; os and arch by its name. */
function entry(filename: string, fields: object = {}): Entry {
  const [, version, os, arch] = /^(go[^-]*)\.([^.-]*)-([^.-]*)/.exec(filename) ?? [];
  return { filename, os, arch, version, sha256: SHA, size: 68964131, kind: "archive", ...fields };
}

/** A list in which each release has these files. */
function index(...releases: (readonly (string | Entry)[])[]): string {
  const list = releases.map((files) => {
    const entries = files.map((file) => (typeof file === "string" ? entry(file) : file));
    return { version: entries[0]?.version, stable: true, files: entries };
  });
  return JSON.stringify(list, null, 1);
}

function releasesOf(text: string): readonly Release[] {
  const parsed = parseIndex(text);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.releases;
}

function problemOf(text: string): string {
  const parsed = parseIndex(text);
  return "problem" in parsed ? parsed.problem : "none";
}

function filesOf(text: string): readonly ReleaseFile[] {
  return releasesOf(text).flatMap(({ files }) => files);
}

const names = (text: string) => releasesOf(text).map(({ version }) => versionName(version));
const filenames = (text: string) => filesOf(text).map(({ filename }) => filename);

describe("a list of releases", () => {
  test("has of each archive its name, platform, digest and size", () => {
    expect(filesOf(index(["go1.22.5.linux-amd64.tar.gz", "go1.22.5.windows-386.zip"]))).toEqual([
      {
        filename: "go1.22.5.linux-amd64.tar.gz",
        platform: { os: "linux", arch: "amd64" },
        sha256: SHA,
        bytes: 68964131,
      },
      {
        filename: "go1.22.5.windows-386.zip",
        platform: { os: "windows", arch: "386" },
        sha256: SHA,
        bytes: 68964131,
      },
    ]);
  });

  test("may begin with a byte order mark and end with blank lines", () => {
    expect(names(`\ufeff${index(["go1.22.5.linux-amd64.tar.gz"])}\n\n`)).toEqual(["1.22.5"]);
  });

  test.each([
    ["go1.22.5.linux-armv6l.tar.gz", "armv6l", "linux-arm"],
    ["go1.22.5.freebsd-arm.tar.gz", "armv6l", "freebsd-arm"],
    ["go1.23.0.freebsd-arm.tar.gz", "arm", "freebsd-arm"],
    ["go1.22.5.windows-arm.zip", "armv6l", "windows-arm"],
  ])("%s, in the list as %s, is for %s", (filename, arch, platform) => {
    const files = filesOf(index([entry(filename, { arch })]));
    expect(files.map((file) => [file.filename, platformName(file.platform)])).toEqual([[filename, platform]]);
  });

  test.each([
    ["nothing", ""],
    ["what is too short", SHA.slice(1)],
    ["what is too long", `${SHA}0`],
    ["what is no hex", "x".repeat(64)],
    ["a number", 12],
    ["null", null],
  ])("does not know the digest when it is %s", (_, sha256) => {
    expect(filesOf(index([entry("go1.4.3.linux-amd64.tar.gz", { sha256 })]))).toMatchObject([
      { sha256: null },
    ]);
  });

  test.each([0, -1, 1.5, 1e300, "68964131", null, {}])("does not know the size when it is %j", (size) => {
    expect(filesOf(index([entry("go1.4.3.linux-amd64.tar.gz", { size })]))).toMatchObject([{ bytes: null }]);
  });

  test("knows neither when they are not there", () => {
    const text = JSON.stringify([{ files: [{ filename: "go1.22.5.linux-amd64.tar.gz", kind: "archive" }] }]);
    expect(filesOf(text)).toMatchObject([{ sha256: null, bytes: null }]);
  });
});

describe("passed over are", () => {
  const good = "go1.22.5.linux-amd64.tar.gz";

  test.each(["source", "installer", "sbom", "", null, 1])("files of the kind %j", (kind) => {
    expect(filenames(index([good, entry("go1.22.5.linux-arm64.tar.gz", { kind })]))).toEqual([good]);
  });

  test.each([
    "go1.22.5.src.tar.gz",
    "go1.22.5.darwin-arm64.pkg",
    "go1.22.5.windows-amd64.msi",
    "go1.9.2rc2.linux-arm64.tar.gz",
    "go1.4-bootstrap-20171003.tar.gz",
    "go1.4.2.darwin-amd64-osx10.8.tar.gz",
    "v0.0.1-go1.22.5.linux-arm64.zip",
    "go1.22.linux-arm64.tar.gz",
    "go1.22.5.linux-arm64.tar.gz.asc",
    "../go1.22.5.linux-arm64.tar.gz",
    "go1.22.5.linux-arm64.tar.gz/../../x.tar.gz",
    "https://elsewhere.example/go1.22.5.linux-arm64.tar.gz",
    "go1.22.5.linux-arm64.tar.gz\n",
    "go1.22.5.linux-arm64\0.tar.gz",
    "GO1.22.5.linux-arm64.tar.gz",
    "go1.22.5.linux-arm64 .tar.gz",
    "gotip.linux-arm64.tar.gz",
    "",
  ])("names that are no archive of a release: %j", (filename) => {
    expect(filenames(index([good, entry(filename)]))).toEqual([good]);
  });

  test("releases of which nothing is left", () => {
    const text = index(
      ["go1.9.2rc2.linux-amd64.tar.gz"],
      [entry("go1.4-bootstrap-20171003.tar.gz", { os: "4", arch: "bootstrap", version: "go1" })],
      [good],
      [],
    );
    expect(names(text)).toEqual(["1.22.5"]);
  });

  test("fields, releases and files of another make", () => {
    const files = [
      { ...entry(good), mirror: ["x"], filename2: 1 },
      null,
      1,
      "x",
      [],
      {},
      { filename: 7, kind: "archive" },
    ];
    const text = JSON.stringify([
      null,
      1,
      "x",
      [],
      {},
      { files: null },
      { files: "x" },
      { files, notes: {} },
    ]);
    expect(filenames(text)).toEqual([good]);
  });

  test("a second file for the same platform, in the same release or in one listed twice", () => {
    const [first, second] = [entry(good), entry(good, { sha256: "0".repeat(64) })];
    for (const text of [index([first, second]), index([first], [second])]) {
      expect(filesOf(text)).toMatchObject([{ filename: good, sha256: SHA }]);
    }
  });
});

test("the name of a file decides what it is, not the release or the platform it is listed under", () => {
  const lie = { os: "linux", arch: "amd64", version: "go1.22.5" };
  const [release] = releasesOf(index([entry("go1.21.0.darwin-arm64.tar.gz", lie)]));
  expect(release && versionName(release.version)).toBe("1.21.0");
  expect(release?.files).toMatchObject([{ platform: { os: "darwin", arch: "arm64" } }]);
});

describe("what is no list says why", () => {
  test.each([
    ["", "is empty"],
    [" \n", "is empty"],
    ["<!DOCTYPE html><html></html>", "is a web page, not a list of releases"],
    ["\n<html>", "is a web page, not a list of releases"],
    ["{}", "is JSON, but not a list of releases"],
    ['{"errors":[{"status":404}]}', "is JSON, but not a list of releases"],
    ["null", "is JSON, but not a list of releases"],
    ['"go1.22.5"', "is JSON, but not a list of releases"],
    ["go1.22.5\ntime 2024-06-27T20:11:12Z", "is not JSON"],
    ["[1,]", "is not JSON"],
    ["[", "is a list of releases that breaks off"],
    ["[]", "lists no release of Go"],
    ['[{"version":"go1.22.5","stable":true,"files":[]}]', "lists no release of Go"],
    ["[[[]]]", "lists no release of Go"],
  ])("%j %s", (text, problem) => expect(problemOf(text)).toBe(problem));

  test("cut at any place, it breaks off", () => {
    const whole = index(["go1.22.5.linux-amd64.tar.gz"], ["go1.21.0.linux-amd64.tar.gz"]);
    for (let length = 1; length < whole.length; length++) {
      expect(["is a list of releases that breaks off", "is not JSON"]).toContain(
        problemOf(whole.slice(0, length)),
      );
    }
  });

  test("a million brackets are no harm", () => {
    expect(problemOf("[".repeat(1_000_000))).toBe("is a list of releases that breaks off");
    expect(problemOf(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toBe("lists no release of Go");
  });
});

describe("never throws", () => {
  test("on any JSON, and what it reads is well-formed", () => {
    const filename = fc.oneof(
      fc.constantFrom(
        "go1.22.5.linux-amd64.tar.gz",
        "go1.20.windows-386.zip",
        "go1.9.2rc2.linux-386.tar.gz",
        "__proto__",
      ),
      fc.string(),
    );
    const odd = fc.jsonValue();
    const file = fc.record(
      {
        filename: fc.oneof(filename, odd),
        kind: fc.oneof(fc.constant("archive"), odd),
        sha256: fc.oneof(fc.constant(SHA), odd),
        size: fc.oneof(fc.integer(), odd),
      },
      { requiredKeys: [] },
    );
    const release = fc.record(
      { version: odd, files: fc.oneof(fc.array(fc.oneof(file, odd)), odd) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.oneof(release, odd)), odd), (value) => {
        const parsed = parseIndex(JSON.stringify(value));
        for (const it of "releases" in parsed ? parsed.releases : [])
          expect(it.files.every(isWellFormed)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseIndex(text)));
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'[]{},:"\\<>1e9 ') }),
        (text) => void parseIndex(text),
      ),
    );
  });
});

function isWellFormed({ filename, sha256, bytes }: ReleaseFile): boolean {
  return (
    /^go[0-9a-z.]+-[a-z0-9]+\.(?:tar\.gz|zip)$/.test(filename) &&
    (sha256 === null || sha256 === SHA) &&
    (bytes === null || bytes > 0)
  );
}

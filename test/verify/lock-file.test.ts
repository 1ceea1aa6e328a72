import { describe, expect, test } from "vitest";
import { parseVersion } from "../../src/goversion/version.ts";
import { formatLockFile, type LockFile, lockedDigests, parseLockFile } from "../../src/verify/lock-file.ts";

const H1 = "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0=";
const ARCHIVE = {
  h1: H1,
  sha256: "ab".repeat(32),
  bytes: 69_000_000,
  filename: "go1.22.5.linux-amd64.tar.gz",
};
const FILE = { schema: 1, toolchains: [{ version: "1.22.5", platforms: { "linux-amd64": ARCHIVE } }] };

function versionOf(text: string) {
  return parseVersion(text) ?? expect.unreachable();
}

function read(value: unknown): LockFile {
  const lock = parseLockFile(JSON.stringify(value));
  if ("problem" in lock) expect.fail(lock.problem);
  return lock;
}

function withArchive(archive: unknown) {
  return { schema: 1, toolchains: [{ version: "1.22.5", platforms: { "linux-amd64": archive } }] };
}

describe("lockedDigests", () => {
  const lock = read(FILE);
  const linux = { os: "linux", arch: "amd64" };

  test("finds a version on a platform", () => {
    expect(lockedDigests(lock, versionOf("1.22.5"), linux)).toEqual(ARCHIVE);
  });

  test("finds nothing for another version or platform", () => {
    expect(lockedDigests(lock, versionOf("1.22.6"), linux)).toBeNull();
    expect(lockedDigests(lock, versionOf("1.22.5"), { ...linux, arch: "arm64" })).toBeNull();
  });

  test("knows the first release of an old line by either spelling", () => {
    const old = read({
      schema: 1,
      toolchains: [{ version: "1.20.0", platforms: { "linux-amd64": ARCHIVE } }],
    });
    expect(lockedDigests(old, versionOf("1.20"), linux)).toEqual(ARCHIVE);
  });
});

describe("parseLockFile", () => {
  test("takes an entry with h1 alone", () => {
    const lock = read(withArchive({ h1: H1 }));
    expect(lock.toolchains[0]?.platforms.get("linux-amd64")).toEqual({
      h1: H1,
      sha256: null,
      bytes: null,
      filename: null,
    });
  });

  test("takes a file without toolchains", () => {
    expect(read({ schema: 1, toolchains: [] })).toEqual({ toolchains: [] });
  });

  const at = '`toolchains[0].platforms["linux-amd64"]';
  test.each([
    ["a list", [], "has no object in `the file`"],
    ["another schema", { ...FILE, schema: 2 }, "has a `schema` other than 1"],
    ["no schema", { toolchains: [] }, "has a `schema` other than 1"],
    ["no toolchains", { schema: 1 }, "has no list `toolchains`"],
    ["a stranger", { ...FILE, toolchain: [] }, "has an unknown field `toolchain` in `the file`"],
    [
      "no version",
      { schema: 1, toolchains: [{ platforms: {} }] },
      "has no Go release in `toolchains[0].version`",
    ],
    [
      "a line",
      { schema: 1, toolchains: [{ version: "1.22", platforms: {} }] },
      "has no Go release in `toolchains[0].version`",
    ],
    [
      "upstream's name",
      { schema: 1, toolchains: [{ version: "go1.22.5", platforms: {} }] },
      "has no Go release in `toolchains[0].version`",
    ],
    [
      "an old line",
      { schema: 1, toolchains: [{ version: "1.20", platforms: {} }] },
      "has no Go release in `toolchains[0].version`",
    ],
    [
      "a version twice",
      { schema: 1, toolchains: [...FILE.toolchains, ...FILE.toolchains] },
      "names 1.22.5 twice, in `toolchains[1]` again",
    ],
    [
      "no platforms",
      { schema: 1, toolchains: [{ version: "1.22.5" }] },
      "has no object in `toolchains[0].platforms`",
    ],
    [
      "a strange platform",
      { schema: 1, toolchains: [{ version: "1.22.5", platforms: { linux: ARCHIVE } }] },
      'has no platform\'s name in `toolchains[0].platforms["linux"]`',
    ],
    ["no archive", withArchive(null), `has no object in ${at}\``],
    [
      "a misspelt field",
      withArchive({ ...ARCHIVE, sha265: "" }),
      `has an unknown field \`sha265\` in ${at}\``,
    ],
    ["no h1", withArchive({ ...ARCHIVE, h1: undefined }), `has no h1 hash in ${at}.h1\``],
    ["an h1 of null", withArchive({ ...ARCHIVE, h1: null }), `has no h1 hash in ${at}.h1\``],
    ["a short h1", withArchive({ ...ARCHIVE, h1: "h1:AAAA" }), `has no h1 hash in ${at}.h1\``],
    [
      "an h1 that is not canonical",
      withArchive({ ...ARCHIVE, h1: H1.replace("S0=", "S1=") }),
      `has no h1 hash in ${at}.h1\``,
    ],
    [
      "capitals",
      withArchive({ ...ARCHIVE, sha256: "AB".repeat(32) }),
      `has no SHA-256 of small hex digits in ${at}.sha256\``,
    ],
    [
      "an empty sha256",
      withArchive({ ...ARCHIVE, sha256: "" }),
      `has no SHA-256 of small hex digits in ${at}.sha256\``,
    ],
    ["no size", withArchive({ ...ARCHIVE, bytes: 0 }), `has no size in ${at}.bytes\``],
    ["half a byte", withArchive({ ...ARCHIVE, bytes: 1.5 }), `has no size in ${at}.bytes\``],
    [
      "a path",
      withArchive({ ...ARCHIVE, filename: "../go1.22.5.linux-amd64.tar.gz" }),
      `has no archive's name in ${at}.filename\``,
    ],
  ])("refuses %s", (_name, value, problem) => {
    expect(parseLockFile(JSON.stringify(value))).toEqual({ problem });
  });

  test.each([
    ["", 1],
    ['{\n  "schema": 1,\n  oops\n}\n', 3],
    ['{\n  "schema": 1', 2],
  ])("names the line where %j is no JSON", (text, line) => {
    expect(parseLockFile(text)).toEqual({ problem: "is not JSON", line });
  });
});

describe("formatLockFile", () => {
  const toolchains = ["1.9.7", "1.22.5", "1.22rc1", "1.10.0"].map((version) => ({
    version,
    platforms: {
      "linux-arm64": { ...ARCHIVE, sha256: null },
      "darwin-arm64": ARCHIVE,
      "linux-amd64": { h1: H1 },
    },
  }));

  test("reads back, in Go's order of versions", () => {
    const text = formatLockFile(read({ schema: 1, toolchains }));
    const { toolchains: sorted } = JSON.parse(text) as {
      toolchains: { version: string; platforms: object }[];
    };
    expect(sorted.map(({ version }) => version)).toEqual(["1.9.7", "1.10.0", "1.22rc1", "1.22.5"]);
    expect(Object.keys(sorted[0]?.platforms ?? {})).toEqual(["darwin-arm64", "linux-amd64", "linux-arm64"]);
    expect(formatLockFile(read(JSON.parse(text)))).toBe(text);
  });

  test("is the same for the same locks, and ends with a newline", () => {
    const text = formatLockFile(read({ schema: 1, toolchains }));
    expect(formatLockFile(read({ schema: 1, toolchains: toolchains.toReversed() }))).toBe(text);
    expect(text.endsWith("}\n")).toBe(true);
  });
});

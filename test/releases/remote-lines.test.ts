import { expect, test } from "vitest";
import { parseRequest } from "../../src/goversion/request.ts";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import { remoteLines, type Wanted } from "../../src/releases/remote-lines.ts";
import type { Release } from "../../src/sources/release.ts";

const HOST = { os: "linux", arch: "amd64" };

const RELEASES = ["1.24rc1", "1.23.2", "1.23.1", "1.23rc2", "1.22.5", "1.21.0", "1.2.2", "1.2rc2"].map(
  release,
);

function release(name: string): Release {
  const version = parseVersion(name);
  if (version === undefined) throw new Error(name);
  const platform = name.startsWith("1.2.") ? { os: "plan9", arch: "386" } : HOST;
  return { version, files: [{ filename: `go${name}.tar.gz`, platform, sha256: null, bytes: 7 }] };
}

const wantedText = (text: string) => parseRequest(text) as Wanted;

function shown(wanted: Wanted): string[] {
  return remoteLines({ releases: RELEASES }, wanted, HOST).map(
    ({ line, support, releases }) =>
      `${line} ${support}: ${releases.map(({ version }) => versionName(version)).join(" ")}`,
  );
}

test("the best of every line", () => {
  expect(shown("best")).toEqual([
    "1.24 prerelease: 1.24rc1",
    "1.23 supported: 1.23.2",
    "1.22 supported: 1.22.5",
    "1.21 eol: 1.21.0",
    "1.2 eol: 1.2.2",
  ]);
});

test("all of them", () => {
  expect(shown("all").map((text) => text.split(": ")[1])).toEqual([
    "1.24rc1",
    "1.23.2 1.23.1 1.23rc2",
    "1.22.5",
    "1.21.0",
    "1.2.2 1.2rc2",
  ]);
});

test.each([
  ["1.23", ["1.23 supported: 1.23.2 1.23.1 1.23rc2"]],
  ["^1.22", ["1.23 supported: 1.23.2 1.23.1", "1.22 supported: 1.22.5"]],
  ["latest", ["1.23 supported: 1.23.2"]],
  ["oldstable", ["1.22 supported: 1.22.5"]],
  ["1.23rc2", ["1.23 supported: 1.23rc2"]],
  ["1.99", []],
])("%s", (text, lines) => {
  expect(shown(wantedText(text))).toEqual(lines);
});

test("a release has the file for the platform, or none", () => {
  const files = remoteLines({ releases: RELEASES }, "best", HOST).map(
    ({ releases }) => releases[0]?.file?.filename ?? null,
  );
  expect(files).toEqual(["go1.24rc1.tar.gz", "go1.23.2.tar.gz", "go1.22.5.tar.gz", "go1.21.0.tar.gz", null]);
});

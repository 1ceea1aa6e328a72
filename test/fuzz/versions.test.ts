import fc from "fast-check";
import { expect } from "vitest";
import { matchRequest } from "../../src/goversion/match.ts";
import { parsePinText } from "../../src/goversion/pin.ts";
import { parseRange, rangeIncludes } from "../../src/goversion/range.ts";
import { parseRequest } from "../../src/goversion/request.ts";
import { compareVersions, parseVersion, upstreamName, versionName } from "../../src/goversion/version.ts";
import { isArchiveOf, parseArchiveName } from "../../src/sources/archive-name.ts";
import { goVersion, versions, versionText } from "../goversion/arbitrary.ts";
import { fuzz } from "./fuzz.ts";
import { mutatedText } from "./mutate.ts";

const RELEASES = versions("1.19.13 1.20.0 1.20.14 1.21rc2 1.21.0 1.22.5 1.23rc1 1.23.0");
const SEEDS = [
  ..."1.22.5 go1.22 v1.23rc1 1.23.0-rc.1 latest oldstable system tip ^1.21 ~1.22.3 1.x >=1.21".split(" "),
  ">=1.21 <1.23 || ~1.24.1",
  "1.21 - 1.23",
  "1 || 2 || 1.20",
];
const WORDS = [
  ..."0123456789.xX*^~<>=|-".split(""),
  "||",
  " - ",
  "rc",
  "beta",
  "go",
  "v",
  "99999999999999999",
];
const requestText = fc.oneof(mutatedText(SEEDS, WORDS), versionText, fc.string({ unit: "binary" }));

fuzz("a version that is read is written as one that reads the same", requestText, (text) => {
  const version = parseVersion(text);
  if (version === undefined) return;
  expect(parseVersion(versionName(version))).toEqual(version);
  expect(parseVersion(upstreamName(version).slice(2))).toEqual(version);
});

fuzz("a request keeps text that means the same, and can be answered", requestText, (text) => {
  const request = parseRequest(text);
  if (request === undefined) return;
  expect(JSON.stringify(parseRequest(request.text))).toBe(JSON.stringify(request));
  if (request.kind === "system" || request.kind === "name") return;
  const match = matchRequest(request, RELEASES);
  const named = match.kind === "found" ? [match.version] : match.nearest;
  for (const version of named) expect(RELEASES).toContain(version);
});

fuzz("a pin is a request of the same meaning", requestText, (text) => {
  const pin = parsePinText(text);
  if (pin === undefined) return;
  expect(parseRequest(text)).toEqual(pin);
  expect(pin.text).toMatch(/^[a-z0-9._-]+$/);
});

fuzz("a range is asked about any version", fc.tuple(requestText, goVersion), ([text, version]) => {
  const range = parseRange(text);
  if (range !== undefined) expect([true, false]).toContain(rangeIncludes(range, version));
});

const NAMES = [
  "go1.22.5.linux-amd64.tar.gz",
  "go1.20.windows-386.zip",
  "go1.21.0.linux-armv6l.tar.gz",
  "v0.0.1-go1.23rc1.darwin-arm64.zip",
];
const nameText = mutatedText(NAMES, ["go1", ".linux-amd64", ".tar.gz", ".zip", "-", ".", "rc1", ".src"]);

fuzz("the name of an archive is a release for a platform, and no path", nameText, (text) => {
  const name = parseArchiveName(text);
  if (name === undefined) return;
  expect(isArchiveOf(name, name.version, name.platform)).toBe(true);
  expect(text).toContain(upstreamName(name.version));
  expect(compareVersions(name.version, name.version)).toBe(0);
  expect(text).toMatch(/^[a-z0-9.-]+$/);
});

import { spawnSync } from "node:child_process";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, expect, inject, test } from "vitest";
import { compareVersions, isLanguageOnly, lineOf, parseUpstreamName } from "../../src/goversion/version.ts";
import { realGo } from "../support/toolchains.ts";
import { versionText } from "./arbitrary.ts";

/** What `go/version` says of a pair. */
interface Answer {
  readonly Valid: boolean;
  readonly Lang: string;
  readonly Compare: number;
}

/** Go takes `-suffix` off a toolchain's name first; a version has no `-`. */
const almost = fc.string({ unit: fc.constantFrom(..."01129.abcrx+ _~é"), maxLength: 9 });
const mutated = fc
  .tuple(versionText, fc.nat(), fc.constantFrom("", "0", ".", "rc", "A", " ", "١"))
  .map(
    ([text, at, piece]) =>
      text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
  );
const text = fc.oneof({ weight: 3, arbitrary: versionText }, mutated, almost).map((it) => `go${it}`);

let pairs: [string, string][];
let answers: Answer[];

beforeAll(async () => {
  pairs = fc.sample(fc.tuple(text, text), { numRuns: 5000, seed: 1 });
  answers = ask(await realGo(), pairs);
});

test("the sample has all kinds of text", () => {
  const valid = answers.filter(({ Valid }) => Valid).length;
  expect(valid).toBeGreaterThan(2000);
  expect(answers.length - valid).toBeGreaterThan(1000);
  for (const sign of [-1, 0, 1]) {
    expect(answers.filter(({ Compare }) => Compare === sign).length).toBeGreaterThan(50);
  }
});

test("Go takes the same texts for versions", () => {
  const ours = pairs.map(([a]) => ({ text: a, valid: parseUpstreamName(a) !== undefined }));
  expect(ours).toEqual(pairs.map(([a], i) => ({ text: a, valid: answers[i]?.Valid })));
});

test("Go puts them in the same order", () => {
  const ours = pairs.map((pair) => ({ pair, order: compare(...pair) }));
  expect(ours).toEqual(pairs.map((pair, i) => ({ pair, order: answers[i]?.Compare })));
});

test("Go has them in the same line", () => {
  const ours = pairs.map(([a]) => ({ text: a, line: line(a) }));
  expect(ours).toEqual(pairs.map(([a], i) => ({ text: a, line: answers[i]?.Lang })));
});

test("Go calls the same ones only a language", () => {
  const ours = pairs.map(([a]) => ({ text: a, language: isLanguage(a) }));
  // Below 1.21 a language has the name of its first release.
  const theirs = pairs.map(([a], i) => ({ text: a, language: answers[i]?.Lang === a && !isFirstRelease(a) }));
  expect(ours).toEqual(theirs);
});

function ask(go: string, questions: readonly [string, string][]): Answer[] {
  const program = path.join(import.meta.dirname, "testdata", "goversion.go");
  const { stdout, stderr, status } = spawnSync(go, ["run", program], {
    input: JSON.stringify(questions),
    encoding: "utf8",
    maxBuffer: 1e8,
    env: {
      ...process.env,
      GO111MODULE: "off",
      GOCACHE: path.join(inject("runDir"), "gocache"),
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout) as Answer[];
}

/** Text that is no version is older than any that is, for Go. */
function compare(a: string, b: string): number {
  const [left, right] = [parseUpstreamName(a), parseUpstreamName(b)];
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  return Math.sign(compareVersions(left, right));
}

/** Go calls the first line `go1`. */
function line(name: string): string {
  const version = parseUpstreamName(name);
  if (version === undefined) return "";
  return lineOf(version) === "1.0" ? "go1" : `go${lineOf(version)}`;
}

function isLanguage(name: string): boolean {
  const version = parseUpstreamName(name);
  return version !== undefined && isLanguageOnly(version);
}

function isFirstRelease(name: string): boolean {
  return parseUpstreamName(name)?.patch === "0";
}

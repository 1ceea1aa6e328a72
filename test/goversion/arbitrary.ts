import fc from "fast-check";
import { type GoVersion, parseVersion } from "../../src/goversion/version.ts";

const number = fc.oneof(
  fc.nat({ max: 30 }).map(String),
  fc.constantFrom("0", "1", "20", "21", "22", "9007199254740991", "9007199254740992", "99999999999999999998"),
);
const kind = fc.constantFrom("alpha", "beta", "rc", "testmod", "x");

/** Text of Go's grammar, numbers of any size included. */
export const versionText: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("1", "1", "1", "0", "2", "99999999999999999999"),
    fc.oneof(
      { weight: 1, arbitrary: fc.constant("") },
      { weight: 2, arbitrary: number.map((minor) => `.${minor}`) },
      { weight: 3, arbitrary: fc.tuple(number, number).map(([minor, patch]) => `.${minor}.${patch}`) },
      { weight: 1, arbitrary: fc.tuple(number, kind).map(([minor, word]) => `.${minor}${word}`) },
      {
        weight: 3,
        arbitrary: fc.tuple(number, kind, number).map(([minor, word, n]) => `.${minor}${word}${n}`),
      },
    ),
  )
  .map((parts) => parts.join(""));

export const goVersion: fc.Arbitrary<GoVersion> = versionText.map((text) => version(text));

/** The version that surely is one. */
export function version(text: string): GoVersion {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is not a Go version`);
  return parsed;
}

export function versions(text: string): GoVersion[] {
  return text.split(" ").filter(Boolean).map(version);
}

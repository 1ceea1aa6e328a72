import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Case, describeResolution, prepare, resolvePrepared } from "../resolution/case-table.ts";
import { resolveIn, shellsIn } from "../resolution/shell-driver.ts";
import { makeScratchHome, removeTree } from "../support/scratch-home.ts";
import { sample } from "./fuzz.ts";
import { mutatedText } from "./mutate.ts";

/** The rule has two implementations: each is the other's oracle, for files that are broken in any way. */

const WORDS = [
  "golang ",
  "go ",
  "toolchain ",
  "go1.",
  "1.22",
  "1.22.5",
  "system",
  "tip",
  "\n",
  "#",
  "require (",
  "default",
];
const texts = {
  ".go-version": mutatedText(["1.22.5\n", "# c\n\n1.21 1.20.3 # d\r\n", "\uFEFFtip"], WORDS),
  ".tool-versions": mutatedText(["ruby 3\ngolang 1.22.5 1.21\n", "go 1.20\r\ngolang system\n"], WORDS),
  "go.mod": mutatedText(
    ["module m\n\ngo 1.21.9\n\ntoolchain go1.22.5\nrequire x v1\n", "go 1.20 // c\r\n"],
    WORDS,
  ),
  "go.work": mutatedText(["go 1.22\nuse ./a\n", "toolchain default\ngo 1.21\n"], WORDS),
};
type Name = keyof typeof texts;

const file = fc
  .tuple(fc.constantFrom("h/p/a/", "h/p/", "h/", ""), fc.constantFrom(...(Object.keys(texts) as Name[])))
  .chain(([dir, name]) => texts[name].map((text): [string, string] => [`${dir}${name}`, text]));

const cases: fc.Arbitrary<Case> = fc.record(
  {
    is: fc.constant("random"),
    want: fc.constant(""),
    have: fc
      .subarray(["1.20.3", "1.21.9", "1.21.10", "1.22.5", "1.22rc1", "1.23.0!", "tip=go1.23.4", "src="])
      .map((it) => it.join(" ")),
    tree: fc.array(file, { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    default: texts[".go-version"],
    system: fc.boolean(),
    env: fc.record(
      {
        // No variable holds a NUL.
        GOV_VERSION: texts[".go-version"].map((text) => text.replaceAll("\0", "")),
        GOWORK: fc.constantFrom("off", "auto", "$T/h/go.work", "$T/h", "/nowhere"),
        HOME: fc.constantFrom("$T/h", "$T/h/", "$T", "/", "relative", "$T/h/p"),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["is", "want", "have", "tree"] },
);

/** At a time: a shell reads them as one script. */
const BATCH = 200;

test("TypeScript and every shell agree about broken files", { timeout: 12 * 3600 * 1000 }, () => {
  const rows = sample(cases, { share: 0.3 });
  for (let start = 0; start < rows.length; start += BATCH) expectAgreement(rows.slice(start, start + BATCH));
});

function expectAgreement(rows: readonly Case[]): void {
  const { dir } = makeScratchHome();
  const prepared = rows.map((row, index) => prepare(row, path.join(dir, "cases", String(index))));
  const ours = prepared.map((it) => describeResolution(resolvePrepared(it), it.dir));
  const withRows = (answers: readonly string[]) => answers.map((answer, i) => ({ answer, row: rows[i] }));
  for (const shell of shellsIn(dir)) {
    const answers = resolveIn(shell, prepared, { hostile: false });
    expect(withRows(answers), shell.name).toEqual(withRows(ours));
  }
  removeTree(dir);
}

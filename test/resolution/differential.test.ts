import path from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { makeScratchHome, removeTree } from "../support/scratch-home.ts";
import { type Case, describeResolution, prepare, resolvePrepared } from "./case-table.ts";
import { resolveIn, shellsIn } from "./shell-driver.ts";

/** Both readings of the rule see the same random trees; neither is told what is right. */
const RUNS = 200;

const HAVE = ["1.9.7", "1.10.8", "1.20.0", "1.20.3", "1.21.0", "1.21.9", "1.21.10", "1.22rc1", "2.0.1"];
const MARKED = ["1.22.5!", "1.21.11-", "1.30.0.linux-s390x", "tip=go1.23.4", "src=", "old=go1.20"];

const installed = fc.subarray([...HAVE, ...MARKED]).map((tokens) => tokens.join(" "));
const version = fc.constantFrom(
  ...HAVE,
  ...["1.9", "1.10", "1.20", "1.21", "1.22", "1.22.5", "1.22rc2", "1.22beta1", "1.23", "1.99.0", "2.0", "1"],
);
const oddity = fc.constantFrom(
  "#",
  "# c",
  "//c",
  "\r",
  "\uFEFF",
  "\\",
  "*",
  "^1.21",
  "-",
  "(",
  "system",
  "latest",
);
const character = fc.constantFrom(..."0129.govrctip# \t\r\\*-_/é");
const noise = fc.string({ unit: character, maxLength: 8 });
const word = fc.oneof(
  { weight: 4, arbitrary: version },
  { weight: 2, arbitrary: version.map((text) => `go${text}`) },
  { weight: 1, arbitrary: version.map((text) => `v${text}`) },
  { weight: 1, arbitrary: fc.constantFrom("tip", "src", "old", "nope", "default") },
  { weight: 1, arbitrary: oddity },
  { weight: 1, arbitrary: noise },
);
const words = fc.array(word, { maxLength: 3 }).map((list) => list.join(" "));
const toolLine = fc
  .tuple(fc.constantFrom("golang", "go", "ruby", "golang\r"), words)
  .map((parts) => parts.join(" "));
const directive = fc.constantFrom(
  "go",
  "go",
  "toolchain",
  "toolchain",
  "require",
  "use",
  "module",
  "//go",
  "go\r",
  "",
);
const value = fc.oneof(
  { weight: 4, arbitrary: version },
  { weight: 4, arbitrary: version.map((text) => `go${text}`) },
  { weight: 1, arbitrary: words },
);
const modLine = fc.tuple(directive, value).map((parts) => parts.join("\t"));

function file(line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const lines = fc.array(line, { minLength: 1, maxLength: 4 });
  const parts = fc.tuple(fc.constantFrom("", "\uFEFF"), lines, fc.constantFrom("\n", "\r\n"), fc.boolean());
  return parts.map(([bom, list, end, last]) => bom + list.join(end) + (last ? end : ""));
}

const tree = fc
  .tuple(
    fc.array(fc.tuple(named([".go-version"]), file(words)), { maxLength: 1 }),
    fc.array(fc.tuple(named([".tool-versions"]), file(toolLine)), { maxLength: 1 }),
    fc.array(fc.tuple(named(["go.mod", "go.mod", "go.work"]), file(modLine)), { maxLength: 2 }),
  )
  .map((files) => Object.fromEntries(files.flat()));

/** One of these names, somewhere on the way up. */
function named(names: readonly string[]): fc.Arbitrary<string> {
  const directories = fc.constantFrom("h/p/a/", "h/p/", "h/", "h/", "");
  return fc.tuple(directories, fc.constantFrom(...names)).map((parts) => parts.join(""));
}

const cases: fc.Arbitrary<Case> = fc.record(
  {
    is: fc.constant("random"),
    want: fc.constant(""),
    have: installed,
    tree,
    default: file(fc.oneof(words, fc.constantFrom("1.9.7", "1.21", "tip", "old", "src", "1.22rc1"))),
    system: fc.boolean(),
    env: fc.record(
      {
        GOV_VERSION: fc.oneof({ weight: 9, arbitrary: fc.constant("") }, { weight: 1, arbitrary: word }),
        GOWORK: fc.constantFrom("", "off", "auto", "$T/h/go.work", "go.work"),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["is", "want", "have", "tree"] },
);

test("TypeScript and dash agree about random trees", () => {
  const scratch = makeScratchHome();
  onTestFinished(() => removeTree(scratch.dir));
  const rows = fc.sample(cases, { numRuns: RUNS, seed: 20_240_807 });
  const prepared = rows.map((row, index) => prepare(row, path.join(scratch.dir, "cases", String(index))));
  const [dash] = shellsIn(scratch.dir);
  if (dash === undefined) throw new Error("no dash");
  const answers = resolveIn(dash, prepared, { hostile: false });
  const both = (answer: string, index: number) => ({ answer, row: rows[index] });
  expect(answers.map(both)).toEqual(
    prepared.map((it) => describeResolution(resolvePrepared(it), it.dir)).map(both),
  );
});

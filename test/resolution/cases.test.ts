import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeScratchHome, removeTree } from "../support/scratch-home.ts";
import { describeResolution, type Prepared, prepare, readCases, resolvePrepared } from "./case-table.ts";
import { resolveIn, type Shell, shellsIn } from "./shell-driver.ts";

const scratch = makeScratchHome();
let cases: Prepared[];
let shells: Shell[];

beforeAll(() => {
  cases = readCases().map((row, index) => prepare(row, path.join(scratch.dir, "cases", String(index))));
  shells = shellsIn(scratch.dir);
});
afterAll(() => removeTree(scratch.dir));

test("the table is large, and no two rows have one name", () => {
  expect(cases.length).toBeGreaterThan(300);
  expect(new Set(cases.map(({ is }) => is)).size).toBe(cases.length);
});

describe("the case table holds for", () => {
  test("TypeScript", () => {
    const answers = cases.map((it) => describeResolution(resolvePrepared(it), it.dir));
    expect(withNames(answers)).toEqual(wanted());
  });

  test.each(["dash", "bash as sh", "bash", "busybox ash", "zsh"])("%s", (name) => {
    expect(withNames(resolveIn(shell(name), cases, { hostile: false }))).toEqual(wanted());
  });

  test.each(["dash", "bash as sh", "bash", "busybox ash", "zsh"])("%s with a hostile caller", (name) => {
    expect(withNames(resolveIn(shell(name), cases, { hostile: true }))).toEqual(wanted());
  });
});

function shell(name: string): Shell {
  const found = shells.find((it) => it.name === name);
  if (found === undefined) throw new Error(`no shell ${name}`);
  return found;
}

/** One line each, so that a difference shows the case and both answers. */
function withNames(answers: readonly string[]): string[] {
  return cases.map(({ is }, index) => `${is} => ${answers[index]}`);
}

function wanted(): string[] {
  return cases.map(({ is, want }) => `${is} => ${want}`);
}

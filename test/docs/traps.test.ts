import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { repositoryDir } from "../support/build.ts";
import { scratchHome } from "../support/scratch-home.ts";

interface NamedTest {
  readonly file: string;
  readonly name: string;
}

test("docs/traps.md names tests that exist", { timeout: 180_000 }, () => {
  const named = testsInTable();
  expect(named.length).toBeGreaterThan(100);
  const existing = listTests([...new Set(named.map(({ file }) => file))]);
  expect(named.filter((it) => !existing.has(keyOf(it)))).toEqual([]);
});

/** The last two columns of each row; one that is written otherwise names no test that exists. */
function testsInTable(): NamedTest[] {
  const lines = fs.readFileSync(path.join(repositoryDir, "docs/traps.md"), "utf8").split("\n");
  const rows = lines.filter((line) => line.startsWith("|") && !/^\| (?:rule|---) \|/.test(line));
  return rows.map((row) => {
    const [, file = row, name = ""] = /^\|.*\| `(test\/[^`]+)` \| (.*?) \|$/.exec(row) ?? [];
    return { file, name: name.replaceAll("\\|", "|") };
  });
}

/** As vitest names them, without running them. */
function listTests(files: readonly string[]): Set<string> {
  const { dir } = scratchHome();
  const vitest = path.join(repositoryDir, "node_modules/vitest/vitest.mjs");
  // A file, because a pipe loses the end of what is longer than its buffer.
  const list = path.join(dir, "list.json");
  execFileSync(process.execPath, [vitest, "list", `--json=${list}`, ...files], {
    cwd: repositoryDir,
    env: { PATH: process.env.PATH, HOME: os.homedir(), TMPDIR: os.tmpdir() },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const listed: NamedTest[] = JSON.parse(fs.readFileSync(list, "utf8"));
  return new Set(listed.map(({ file, name }) => keyOf({ file: path.relative(repositoryDir, file), name })));
}

function keyOf({ file, name }: NamedTest): string {
  return `${file}: ${name}`;
}

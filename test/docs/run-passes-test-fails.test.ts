import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ALL_CHECKS } from "../../src/doctor/all-checks.ts";
import { handbookEntries } from "../../src/doctor/handbook.ts";
import { lightWorld } from "../doctor/world.ts";
import { SYSTEM_PATH } from "../support/seed.ts";

const PAGE = fs.readFileSync("docs/run-passes-test-fails.md", "utf8");

/** The article's snippet: it prints a mismatch when the two differ. */
const SNIPPET = `
tooldir=$(go env GOTOOLDIR)
expected="$(go env GOROOT)/pkg/tool/$(go env GOHOSTOS)_$(go env GOHOSTARCH)"
if [ "$tooldir" = "$expected" ]; then echo consistent; else echo mismatch; fi
`;

test("go env -w GOTOOLDIR is refused, under gov's shim too, and changes nothing", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  for (const version of ["1.22.5", "1.21.6"]) {
    const refused = await world.go(["env", "-w", "GOTOOLDIR="], { GOV_VERSION: version });
    expect(refused).toEqual({ status: 1, output: "go: GOTOOLDIR cannot be modified\n" });
  }
  expect(fs.existsSync(path.join(world.home, ".config/go/env"))).toBe(false);
});

test("the article's comparison is consistent whatever is set, with a GOROOT of another release too", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const own = `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`;
  const compare = (env: Record<string, string>) =>
    execFileSync("/bin/sh", ["-c", SNIPPET], { env: { HOME: world.home, ...env }, encoding: "utf8" }).trim();
  expect(compare({ PATH: world.path, GOTOOLDIR: "/stale" })).toBe("consistent");
  expect(compare({ PATH: own, GOTOOLDIR: "/stale" })).toBe("consistent");
  expect(compare({ PATH: own, GOROOT: world.goroot("1.21.6") })).toBe("consistent");
});

test("a stale GOTOOLDIR breaks neither run nor test, with gov and without it", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const stale = { GOTOOLDIR: `${world.goroot("1.21.6")}/pkg/tool/linux_amd64` };
  for (const PATH of [world.path, `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`]) {
    for (const command of ["run", "test"]) {
      const result = await world.go([command, "./hello"], { PATH, ...stale });
      expect(result, result.output).toMatchObject({ status: 0 });
    }
  }
});

test("a GOROOT of another release does not reach go through gov's shim", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const result = await world.go(["test", "./hello"], { GOROOT: world.goroot("1.21.6") });
  expect(result, result.output).toMatchObject({ status: 0 });
});

test("every finding that the page names is one of the doctor's, with an entry in its handbook", () => {
  const rows = PAGE.split("\n").filter((line) => /^\| .* \| .* \| [a-z-]+ \|$/.test(line));
  const named = rows
    .map((line) => line.split("|").at(-2)?.trim() ?? "")
    .filter((it) => it !== "finding" && it !== "---");
  const known = ALL_CHECKS.map(({ id }) => id);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((id) => !known.includes(id))).toEqual([]);
});

test("every check has its entry in docs/doctor.md, and every entry its parts", () => {
  const entries = handbookEntries(fs.readFileSync("docs/doctor.md", "utf8"));
  expect(ALL_CHECKS.map(({ id }) => id).filter((id) => !entries.has(id))).toEqual([]);
  for (const [id, text] of entries) {
    expect(text, id).toMatch(/\*\*Means\*\*: /);
    expect(text, id).toMatch(/\*\*Fix\*\*: /);
  }
});

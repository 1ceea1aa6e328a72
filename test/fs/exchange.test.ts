import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { exchange } from "../../src/fs/exchange.ts";
import { useTemporaryDirectory } from "./temporary-directory.ts";
import { watchForAbsence } from "./watch-for-absence.ts";

const at = useTemporaryDirectory();
const PATH = process.env.PATH;

afterEach(() => {
  process.env.PATH = PATH;
});

function twoTrees(): void {
  for (const name of ["old", "new"]) {
    fs.mkdirSync(at(name));
    fs.writeFileSync(at(name, "program"), name);
  }
}

function contentOf(name: string): string {
  return fs.readFileSync(at(name, "program"), "utf8");
}

test("two names are exchanged, and at no moment is there none", async () => {
  twoTrees();
  const stop = await watchForAbsence(at("old", "program"));
  for (let i = 0; i < 50; i++) expect(exchange(at("new"), at("old"))).toBe(true);
  expect(await stop()).toBe("0 absences\n");
  expect(contentOf("old")).toBe("old");
  exchange(at("new"), at("old"));
  expect([contentOf("old"), contentOf("new")]).toEqual(["new", "old"]);
});

test("blanks and quotes in a name are nothing special", () => {
  const name = 'it\'s a "$name"';
  twoTrees();
  fs.renameSync(at("old"), at(name));
  expect(exchange(at("new"), at(name))).toBe(true);
  expect(contentOf(name)).toBe("new");
});

test("GNU mv is asked first, in a way that never copies and never moves into a directory", () => {
  twoTrees();
  fs.mkdirSync(at("bin"));
  const log = at("arguments");
  fs.writeFileSync(at("bin", "mv"), `#!/bin/sh\necho "$@" >>'${log}'\nexit 1\n`, { mode: 0o755 });
  process.env.PATH = at("bin");
  expect(exchange(at("new"), at("old"))).toBe(false);
  expect(fs.readFileSync(log, "utf8")).toBe(`--exchange --no-copy -T -- ${at("new")} ${at("old")}\n`);
});

test("without a program that can do it nothing changes", () => {
  twoTrees();
  process.env.PATH = at("nothing");
  expect(exchange(at("new"), at("old"))).toBe(false);
  expect([contentOf("old"), contentOf("new")]).toEqual(["old", "new"]);
});

test("a name that is not there is exchanged with nothing", () => {
  twoTrees();
  expect(exchange(at("new"), at("absent"))).toBe(false);
  expect(exchange(at("absent"), at("old"))).toBe(false);
  expect(fs.readdirSync(path.dirname(at("old"))).sort()).toEqual(["new", "old"]);
});

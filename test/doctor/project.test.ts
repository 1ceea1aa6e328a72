import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { writeTree } from "../support/tree.ts";
import { finding, idsOf, lightWorld } from "./world.ts";

test("two pin files of one directory that disagree, each with its line", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  writeTree(world.project, {
    ".go-version": "# ours\n1.22.5\n",
    ".tool-versions": "nodejs 20\ngolang 1.21.6\n",
  });
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning pins-disagree"]);
  expect(finding(report, "pins-disagree").evidence.map(({ value, origin }) => [value, origin?.line])).toEqual(
    [
      ["1.22.5", 2],
      ["1.21.6", 2],
    ],
  );
});

test("two pin files that say the same in other words are fine", async () => {
  const world = await lightWorld("1.22.5");
  writeTree(world.project, { ".go-version": "go1.22.5\n", ".tool-versions": "golang 1.22.5\n" });
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("a release that gets no fixes any more is a note, by the lists that were kept", async () => {
  const world = await lightWorld("1.22.5", "1.24.1");
  const index = path.join(world.root, "cache", "index");
  fs.mkdirSync(index, { recursive: true });
  fs.writeFileSync(path.join(index, "x.json"), '["go1.24.1.linux-amd64.tar.gz"]');
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["note end-of-life"]);
  expect(report.healthy).toBe(true);
  const other = await world.doctor({ PATH: `${world.goroot("1.24.1")}/bin:${world.path}` });
  expect(idsOf(other).join()).not.toContain("end-of-life");
  fs.writeFileSync(path.join(index, "x.json"), '["go1.23.4.linux-amd64.tar.gz"]');
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("an editor that is told to use a Go that is gone, or another one", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const settings = (value: string) => ({
    ".vscode/settings.json": `{\n  // "go.goroot": "/commented",\n  "go.goroot": ${JSON.stringify(value)},\n}\n`,
  });
  writeTree(world.project, settings("/gone/go"));
  const gone = finding(await world.doctor(), "editor-goroot");
  expect(gone.evidence[0]).toMatchObject({ value: "/gone/go", origin: { line: 3 } });
  writeTree(world.project, settings(world.goroot("1.21.6")));
  expect(finding(await world.doctor(), "editor-goroot").title).toContain("another Go");
  for (const value of [world.goroot("1.22.5"), "$" + "{workspaceFolder}/go"]) {
    writeTree(world.project, settings(value));
    expect(idsOf(await world.doctor())).toEqual([]);
  }
});

test("a linter built by an older line than the code is for, shown by a real program", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const program = path.join(world.home, "go", "bin", "staticcheck");
  const source = path.join(world.dir, "lint.go");
  writeTree(world.project, { "go.mod": "module example.com/m\n\ngo 1.22\n" });
  fs.writeFileSync(source, "package main\n\nfunc main() {}\n");
  const build = (version: string) =>
    world.go(["build", "-o", program, source], { GOV_VERSION: version, GO111MODULE: "off" });
  expect(await build("1.21.6")).toMatchObject({ status: 0 });
  expect(idsOf(await world.doctor())).toEqual(["warning analysers-older"]);
  expect(await build("1.22.5")).toMatchObject({ status: 0 });
  expect(idsOf(await world.doctor())).toEqual([]);
});

import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import { transcript } from "./transcript.ts";

function withTree(): ScratchHome {
  const scratch = scratchHome();
  writeGoTree(path.join(scratch.dir, "tree"), "1.26.1");
  return scratch;
}

test("a linked tree runs under its name", async () => {
  const scratch = withTree();
  expect(await transcript(scratch, ["link", "mine", "../tree/"])).toMatchInlineSnapshot(`
    "! gov: mine is /s/tree now, which is Go 1.26.1
    [0]"
  `);
  expect(await transcript(scratch, ["exec", "mine", "go", "version"])).toMatchInlineSnapshot(`
    "go version go1.26.1 linux/amd64
    [0]"
  `);
  fs.writeFileSync(path.join(scratch.project, ".go-version"), "mine\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "mine (Go 1.26.1, pinned by /s/project/.go-version:1)
    [0]"
  `);
  expect(fs.existsSync(path.join(scratch.root, "shims", "go"))).toBe(true);
});

test("--json", async () => {
  expect(await transcript(withTree(), ["link", "mine", "../tree", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "name": "mine",
      "version": "1.26.1",
      "root": "/s/home/.gov/versions/mine/go",
      "target": "/s/tree"
    }
    [0]"
  `);
});

test("a name that is taken is kept unless forced", async () => {
  const scratch = withTree();
  await transcript(scratch, ["link", "mine", "../tree"]);
  writeGoTree(path.join(scratch.dir, "other"), "1.25.0");
  expect(await transcript(scratch, ["link", "mine", "../other"])).toMatchInlineSnapshot(`
    "! gov: mine exists already
    ! hint: gov link --force mine /s/other
    [1]"
  `);
  expect(await transcript(scratch, ["link", "--force", "mine", "../other"])).toMatchInlineSnapshot(`
    "! gov: mine is /s/other now, which is Go 1.25.0
    [0]"
  `);
  const itself = path.join(scratch.root, "versions", "mine", "go");
  expect(await transcript(scratch, ["link", "--force", "mine", itself])).toMatchInlineSnapshot(`
    "! gov: /s/home/.gov/versions/mine/go belongs to mine itself
    ! hint: gov list
    [1]"
  `);
});

test("what is no name, and what is no Go tree", async () => {
  const scratch = withTree();
  expect(await transcript(scratch, ["link", "1.22.5", "../tree"])).toMatchInlineSnapshot(`
    "! gov: \`1.22.5\` cannot be the name of a linked toolchain
    ! hint: a name starts with a small letter and is none of gov's own words, as in: gov link mygo DIR
    [2]"
  `);
  expect(await transcript(scratch, ["link", "system", "../tree"])).toMatchInlineSnapshot(`
    "! gov: \`system\` cannot be the name of a linked toolchain
    ! hint: a name starts with a small letter and is none of gov's own words, as in: gov link mygo DIR
    [2]"
  `);
  expect(await transcript(scratch, ["link", "mine", "."])).toMatchInlineSnapshot(`
    "! gov: /s/project is not a Go tree: it has no bin/go that runs, or no pkg/tool
    ! hint: give the directory that \`go env GOROOT\` prints
    [1]"
  `);
  expect(await transcript(scratch, ["link", "mine"])).toMatchInlineSnapshot(`
    "! gov: DIR is missing
    ! hint: gov link --help
    [2]"
  `);
});

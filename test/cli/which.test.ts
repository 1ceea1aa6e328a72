import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../support/scratch-home.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import { install, transcript } from "./transcript.ts";

test("prints the path of a tool, or the GOROOT", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  expect(await transcript(scratch, ["which"])).toMatchInlineSnapshot(`
    "/s/home/.gov/versions/1.22.5/go/bin/go
    [0]"
  `);
  expect(await transcript(scratch, ["which", "gofmt"])).toMatchInlineSnapshot(`
    "/s/home/.gov/versions/1.22.5/go/bin/gofmt
    [0]"
  `);
  expect(await transcript(scratch, ["which", "--root"])).toMatchInlineSnapshot(`
    "/s/home/.gov/versions/1.22.5/go
    [0]"
  `);
  expect(await transcript(scratch, ["which", "gofmt", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "tool": "gofmt",
      "path": "/s/home/.gov/versions/1.22.5/go/bin/gofmt",
      "root": "/s/home/.gov/versions/1.22.5/go",
      "version": "1.22.5"
    }
    [0]"
  `);
});

test("what is no program of a release is a failure", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  expect(await transcript(scratch, ["which", "vet"])).toMatchInlineSnapshot(`
    "! gov: there is no \`vet\` in the bin directory of 1.22.5
    ! hint: it is one of the tools that go starts itself: go tool vet
    [1]"
  `);
  expect(await transcript(scratch, ["which", "dlv"])).toMatchInlineSnapshot(`
    "! gov: there is no \`dlv\` in the bin directory of 1.22.5
    ! hint: command -v dlv
    [1]"
  `);
  expect(await transcript(scratch, ["which", "../../receipt.json"])).toMatchInlineSnapshot(`
    "! gov: \`../../receipt.json\` is not the name of a tool
    ! hint: gov which gofmt
    [2]"
  `);
});

test("system is the next go on PATH, and its tree when it stands in one", async () => {
  const scratch = scratchHome();
  const tree = path.join(scratch.dir, "sdk");
  writeGoTree(tree, "1.26.1");
  const bin = path.join(scratch.dir, "bin");
  fs.mkdirSync(bin);
  fs.symlinkSync(path.join(tree, "bin", "go"), path.join(bin, "go"));
  const env = { PATH: bin, GOV_VERSION: "system" };
  expect(await transcript(scratch, ["which", "--json"], { env })).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "tool": "go",
      "path": "/s/bin/go",
      "root": "/s/sdk",
      "version": "1.26.1"
    }
    [0]"
  `);
  expect(await transcript(scratch, ["which", "gofmt"], { env })).toMatchInlineSnapshot(`
    "! gov: there is no \`gofmt\` on PATH
    ! hint: command -v gofmt
    [1]"
  `);
  fs.rmSync(path.join(bin, "go"));
  fs.writeFileSync(path.join(bin, "go"), "#!/bin/sh\n", { mode: 0o755 });
  expect(await transcript(scratch, ["which", "--root"], { env })).toMatchInlineSnapshot(`
    "! gov: \`/s/bin/go\` does not stand in a Go tree
    ! hint: go env GOROOT
    [1]"
  `);
});

test("nothing is read from stdin, which may be a script's", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  expect(await transcript(scratch, ["which"], { stdin: "gofmt\n" })).toMatchInlineSnapshot(`
    "/s/home/.gov/versions/1.22.5/go/bin/go
    [0]"
  `);
});

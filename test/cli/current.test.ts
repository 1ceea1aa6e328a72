import fs from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { ensureBuilt, govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

function project(...installed: string[]) {
  const scratch = scratchHome();
  install(scratch, ...installed);
  const write = (name: string, text: string) => fs.writeFileSync(path.join(scratch.project, name), text);
  return { scratch, write };
}

test("names the version and who asked for it", async () => {
  const { scratch, write } = project("1.21.6", "1.22.5");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.22.5 (the newest installed)
    [0]"
  `);
  await transcript(scratch, ["default", "1.21"]);
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.21.6 (the default)
    [0]"
  `);
  write("go.mod", "module m\n\ngo 1.22\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.22.5 (new enough for /s/project/go.mod:3)
    [0]"
  `);
  write("go.mod", "module m\n\ngo 1.21\ntoolchain go1.22.5\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.22.5 (the toolchain line of /s/project/go.mod:4)
    [0]"
  `);
  write(".go-version", "# ours\n1.21\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.21.6 (pinned by /s/project/.go-version:2)
    [0]"
  `);
  const env = { GOV_VERSION: "1.22" };
  expect(await transcript(scratch, ["current"], { env })).toMatchInlineSnapshot(`
    "1.22.5 (set by GOV_VERSION)
    [0]"
  `);
});

test("a pin in HOME is the user's own", async () => {
  const { scratch } = project("1.21.6", "1.22.5");
  fs.writeFileSync(path.join(scratch.home, ".tool-versions"), "golang 1.21.6\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "1.21.6 (your own pin in /s/home/.tool-versions:1)
    [0]"
  `);
});

test("what is asked for and missing is exit 4 in the words of the shim", async () => {
  const { scratch, write } = project("1.22.5");
  write(".go-version", "1.22.9\n");
  expect(await transcript(scratch, ["current"])).toMatchInlineSnapshot(`
    "! gov: Go 1.22.9 is not installed (asked for by /s/project/.go-version:1)
    ! hint: gov install 1.22.9
    [4]"
  `);
  expect(await transcript(scratch, ["current", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "name": null,
      "version": null,
      "kind": "none",
      "root": null,
      "installed": false,
      "reason": {
        "kind": "pin",
        "request": "1.22.9",
        "file": "/s/project/.go-version",
        "line": 1
      },
      "goSwitch": {
        "setting": "",
        "from": "none",
        "needs": null,
        "outcome": "stay"
      }
    }
    [4]"
  `);
});

test("without any Go", async () => {
  const { scratch } = project();
  expect(await transcript(scratch, ["current"], { env: { PATH: scratch.dir } })).toMatchInlineSnapshot(`
    "! gov: no Go is installed
    ! hint: gov install latest
    [4]"
  `);
});

test("--why shows every candidate, and what go itself will do next", async () => {
  const { scratch, write } = project("1.21.6", "1.22.5");
  write(".go-version", "1.21.6\n");
  write("go.mod", "module m\n\ngo 1.23.1\n");
  await transcript(scratch, ["default", "1.22.5"]);
  const why = (GOTOOLCHAIN: string) => transcript(scratch, ["current", "--why"], { env: { GOTOOLCHAIN } });
  expect(await why("auto")).toMatchInlineSnapshot(`
    "1.21.6 (pinned by /s/project/.go-version:1)
    chosen     1.21.6  /s/project/.go-version:1  1.21.6 is what /s/project/.go-version:1 means
    rejected   1.23.1  /s/project/go.mod:3       no installed release is new enough
    outranked  1.22.5  /s/home/.gov/default:1    /s/project/.go-version:1 comes first
    outranked          newest                                      /s/project/.go-version:1 comes first

    go itself will download and run go1.23.1, unless you run: gov install 1.23.1 (GOTOOLCHAIN=auto)
    [0]"
  `);
  expect((await why("local")).split("\n").at(-2)).toMatchInlineSnapshot(
    `"go itself will refuse to run: Go 1.23.1 is needed here, and GOTOOLCHAIN=local keeps it from switching"`,
  );
  expect((await why("nonsense")).split("\n").at(-2)).toMatchInlineSnapshot(
    `"go itself will refuse to run: GOTOOLCHAIN=nonsense is not valid"`,
  );
  write("go.mod", "module m\n\ngo 1.21\n");
  expect((await why("auto")).split("\n").at(-2)).toMatchInlineSnapshot(
    `"go itself stays with 1.21.6 (GOTOOLCHAIN=auto)"`,
  );
});

test("--why of a missing version still shows every candidate", async () => {
  const { scratch, write } = project("1.22.5");
  write(".go-version", "1.22.9\n");
  expect(await transcript(scratch, ["current", "--why"])).toMatchInlineSnapshot(`
    "missing    1.22.9  /s/project/.go-version:1  1.22.9 is not installed
    outranked          newest                                      /s/project/.go-version:1 comes first
    ! gov: Go 1.22.9 is not installed (asked for by /s/project/.go-version:1)
    ! hint: gov install 1.22.9
    [4]"
  `);
});

test("paths and pins cannot steer the terminal", async () => {
  const { scratch } = project("1.22.5");
  const dir = path.join(scratch.project, "odd\u001b[31m\nname");
  fs.mkdirSync(dir);
  fs.writeFileSync(path.join(dir, ".go-version"), "1.22.5\n");
  expect(await transcript(scratch, ["current", "--why"], { cwd: dir })).not.toContain("\u001b");
  fs.writeFileSync(path.join(dir, ".go-version"), "\u001b[31mred\n");
  expect(await transcript(scratch, ["current"], { cwd: dir })).toMatchInlineSnapshot(`
    "! gov: \`\\x1b[31mred\` is not a version that can be pinned (asked for by /s/project/odd\\x1b[31m\\nname/.go-version:1)
    ! hint: write an exact version such as 1.22.5 there, or a line such as 1.22
    [2]"
  `);
});

test("in a directory that was deleted the default decides", async () => {
  const { scratch, write } = project("1.22.5", "1.21.6");
  write(".go-version", "1.21.6\n");
  const dir = path.join(scratch.project, "gone");
  fs.mkdirSync(dir);
  await ensureBuilt(inject("runDir"));
  const script = 'rmdir "$PWD" && exec "$@" current';
  const result = await runProgram(scratch, "/bin/sh", ["-c", script, "sh", hostNode, govBin], { cwd: dir });
  expect(result).toMatchObject({ status: 0, stdout: "1.22.5 (the newest installed)\n", stderr: "" });
});

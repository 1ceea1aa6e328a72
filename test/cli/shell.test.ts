import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { install, transcript } from "./transcript.ts";

test.each([
  ["1.22", "1.22"],
  ["v1.22.5", "v1.22.5"],
  ["^1.21", "1.22.5"],
  ["latest", "1.22.5"],
])("tells the hook what to put into GOV_VERSION: %s is %s", async (request, word) => {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  expect(await transcript(scratch, ["shell", request, "--print-version"])).toBe(`${word}\n[0]`);
});

test("without the hook it says what to do", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  expect(await transcript(scratch, ["shell", "1.22"])).toMatchInlineSnapshot(`
    "! gov: gov can change this shell only through its hook, which is not loaded here
    ! hint: gov setup, then a new shell; or here: export GOV_VERSION=1.22
    [1]"
  `);
  expect(await transcript(scratch, ["shell", "--unset"])).toMatchInlineSnapshot(`
    "! gov: gov can change this shell only through its hook, which is not loaded here
    ! hint: gov setup, then a new shell; or here: unset GOV_VERSION
    [1]"
  `);
  expect(await transcript(scratch, ["shell"])).toMatchInlineSnapshot(`
    "! gov: there is no version for this shell
    ! hint: gov shell 1.22
    [2]"
  `);
  expect(await transcript(scratch, ["shell", "1.9", "--print-version"])).toMatchInlineSnapshot(`
    "! gov: Go 1.9 is not installed
    ! hint: gov install 1.9
    [4]"
  `);
});

test("the hook and the program fit together", async () => {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  await transcript(scratch, ["config", "set", "export", "false"]);
  const bin = path.join(scratch.dir, "bin");
  fs.mkdirSync(bin);
  fs.writeFileSync(path.join(bin, "gov"), `#!/bin/sh\nexec "${hostNode}" "${govBin}" "$@"\n`, {
    mode: 0o755,
  });
  const script = [
    `source "${scratch.root}/shell/gov.bash"`,
    "gov shell ^1.22 && go version",
    "gov shell 1.21 && go version",
    'gov shell 1.9; echo "$? $GOV_VERSION"',
    'gov shell --unset; echo "[$GOV_VERSION]"',
  ];
  const words = ["--norc", "--noprofile", "-i", "-c", script.join("\n")];
  const env = { PATH: `${bin}:${SYSTEM_PATH}` };
  const { stdout } = await runProgram(scratch, "bash", words, { env });
  expect(stdout.split("\n")).toEqual([
    "go version go1.22.5 linux/amd64",
    "go version go1.21.6 linux/amd64",
    "4 1.21",
    "[]",
    "",
  ]);
});

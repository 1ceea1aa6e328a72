import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

function installed() {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5", "1.22.6", "1.23rc1");
  const file = () => fs.readFileSync(path.join(scratch.root, "default"), "utf8");
  return { scratch, file };
}

test.each([
  ["1.22.5", "1.22.5"],
  ["go1.21", "go1.21"],
  ["1.23.0-rc.1", "1.23rc1"],
  ["^1.21", "1.22.6"],
  ["latest", "1.22.6"],
])("gov default %s writes %s", async (request, written) => {
  const { scratch, file } = installed();
  await transcript(scratch, ["default", request]);
  expect(file()).toBe(`${written}\n`);
});

test("sets, and shows what it means now", async () => {
  const { scratch } = installed();
  expect(await transcript(scratch, ["default"])).toMatchInlineSnapshot(`
    "! gov: there is no default, so the newest installed version runs where nothing is asked for
    ! hint: gov default 1.22
    [0]"
  `);
  expect(await transcript(scratch, ["default", "1.22"])).toMatchInlineSnapshot(`
    "! gov: the default is 1.22 (1.22.6) now
    [0]"
  `);
  expect(await transcript(scratch, ["default"])).toMatchInlineSnapshot(`
    "1.22 (1.22.6)
    [0]"
  `);
  expect(await transcript(scratch, ["default", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "request": "1.22",
      "name": "1.22.6",
      "installed": true
    }
    [0]"
  `);
});

test("what is not installed is refused, and the default stays", async () => {
  const { scratch, file } = installed();
  await transcript(scratch, ["default", "1.22.5"]);
  expect(await transcript(scratch, ["default", "1.22.9"])).toMatchInlineSnapshot(`
    "! gov: Go 1.22.9 is not installed
    ! hint: gov install 1.22.9
    [4]"
  `);
  expect(await transcript(scratch, ["default", "~1.20.1"])).toMatchInlineSnapshot(`
    "! gov: no installed Go is in the range ~1.20.1
    ! hint: gov install '~1.20.1'
    [4]"
  `);
  expect(await transcript(scratch, ["default", "mine"])).toMatchInlineSnapshot(`
    "! gov: no toolchain is called mine
    ! hint: gov link mine DIR
    [4]"
  `);
  expect(
    await transcript(scratch, ["default", "system"], { env: { PATH: scratch.dir } }),
  ).toMatchInlineSnapshot(`
    "! gov: no other go than gov's is on PATH
    ! hint: gov install latest
    [4]"
  `);
  expect(await transcript(scratch, ["default", "../x"])).toMatchInlineSnapshot(`
    "! gov: \`../x\` is neither a version nor a name
    ! hint: ask for 1.22.5, 1.22, ^1.21, latest, oldstable, system, or a name from gov list
    [2]"
  `);
  expect(file()).toBe("1.22.5\n");
});

test("a default that is gone is shown with a warning", async () => {
  const { scratch } = installed();
  fs.writeFileSync(path.join(scratch.root, "default"), "1.20\n");
  expect(await transcript(scratch, ["default"])).toMatchInlineSnapshot(`
    "1.20
    ! gov: warning: the default 1.20 is not installed
    ! hint: gov install 1.20
    [0]"
  `);
});

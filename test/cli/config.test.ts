import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

test("settings are listed with the place that each is from", async () => {
  const scratch = scratchHome();
  await transcript(scratch, ["config", "set", "jobs", "2"]);
  const env = { GOV_ORDER: "goproxy,official", GOV_CA_FILE: "" };
  expect(await transcript(scratch, ["config", "list"], { env })).toMatchInlineSnapshot(`
    "auto_install   false
    mirrors        []
    order          goproxy,official  (GOV_ORDER)
    ca_file        -
    keep_archives  false
    export         false
    jobs           2                 (/s/home/.gov/config.json)
    [0]"
  `);
  expect(await transcript(scratch, ["config", "get", "order", "--json"], { env })).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "name": "order",
      "value": [
        "goproxy",
        "official"
      ],
      "origin": {
        "kind": "env",
        "name": "GOV_ORDER"
      }
    }
    [0]"
  `);
});

test("set, get and unset", async () => {
  const scratch = scratchHome();
  expect(await transcript(scratch, ["config", "set", "jobs", "2"])).toMatchInlineSnapshot(`
    "! gov: jobs is 2 now
    [0]"
  `);
  expect(await transcript(scratch, ["config", "get", "jobs"])).toMatchInlineSnapshot(`
    "2
    [0]"
  `);
  const env = { GOV_JOBS: "7" };
  expect(await transcript(scratch, ["config", "set", "jobs", "3"], { env })).toMatchInlineSnapshot(`
    "! gov: jobs is 7 now
    ! gov: warning: GOV_JOBS is set, and comes before config.json
    [0]"
  `);
  expect(await transcript(scratch, ["config", "unset", "jobs"])).toMatchInlineSnapshot(`
    "! gov: jobs is 4 now
    [0]"
  `);
  expect(await transcript(scratch, ["config", "get", "ca_file"])).toMatchInlineSnapshot(`
    "
    [0]"
  `);
});

test("credentials of a mirror are written, and never shown", async () => {
  const scratch = scratchHome();
  const mirrors = JSON.stringify([{ name: "work", url: "https://me:s3cret@go.example.test/dl/" }]);
  const seen = [
    await transcript(scratch, ["config", "set", "mirrors", mirrors]),
    await transcript(scratch, ["config", "get", "mirrors"]),
    await transcript(scratch, ["config", "list", "--json"]),
    await transcript(scratch, ["config", "set", "mirrors", `${mirrors}]`]),
  ];
  expect(seen.join("\n")).not.toContain("s3cret");
  expect(seen[1]).toMatchInlineSnapshot(`
    "[{"name":"work","url":"https://***@go.example.test/dl/","index":"json","kind":"flat"}]
    [0]"
  `);
  const file = path.join(scratch.root, "config.json");
  expect(fs.readFileSync(file, "utf8")).toContain("s3cret");
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});

test("what is no setting, and what is no value", async () => {
  const scratch = scratchHome();
  expect(await transcript(scratch, ["config", "get", "colour"])).toMatchInlineSnapshot(`
    "! gov: there is no setting \`colour\`
    ! hint: gov config list shows them: auto_install, mirrors, order, ca_file, keep_archives, export, jobs
    [2]"
  `);
  expect(await transcript(scratch, ["config", "set", "jobs", "many"])).toMatchInlineSnapshot(`
    "! gov: the setting jobs is \`many\`, which is not a number from 1 to 16
    [2]"
  `);
  fs.mkdirSync(scratch.root);
  fs.writeFileSync(path.join(scratch.root, "config.json"), '{"jobs": "many"}');
  expect(await transcript(scratch, ["config", "list"])).toMatchInlineSnapshot(`
    "! gov: the setting jobs is \`"many"\`, which is not a number from 1 to 16
    ! hint: gov config unset jobs
    [2]"
  `);
  expect(await transcript(scratch, ["config", "unset", "jobs"])).toMatchInlineSnapshot(`
    "! gov: jobs is 4 now
    [0]"
  `);
});

test("a setting that stands in shims and hooks is in them at once", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  await transcript(scratch, ["config", "set", "auto_install", "true"]);
  const shim = () => fs.readFileSync(path.join(scratch.root, "shims", "go"), "utf8");
  expect(shim()).toMatch(/^_gov_cli='.+'$/m);
  await transcript(scratch, ["config", "set", "export", "true"]);
  const hook = () => fs.readFileSync(path.join(scratch.root, "shell", "gov.bash"), "utf8");
  expect(hook()).toContain("_gov_export='1'");
  await transcript(scratch, ["config", "unset", "auto_install"]);
  await transcript(scratch, ["config", "unset", "export"]);
  expect(shim()).toMatch(/^_gov_cli=''$/m);
  expect(hook()).toContain("_gov_export=''");
});

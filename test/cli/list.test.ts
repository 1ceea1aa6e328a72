import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { writeGoTree, writeInstalled } from "../toolchains/fake-toolchain.ts";
import { install, transcript } from "./transcript.ts";

test("shows what is installed, how it was proven, the default and what runs here", async () => {
  const scratch = scratchHome();
  const home = homeAt(scratch.root);
  install(scratch, "1.9.7", "1.22.5", "1.22.10");
  writeInstalled(home, "1.23rc1", "1.23rc1", { proofs: [{ kind: "none" }] });
  writeInstalled(home, "1.22.5.darwin-arm64", "1.22.5", { os: "darwin", arch: "arm64", bytes: 250_300_000 });
  writeGoTree(path.join(scratch.dir, "tree"), "1.26.1");
  await transcript(scratch, ["link", "work", "../tree"]);
  await transcript(scratch, ["default", "1.22"]);
  fs.writeFileSync(path.join(scratch.project, ".go-version"), "1.9.7\n");
  expect(await transcript(scratch, ["list"])).toMatchInlineSnapshot(`
    "* 1.9.7                         1.2 kB    proven by the checksum database and the official index
      1.22.5                        1.2 kB    proven by the checksum database and the official index
      1.22.5.darwin-arm64           250.3 MB  proven by the checksum database and the official index
      1.22.10              default  1.2 kB    proven by the checksum database and the official index
      1.23rc1                       1.2 kB    not proven                                              pre-release
      work                          -         linked to /s/tree (Go 1.26.1)
    [0]"
  `);
});

test("an empty store is no failure", async () => {
  expect(await transcript(scratchHome(), ["list"])).toMatchInlineSnapshot(`
    "! gov: no Go is installed
    ! hint: gov install
    [0]"
  `);
});

test("what is broken in the store is a warning, and its name cannot steer the terminal", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  fs.mkdirSync(path.join(scratch.root, "versions", "1.21.0"));
  fs.writeFileSync(path.join(scratch.root, "versions", "odd\u001b[31m"), "");
  expect(await transcript(scratch, ["list"])).toMatchInlineSnapshot(`
    "* 1.22.5  1.2 kB  proven by the checksum database and the official index
    ! gov: warning: /s/home/.gov/versions/1.21.0 has no receipt.json
    ! gov: warning: /s/home/.gov/versions/odd\\x1b[31m is not a directory
    [0]"
  `);
});

test("--json has every field of the contract", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  fs.mkdirSync(path.join(scratch.root, "versions", "1.21.0"));
  expect(await transcript(scratch, ["list", "--json"])).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "toolchains": [
        {
          "version": "1.22.5",
          "name": "1.22.5",
          "kind": "managed",
          "root": "/s/home/.gov/versions/1.22.5/go",
          "bytes": 1234,
          "installedAt": "2026-01-02T03:04:05.678Z",
          "proofs": [
            "sumdb",
            "sha256"
          ],
          "support": "unknown",
          "default": false,
          "current": true
        }
      ],
      "problems": [
        {
          "path": "/s/home/.gov/versions/1.21.0",
          "message": "has no receipt.json"
        }
      ]
    }
    [0]"
  `);
});

test("a root that cannot be written to can be listed", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  const before = fs.readdirSync(scratch.root);
  for (const name of [...before, "."]) fs.chmodSync(path.join(scratch.root, name), 0o555);
  expect(await transcript(scratch, ["list"])).toContain("1.22.5");
  expect(fs.readdirSync(scratch.root)).toEqual(before);
});

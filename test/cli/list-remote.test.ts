import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { serve, useServers } from "../support/http-server.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

const start = useServers();

/** A mirror with an index like that of go.dev, and nothing else to ask. */
async function mirror(...versions: string[]) {
  const index = versions.map((version) => ({
    version: `go${version}`,
    stable: true,
    files: [
      {
        filename: `go${version}.linux-amd64.tar.gz`,
        sha256: "a".repeat(64),
        size: 70_000_000,
        kind: "archive",
      },
      { filename: `go${version}.darwin-arm64.tar.gz`, sha256: "", size: 0, kind: "archive" },
    ].slice(version === "1.17.13" ? 1 : 0),
  }));
  const server = await start({ "/dl/": serve(JSON.stringify(index), { type: "application/json" }) });
  const mirrors = JSON.stringify([{ name: "near", url: `${server.origin}/dl/`, index: "json" }]);
  return { server, env: { GOV_MIRRORS: mirrors, GOV_ORDER: "near" } };
}

const VERSIONS = ["1.23.2", "1.23.1", "1.22.5", "1.21.6", "1.17.13"];

test("shows the best release of every line, everything, or what a request means", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  const { env } = await mirror(...VERSIONS, "1.24rc1");
  expect(await transcript(scratch, ["list", "--remote"], { env })).toMatchInlineSnapshot(`
    "1.24rc1             70.0 MB  pre-release
    1.23.2              70.0 MB  supported
    1.22.5   installed  70.0 MB  supported
    1.21.6              70.0 MB  end of life
    [0]"
  `);
  expect(await transcript(scratch, ["list", "--remote", "--all"], { env })).toMatchInlineSnapshot(`
    "1.24rc1             70.0 MB  pre-release
    1.23.2              70.0 MB  supported
    1.23.1              70.0 MB  supported
    1.22.5   installed  70.0 MB  supported
    1.21.6              70.0 MB  end of life
    [0]"
  `);
  expect(await transcript(scratch, ["list", "--remote", "~1.23.0"], { env })).toMatchInlineSnapshot(`
    "1.23.2  70.0 MB  supported
    1.23.1  70.0 MB  supported
    [0]"
  `);
  expect(await transcript(scratch, ["list", "--remote", "1.9"], { env })).toMatchInlineSnapshot(`
    "! gov: near has no Go release \`1.9\` for linux-amd64; nearest: 1.23.2, 1.22.5, 1.21.6
    ! hint: gov install 1.23.2
    [3]"
  `);
  expect(await transcript(scratch, ["list", "--remote", "system"], { env })).toMatchInlineSnapshot(`
    "! gov: \`system\` is nothing that can be had
    ! hint: gov list --remote 1.22
    [2]"
  `);
});

test("--json has every field of the contract", async () => {
  const { env } = await mirror(...VERSIONS);
  const seen = await transcript(scratchHome(), ["list", "--remote", "1.22", "--json"], { env });
  expect(seen.replace(/"fetchedAt": "[\dT:.-]+Z"/, '"fetchedAt": "TIME"')).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "source": "near",
      "fetchedAt": "TIME",
      "stale": false,
      "lines": [
        {
          "line": "1.22",
          "support": "supported",
          "releases": [
            {
              "version": "1.22.5",
              "stable": true,
              "installed": false,
              "onDisk": false,
              "file": {
                "name": "go1.22.5.linux-amd64.tar.gz",
                "bytes": 70000000,
                "sha256": null
              }
            }
          ]
        }
      ]
    }
    [0]"
  `);
});

test("--offline takes the list that was kept; then `gov list` knows what is supported", async () => {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  const { server, env } = await mirror(...VERSIONS);
  await transcript(scratch, ["list", "--remote"], { env });
  const asked = server.requests.length;
  const words = ["list", "--remote", "latest", "--offline"];
  expect(await transcript(scratch, words, { env })).toMatchInlineSnapshot(`
    "1.23.2  70.0 MB  supported
    [0]"
  `);
  expect(await transcript(scratch, ["list"], { env })).toMatchInlineSnapshot(`
    "  1.21.6  1.2 kB  proven by the checksum database and the official index  end of life
    * 1.22.5  1.2 kB  proven by the checksum database and the official index  supported
    [0]"
  `);
  expect(server.requests).toHaveLength(asked);
});

test("without a list and a network it is exit 5", async () => {
  const { server, env } = await mirror(...VERSIONS);
  const seen = await transcript(scratchHome(), ["list", "--remote", "--offline"], { env });
  expect(seen.replaceAll(String(server.port), "PORT")).toMatchInlineSnapshot(`
    "! gov: this needs http://127.0.0.1:PORT/dl/?mode=json&include=all, and gov is told to stay offline
    ! hint: run it again without --offline
    [5]"
  `);
});

test("what is for --remote only is wrong usage without it", async () => {
  const scratch = scratchHome();
  expect(await transcript(scratch, ["list", "1.22"])).toMatchInlineSnapshot(`
    "! gov: \`1.22\` goes with --remote only
    ! hint: gov list --remote 1.22
    [2]"
  `);
  expect(await transcript(scratch, ["list", "--all"])).toMatchInlineSnapshot(`
    "! gov: \`--all\` goes with --remote only
    ! hint: gov list --remote --all
    [2]"
  `);
  expect(fs.existsSync(scratch.root)).toBe(false);
});

test("marks what another tool has left on this disk", async () => {
  const scratch = scratchHome();
  const { env } = await mirror(...VERSIONS);
  const sdk = path.join(scratch.home, "sdk", "go1.21.6");
  fs.mkdirSync(path.join(sdk, "pkg", "tool", "linux_amd64"), { recursive: true });
  fs.writeFileSync(path.join(sdk, ".unpacked-success"), "");
  expect(await transcript(scratch, ["list", "--remote", "1.21"], { env })).toMatchInlineSnapshot(`
    "1.21.6  on this disk  70.0 MB  end of life
    [0]"
  `);
});

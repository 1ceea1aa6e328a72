import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { fillerRecords, sumdbRecord } from "../support/sumdb-log.ts";
import { startSumdb } from "../support/sumdb-server.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import { install, transcript } from "./transcript.ts";

/** Far from what was published: the record is not asked, and the toolchains here are none that it knows. */
const offline = (scratch: ScratchHome, ...words: string[]) =>
  transcript(scratch, ["verify", "--offline", ...words], { env: { GOSUMDB: "off" } });

test("every installed version is hashed again, several at a time", async () => {
  const scratch = scratchHome();
  install(scratch, "1.99.1", "1.99.2", "1.99.3");
  fs.appendFileSync(path.join(scratch.root, "versions", "1.99.2", "go", "VERSION"), "x");
  expect(await offline(scratch)).toMatchInlineSnapshot(`
    "1.99.1: ok, as it was installed; the public record had no answer
    1.99.2: changed, not as it was published
        changed  VERSION
    1.99.3: ok, as it was installed; the public record had no answer
    [1]"
  `);
});

test("every difference is named", async () => {
  const scratch = scratchHome();
  install(scratch, "1.99.1");
  const goroot = path.join(scratch.root, "versions", "1.99.1", "go");
  fs.rmSync(path.join(goroot, "bin", "gofmt"));
  fs.writeFileSync(path.join(goroot, "src", "odd\u001b[31m.go"), "");
  fs.chmodSync(path.join(goroot, "bin", "go"), 0o644);
  fs.appendFileSync(path.join(goroot, "src", "go.mod"), "// more\n");
  expect(await offline(scratch, "1.99")).toMatchInlineSnapshot(`
    "1.99.1: changed, not as it was published
        mode     bin/go
        missing  bin/gofmt
        changed  src/go.mod
        added    src/odd\\x1b[31m.go
    [1]"
  `);
  expect(await offline(scratch, "1.99", "--json")).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "results": [
        {
          "version": "1.99.1",
          "root": "/s/home/.gov/versions/1.99.1/go",
          "status": "changed",
          "h1": "h1:INsd4t/IVg3Dhz78KXmMjpiYN5pWhIA8sKqgy69Gxh4=",
          "record": "unavailable",
          "differences": [
            {
              "path": "bin/go",
              "kind": "mode"
            },
            {
              "path": "bin/gofmt",
              "kind": "missing"
            },
            {
              "path": "src/go.mod",
              "kind": "changed"
            },
            {
              "path": "src/odd\\u001b[31m.go",
              "kind": "added"
            }
          ]
        }
      ]
    }
    [1]"
  `);
});

test("a directory of gov's is compared with its manifest, another one with the record alone", async () => {
  const scratch = scratchHome();
  install(scratch, "1.99.1");
  expect(await offline(scratch, path.join(scratch.root, "versions/1.99.1/go/"))).toMatchInlineSnapshot(`
    "/s/home/.gov/versions/1.99.1/go: ok, as it was installed; the public record had no answer
    [0]"
  `);
  writeGoTree(path.join(scratch.dir, "tree"), "1.99.1");
  expect(await offline(scratch, "../tree")).toMatchInlineSnapshot(`
    "/s/tree: unproven, the public record had no answer
    [1]"
  `);
  fs.rmSync(path.join(scratch.dir, "tree", "VERSION"));
  expect(await offline(scratch, "../tree")).toMatchInlineSnapshot(`
    "/s/tree: unproven, it does not say which release it is
    [1]"
  `);
});

test("the checksum database decides, also about a directory", async () => {
  const scratch = scratchHome();
  install(scratch, "1.99.1");
  const goroot = path.join(scratch.root, "versions", "1.99.1", "go");
  const h1 = JSON.parse(fs.readFileSync(path.join(goroot, "..", "receipt.json"), "utf8")).h1;
  const record = sumdbRecord("golang.org/toolchain", "v0.0.1-go1.99.1.linux-amd64", h1);
  const sumdb = await startSumdb({ records: [record, ...fillerRecords(3)] });
  onTestFinished(() => sumdb.close());
  const env = { GOSUMDB: sumdb.gosumdb, GOPROXY: "off" };
  expect(await transcript(scratch, ["verify"], { env })).toMatchInlineSnapshot(`
    "1.99.1: ok, as in the public record
    [0]"
  `);
  fs.cpSync(goroot, path.join(scratch.dir, "tree"), { recursive: true });
  expect(await transcript(scratch, ["verify", "../tree"], { env })).toMatchInlineSnapshot(`
    "/s/tree: ok, as in the public record
    [0]"
  `);
  fs.appendFileSync(path.join(scratch.dir, "tree", "src", "go.mod"), "// more\n");
  expect(await transcript(scratch, ["verify", "../tree"], { env })).toMatchInlineSnapshot(`
    "/s/tree: changed, not as in the public record
    [1]"
  `);
  fs.chmodSync(path.join(goroot, "bin", "go"), 0o600);
  expect(await transcript(scratch, ["verify", "1.99", "--json"], { env })).toContain('"record": "match"');
  expect(await transcript(scratch, ["verify", "1.99"], { env })).toMatchInlineSnapshot(`
    "1.99.1: changed, but nothing that the public record covers
        mode  bin/go
    [1]"
  `);
});

test("what cannot be verified", async () => {
  const scratch = scratchHome();
  expect(await offline(scratch)).toMatchInlineSnapshot(`
    "! gov: no Go is installed
    ! hint: gov install
    [0]"
  `);
  expect(await offline(scratch, "1.99.1")).toMatchInlineSnapshot(`
    "! gov: Go 1.99.1 is not installed
    ! hint: gov install 1.99.1
    [4]"
  `);
  expect(await offline(scratch, "./nothing")).toMatchInlineSnapshot(`
    "! gov: /s/project/nothing is not a Go tree
    ! hint: give the directory that \`go env GOROOT\` prints
    [1]"
  `);
  expect(await offline(scratch, "system")).toMatchInlineSnapshot(`
    "! gov: \`system\` is no installed version and no directory
    ! hint: gov verify 1.22.5, or: gov verify "$(go env GOROOT)"
    [2]"
  `);
});

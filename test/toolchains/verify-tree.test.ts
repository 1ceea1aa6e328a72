import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { parseVersion } from "../../src/goversion/version.ts";
import type { Receipt } from "../../src/toolchains/receipt.ts";
import { findToolchain, type Toolchain } from "../../src/toolchains/store.ts";
import { type RecordState, verifyDirectory, verifyToolchain } from "../../src/toolchains/verify-tree.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { HOST, writeGoTree, writeInstalled } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));
const go = (...parts: string[]) => at("gov", "versions", "1.22.5", "go", ...parts);
/** As every release has it. */
const UPSTREAM_GO_ENV = `# This file contains the initial defaults for go command configuration.
# Values set by 'go env -w' and written to the user's go/env file override these.
# The environment overrides everything else.

# Use the Go module mirror and checksum database by default.
# See https://proxy.golang.org for details.
GOPROXY=https://proxy.golang.org,direct
GOSUMDB=sum.golang.org

# Automatically download newer toolchains as directed by go.mod files.
# See https://go.dev/doc/toolchain for details.
GOTOOLCHAIN=auto
`;

const answer = (state: RecordState) => async () => state;

function install(changes: Partial<Receipt> = {}): Toolchain {
  writeInstalled(home(), "1.22.5", "1.22.5", changes);
  return findToolchain(home(), "1.22.5", HOST) as Toolchain;
}

describe("verifyToolchain", () => {
  test("asks the record about what it hashed", async () => {
    const toolchain = install();
    const asked: unknown[] = [];
    const result = await verifyToolchain(toolchain, async (...question) => {
      asked.push(question);
      return "match";
    });
    expect(result).toMatchObject({
      status: "ok",
      h1: toolchain.receipt.h1,
      record: "match",
      differences: [],
    });
    expect(asked).toEqual([[parseVersion("1.22.5"), HOST, toolchain.receipt.h1]]);
  });

  test("names every difference", async () => {
    const toolchain = install();
    fs.appendFileSync(go("VERSION"), "x");
    fs.rmSync(go("bin", "gofmt"));
    fs.writeFileSync(go("src", "added.go"), "");
    fs.symlinkSync("/", go("src", "link"));
    fs.chmodSync(go("bin", "go"), 0o644);
    fs.chmodSync(go("src", "go.mod"), 0o666);
    const result = await verifyToolchain(toolchain, answer("mismatch"));
    expect(result.status).toBe("changed");
    expect(result.differences).toEqual([
      { path: "VERSION", kind: "changed" },
      { path: "bin/go", kind: "mode" },
      { path: "bin/gofmt", kind: "missing" },
      { path: "src/added.go", kind: "added" },
      { path: "src/go.mod", kind: "mode" },
      { path: "src/link", kind: "added" },
    ]);
  });

  test("what a umask takes away is no difference", async () => {
    const toolchain = install();
    fs.chmodSync(go("VERSION"), 0o600);
    expect((await verifyToolchain(toolchain, answer("match"))).status).toBe("ok");
  });

  test.each([
    ["absent", () => fs.rmSync(at("gov", "versions", "1.22.5", "manifest.gz")), "missing"],
    ["damaged", () => fs.writeFileSync(at("gov", "versions", "1.22.5", "manifest.gz"), "x"), "changed"],
  ])("a manifest that is %s is itself a difference", async (_name, spoil, kind) => {
    const toolchain = install();
    spoil();
    const { status, differences } = await verifyToolchain(toolchain, answer("match"));
    expect({ status, differences }).toEqual({
      status: "changed",
      differences: [{ path: "../manifest.gz", kind }],
    });
  });

  const none = { proofs: [{ kind: "none" }] } as const;
  const forged = { h1: `h1:${"B".repeat(43)}=` };
  test.each([
    ["proven, record silent", {}, "unavailable", "ok"],
    ["proven, record against it", {}, "mismatch", "changed"],
    ["unproven, record silent", none, "unavailable", "unproven"],
    ["unproven, record for it", none, "match", "ok"],
    ["tree and manifest exchanged together, record silent", forged, "unavailable", "changed"],
  ] as const)("%s", async (_name, receipt, record, status) => {
    expect((await verifyToolchain(install(receipt), answer(record))).status).toBe(status);
  });
});

describe("verifyDirectory", () => {
  test.each([
    ["match", "ok"],
    ["mismatch", "changed"],
    ["unavailable", "unproven"],
  ] as const)("a record that says %s makes a tree %s", async (record, status) => {
    writeGoTree(at("tree"), "1.22.5");
    expect(await verifyDirectory(at("tree"), answer(record))).toMatchObject({ status, record });
  });

  test("a tree of the module cache, where each go.mod stands twice, has the same h1", async () => {
    writeGoTree(at("tree"), "1.22.5");
    const { h1 } = await verifyDirectory(at("tree"), answer("match"));
    expect(h1).toMatch(/^h1:/);
    fs.copyFileSync(at("tree", "src", "go.mod"), at("tree", "src", "_go.mod"));
    expect((await verifyDirectory(at("tree"), answer("match"))).h1).toBe(h1);
    fs.appendFileSync(at("tree", "src", "go.mod"), "// changed\n");
    expect(await verifyDirectory(at("tree"), answer("match"))).toMatchObject({
      h1: null,
      status: "unproven",
    });
  });

  test("a go.env that someone wrote is named when it is the only thing", async () => {
    writeGoTree(at("tree"), "1.26.1");
    fs.writeFileSync(at("tree", "go.env"), UPSTREAM_GO_ENV);
    const { h1: published } = await verifyDirectory(at("tree"), answer("match"));
    const record = async (_version: unknown, _platform: unknown, h1: string) =>
      h1 === published ? "match" : ("mismatch" as const);
    fs.writeFileSync(at("tree", "go.env"), UPSTREAM_GO_ENV.replace("=auto", "=local"));
    expect(await verifyDirectory(at("tree"), record)).toMatchObject({
      status: "changed",
      record: "mismatch",
      differences: [{ path: "go.env", kind: "changed" }],
    });
    fs.appendFileSync(at("tree", "VERSION"), "x");
    expect(await verifyDirectory(at("tree"), record)).toMatchObject({ status: "changed", differences: [] });
  });

  test("what h1 does not cover makes no other toolchain", async () => {
    writeGoTree(at("tree"), "1.22.5");
    const { h1 } = await verifyDirectory(at("tree"), answer("match"));
    fs.mkdirSync(at("tree", "doc"));
    fs.writeFileSync(at("tree", "doc", "page.html"), "");
    expect((await verifyDirectory(at("tree"), answer("match"))).h1).toBe(h1);
  });

  test("a tree that does not say what it is cannot be looked up", async () => {
    writeGoTree(at("tree"), "1.22.5");
    fs.rmSync(at("tree", "VERSION"));
    expect(await verifyDirectory(at("tree"), answer("match"))).toMatchObject({ version: null, h1: null });
  });
});

import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { parseVersion } from "../../src/goversion/version.ts";
import { receiptText } from "../../src/toolchains/receipt.ts";
import { findToolchain, listToolchains, toolchainName } from "../../src/toolchains/store.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { HOST, receiptFor, writeGoTree, writeInstalled } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));

function list() {
  const { toolchains, problems } = listToolchains(home(), HOST);
  return {
    names: toolchains.map(({ name }) => name),
    problems: problems.map(({ path, message }) => `${path.slice(at("gov/versions/").length)} ${message}`),
  };
}

function writeLinked(name: string, target: string): void {
  fs.mkdirSync(at("gov", "versions", name), { recursive: true });
  fs.symlinkSync(target, at("gov", "versions", name, "go"));
  const origin = { kind: "linked", path: target } as const;
  const receipt = { ...receiptFor("1.22.5"), origin, archive: null, h1: null, proofs: [] };
  fs.writeFileSync(at("gov", "versions", name, "receipt.json"), receiptText(receipt));
}

describe("listToolchains", () => {
  test("a root that does not exist is empty", () => {
    expect(list()).toEqual({ names: [], problems: [] });
  });

  test("sorts in Go's order, other platforms after the host's, linked ones last", () => {
    const mac = { os: "darwin", arch: "arm64" };
    for (const name of ["1.9.7", "1.10.0", "1.23rc1", "1.23.0", "1.22.5"]) writeInstalled(home(), name);
    writeInstalled(home(), "1.22.5.darwin-arm64", "1.22.5", mac);
    writeGoTree(at("tree"), "1.26.1");
    writeLinked("a-tree", at("tree"));
    fs.mkdirSync(at("gov", "versions", ".hidden"));
    expect(list()).toEqual({
      names: ["1.9.7", "1.10.0", "1.22.5", "1.22.5.darwin-arm64", "1.23rc1", "1.23.0", "a-tree"],
      problems: [],
    });
  });

  test("reports what is no toolchain and goes on", () => {
    writeInstalled(home(), "1.22.5");
    writeInstalled(home(), "1.22.6", "1.22.7");
    writeInstalled(home(), "1.22.8", "1.22.8", { os: "darwin", arch: "arm64" });
    const bad = writeInstalled(home(), "1.21.0");
    fs.writeFileSync(`${bad}/receipt.json`, "{");
    fs.rmSync(`${writeInstalled(home(), "1.21.1")}/go/bin`, { recursive: true });
    fs.mkdirSync(at("gov", "versions", "1.21.2"));
    fs.writeFileSync(at("gov", "versions", "file"), "");
    writeLinked("gone", at("nowhere"));
    expect(list().names).toEqual(["1.22.5"]);
    expect(list().problems).toEqual([
      "1.21.0 has a bad receipt.json: it is not JSON",
      "1.21.1 has no go/bin/go",
      "1.21.2 has no receipt.json",
      "1.22.6 holds Go 1.22.7 for linux-amd64",
      "1.22.8 holds Go 1.22.8 for darwin-arm64",
      "file is not a directory",
      `gone is linked to ${at("nowhere")}, which is no Go tree any more`,
    ]);
  });
});

describe("findToolchain", () => {
  test("gives what is there, with its receipt", () => {
    const dir = writeInstalled(home(), "1.22.5", "1.22.5", { proofs: [{ kind: "none" }] });
    expect(findToolchain(home(), "1.22.5", HOST)).toMatchObject({
      name: "1.22.5",
      version: parseVersion("1.22.5"),
      kind: "managed",
      platform: HOST,
      dir,
      goroot: `${dir}/go`,
      unproven: true,
      receipt: { bytes: 1234 },
    });
  });

  test("a linked one has the version that its tree has now", () => {
    writeGoTree(at("tree"), "1.26.1");
    writeLinked("mine", at("tree"));
    expect(findToolchain(home(), "mine", HOST)).toMatchObject({ kind: "linked", unproven: false });
    expect(findToolchain(home(), "mine", HOST)?.version).toEqual(parseVersion("1.26.1"));
    fs.writeFileSync(at("tree", "VERSION"), "devel go1.28-0123456789\n");
    expect(findToolchain(home(), "mine", HOST)?.version).toBeNull();
  });

  test("nothing, a broken one and a path are all undefined", () => {
    writeInstalled(home(), "1.22.5");
    fs.mkdirSync(at("gov", "versions", "1.22.6"));
    for (const name of ["1.22.7", "1.22.6", "../versions/1.22.5", ".", ""]) {
      expect(findToolchain(home(), name, HOST)).toBeUndefined();
    }
  });
});

test("toolchainName has the platform only when it is another one", () => {
  const version = parseVersion("1.20");
  if (version === undefined) throw new Error("1.20 is a version");
  expect(toolchainName(version, HOST, HOST)).toBe("1.20.0");
  expect(toolchainName(version, { os: "linux", arch: "arm" }, HOST)).toBe("1.20.0.linux-arm");
});

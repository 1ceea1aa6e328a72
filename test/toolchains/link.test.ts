import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { parseVersion } from "../../src/goversion/version.ts";
import { linkToolchain } from "../../src/toolchains/link.ts";
import { listToolchains } from "../../src/toolchains/store.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { HOST, writeGoTree } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const home = () => homeAt(at("gov"));

function link(name: string, dir: string, force = false) {
  return linkToolchain(home(), name, dir, { force, host: HOST, now: 0, gov: "0.1.0" });
}

beforeEach(() => writeGoTree(at("tree"), "1.26.1"));

describe("linkToolchain", () => {
  test("gives a tree a name", () => {
    expect(link("mine", at("tree"))).toMatchObject({
      name: "mine",
      kind: "linked",
      version: parseVersion("1.26.1"),
      platform: HOST,
      unproven: false,
      receipt: { version: "1.26.1", origin: { kind: "linked", path: at("tree") }, proofs: [] },
    });
    expect(fs.readlinkSync(at("gov", "versions", "mine", "go"))).toBe(at("tree"));
    expect(fs.readdirSync(home().stagingDir)).toEqual([]);
    expect(listToolchains(home(), HOST).problems).toEqual([]);
  });

  test("a name that is taken is refused, unless forced", () => {
    writeGoTree(at("other"), "1.26.2");
    link("mine", at("tree"));
    expect(() => link("mine", at("other"))).toThrow("mine exists already");
    expect(link("mine", at("other"), true).version).toEqual(parseVersion("1.26.2"));
    expect(fs.readdirSync(home().stagingDir)).toEqual([]);
  });

  test("a link whose tree is gone can be set again", () => {
    link("mine", at("tree"));
    fs.renameSync(at("tree"), at("moved"));
    expect(link("mine", at("moved")).receipt.origin).toEqual({ kind: "linked", path: at("moved") });
  });

  test("a tree that names no release has no version", () => {
    fs.writeFileSync(at("tree", "VERSION"), "devel go1.28-0123456789");
    expect(link("mine", at("tree"))).toMatchObject({ version: null, receipt: { version: null } });
  });

  test.each(["1.22.5", "go1.22", "latest", "system", "../up", "Upper", "a/b", ".hidden", ""])(
    "`%s` cannot be a name",
    (name) => {
      expect(() => link(name, at("tree"))).toThrow(expect.objectContaining({ code: "invalid-request" }));
      expect(fs.existsSync(at("gov"))).toBe(false);
    },
  );

  test.each([
    ["nothing", () => fs.rmSync(at("tree"), { recursive: true })],
    ["no go that runs", () => fs.rmSync(at("tree", "bin", "go"))],
    ["no tools", () => fs.rmSync(at("tree", "pkg"), { recursive: true })],
  ])("a directory with %s is refused", (_name, spoil) => {
    spoil();
    expect(() => link("mine", at("tree"))).toThrow(`${at("tree")} is not a Go tree`);
  });
});

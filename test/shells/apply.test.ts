import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { applyEdits, readRcFiles } from "../../src/shells/apply.ts";
import { type Account, planRemoval, planSetup, rcFiles } from "../../src/shells/profile.ts";
import { SHELLS } from "../../src/shells/rc-line.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "gov-apply-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const at = (name: string) => path.join(home, name);
const options = (id: string) => ({ backupsDir: at(".gov/backups"), uid: process.getuid?.(), id });

function plan() {
  const account: Account = { homeDir: home, platform: "linux", env: () => undefined };
  const contents = readRcFiles(rcFiles(account));
  return {
    setup: planSetup(SHELLS, { account, home: homeAt(at(".gov")), contents }),
    removal: planRemoval(account, contents),
  };
}

test("setup and removal leave every byte, mode and link as they were", () => {
  const latin1 = Buffer.from("# caf\xe9\r\nno newline", "latin1");
  mkdirSync(at("dotfiles"));
  writeFileSync(at("dotfiles/zshrc"), latin1);
  chmodSync(at("dotfiles/zshrc"), 0o600);
  symlinkSync("dotfiles/zshrc", at(".zshrc"));
  writeFileSync(at(".bashrc"), "");

  applyEdits(plan().setup, options("one"));
  expect(readFileSync(at(".zshrc"), "latin1")).toContain("shell/gov.zsh");
  expect(readFileSync(at(".bashrc"), "utf8")).toContain("shell/gov.bash");
  expect(readFileSync(at(".config/fish/conf.d/gov.fish"), "utf8")).toContain("shell/gov.fish");
  expect(statSync(at("dotfiles/zshrc")).mode & 0o777).toBe(0o600);

  expect(plan().setup.map((edit) => edit.action)).toEqual(["none", "none", "none"]);
  expect(applyEdits(plan().setup, options("two"))).toBeNull();

  applyEdits(plan().removal, options("three"));
  expect(readFileSync(at("dotfiles/zshrc")).equals(latin1)).toBe(true);
  expect(statSync(at("dotfiles/zshrc")).mode & 0o777).toBe(0o600);
  expect(lstatSync(at(".zshrc")).isSymbolicLink()).toBe(true);
  expect(readFileSync(at(".bashrc"), "utf8")).toBe("");
  expect(existsSync(at(".config/fish/conf.d/gov.fish"))).toBe(false);
});

test("the files as they were are kept, for nobody else to read", () => {
  writeFileSync(at(".bashrc"), "export TOKEN=secret\n");
  const dir = applyEdits(plan().setup, options("setup-1")) ?? "";
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(readdirSync(dir).map((name) => statSync(path.join(dir, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  const record = JSON.parse(readFileSync(path.join(dir, "edits.json"), "utf8"));
  expect(record.edits[0]).toMatchObject({ file: at(".bashrc"), backup: "0" });
  expect(record.edits[1]).toMatchObject({ file: at(".zshrc"), backup: null });
  expect(readFileSync(path.join(dir, "0"), "utf8")).toBe("export TOKEN=secret\n");
});

describe("refused before anything is written", () => {
  const refused = { code: "refused" };

  test("a file that changed since the plan", () => {
    writeFileSync(at(".zshrc"), "a\n");
    const { setup } = plan();
    writeFileSync(at(".zshrc"), "b\n");
    expect(() => applyEdits(setup, options("x"))).toThrow(expect.objectContaining(refused));
    expect(readdirSync(home)).toEqual([".zshrc"]);
    expect(readFileSync(at(".zshrc"), "utf8")).toBe("b\n");
  });

  test("a file of another owner, or a new one in another's directory", () => {
    writeFileSync(at(".zshrc"), "a\n");
    const { setup } = plan();
    for (const edit of setup) {
      expect(() => applyEdits([edit], { ...options("x"), uid: 4321 })).toThrow(
        expect.objectContaining(refused),
      );
    }
    expect(readdirSync(home)).toEqual([".zshrc"]);
  });

  test("a directory or a dangling link in place of the file", () => {
    mkdirSync(at(".zshrc"));
    expect(plan).toThrow(expect.objectContaining(refused));
    rmSync(at(".zshrc"), { recursive: true });
    symlinkSync("/absent/zshrc", at(".zshrc"));
    expect(plan).toThrow(expect.objectContaining(refused));
  });
});

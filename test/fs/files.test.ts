import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { writeFileAtomic } from "../../src/fs/atomic-write.ts";
import { diskError } from "../../src/fs/disk-error.ts";
import { roomAt } from "../../src/fs/free-space.ts";
import { removeTree } from "../../src/fs/remove.ts";
import { syncDirectory, syncFileSystem, syncingMeanwhile } from "../../src/fs/sync.ts";
import { bundleProgram, giveToOrdinaryUser, runAsOrdinaryUser } from "./child-program.ts";
import { useTemporaryDirectory } from "./temporary-directory.ts";

const at = useTemporaryDirectory();

function modeOf(file: string): number {
  return fs.statSync(file).mode & 0o777;
}

describe("writeFileAtomic", () => {
  test("writes a new file, with its directory, and replaces an old one", () => {
    writeFileAtomic(at("a", "b", "file"), "one");
    writeFileAtomic(at("a", "b", "file"), Buffer.from("two"), { sync: true });
    expect(fs.readFileSync(at("a", "b", "file"), "utf8")).toBe("two");
    expect(fs.readdirSync(at("a", "b"))).toEqual(["file"]);
  });

  test("a mode is exact, whatever the umask", () => {
    const old = process.umask(0o077);
    try {
      writeFileAtomic(at("open"), "", { mode: 0o644 });
      writeFileAtomic(at("plain"), "");
    } finally {
      process.umask(old);
    }
    expect([modeOf(at("open")), modeOf(at("plain"))]).toEqual([0o644, 0o600]);
  });

  test("a symlink is replaced, not written through", () => {
    fs.writeFileSync(at("target"), "kept");
    fs.symlinkSync(at("target"), at("link"));
    writeFileAtomic(at("link"), "new");
    expect(fs.readFileSync(at("target"), "utf8")).toBe("kept");
    expect(fs.lstatSync(at("link")).isFile()).toBe(true);
  });

  test("a failure leaves the old file and no temporary one", () => {
    fs.mkdirSync(at("dir", "inside"), { recursive: true });
    expect(() => writeFileAtomic(at("dir"), "text")).toThrow(`cannot write ${at("dir")}: EISDIR`);
    expect(fs.readdirSync(at())).toEqual(["dir"]);
  });
});

describe("removeTree", () => {
  test("removes files, trees and links, and never follows a link", () => {
    fs.mkdirSync(at("tree", "deep"), { recursive: true });
    fs.mkdirSync(at("outside"));
    fs.writeFileSync(at("outside", "kept"), "");
    fs.symlinkSync(at("outside"), at("tree", "deep", "link"));
    fs.symlinkSync(at("outside"), at("link"));
    fs.writeFileSync(at("file"), "");
    for (const name of ["tree", "link", "file", "absent"]) removeTree(at(name));
    expect(fs.readdirSync(at())).toEqual(["outside"]);
    expect(fs.readdirSync(at("outside"))).toEqual(["kept"]);
  });

  test("an ordinary user removes a tree whose directories are read-only", async () => {
    fs.mkdirSync(at("tree", "a", "b"), { recursive: true });
    fs.writeFileSync(at("tree", "a", "b", "file"), "", { mode: 0o444 });
    fs.chmodSync(at("tree", "a", "b"), 0o000);
    fs.chmodSync(at("tree", "a"), 0o555);
    fs.chmodSync(at("tree"), 0o555);
    const program = await bundleProgram(
      at(),
      'import { removeTree } from "@/fs/remove.ts"; removeTree(process.argv[2]);',
    );
    giveToOrdinaryUser(at());
    expect(await runAsOrdinaryUser(program, [at("tree")])).toMatchObject({ code: 0, stderr: "" });
    expect(fs.existsSync(at("tree"))).toBe(false);
  });

  test("what resists is an error of the system, and the directory above is left as it was", async () => {
    fs.mkdirSync(at("parent", "tree"), { recursive: true });
    const program = await bundleProgram(
      at(),
      `import { removeTree } from "@/fs/remove.ts";
       try { removeTree(process.argv[2]); } catch (error) { console.log(error.code); }`,
    );
    giveToOrdinaryUser(at());
    fs.chmodSync(at("parent"), 0o555);
    expect(await runAsOrdinaryUser(program, [at("parent", "tree")])).toMatchObject({ stdout: "EACCES\n" });
    expect(modeOf(at("parent"))).toBe(0o555);
  });
});

test("roomAt looks at the nearest directory that exists", () => {
  expect(roomAt(at("not", "yet"))?.bytes).toBeGreaterThan(0);
});

describe("syncingMeanwhile", () => {
  test("syncs while the work goes on, and not afterwards", async () => {
    const calls = at("calls");
    fs.mkdirSync(at("bin"));
    fs.writeFileSync(at("bin", "sync"), `#!/bin/sh\necho "$@" >>'${calls}'\n`, { mode: 0o755 });
    const program = await bundleProgram(
      at(),
      `import fs from "node:fs";
       import { setTimeout as sleep } from "node:timers/promises";
       import { syncingMeanwhile } from "@/fs/sync.ts";
       const [bin, calls, target] = process.argv.slice(2);
       process.env.PATH = bin + ":/usr/bin:/bin";
       const count = () => (fs.existsSync(calls) ? fs.readFileSync(calls, "utf8").split("\\n").length - 1 : 0);
       await syncingMeanwhile(target, async () => { while (count() < 2) await sleep(10); });
       console.log("done");`,
    );
    giveToOrdinaryUser(at());
    // It ends by itself: nothing is left that would start another one.
    const { code, stdout } = await runAsOrdinaryUser(program, [at("bin"), calls, at()]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
    expect(new Set(fs.readFileSync(calls, "utf8").trim().split("\n"))).toEqual(new Set([`-f ${at()}`]));
  });

  test("gives what the work gives, its failure too", async () => {
    await expect(syncingMeanwhile(at(), async () => "done")).resolves.toBe("done");
    const failing = syncingMeanwhile(at(), () => Promise.reject(new GovError("failed", "it broke")));
    await expect(failing).rejects.toThrow("it broke");
  });
});

test("syncing never fails, even where there is nothing", async () => {
  syncDirectory(at("absent"));
  await expect(syncFileSystem(at("absent"))).resolves.toBeUndefined();
});

describe("diskError", () => {
  const system = (code: string, path?: string) => Object.assign(new Error(code), { code, path });

  test.each([
    ["ENOSPC", "/r/a/b", "disk-full", "cannot write /r/x: no space left on the device (/r/a/b)"],
    ["EDQUOT", "/r/x", "disk-full", "cannot write /r/x: the disk quota is used up"],
    ["EACCES", "/r/.x.tmp", "permission", "cannot write /r/x: permission denied"],
    ["EROFS", "/r/x", "permission", "cannot write /r/x: the file system is read-only"],
    ["EIO", "/r/x", "disk", "cannot write /r/x: EIO"],
  ])("%s at %s is %s", (code, path, expected, message) => {
    expect(diskError(system(code, path), "cannot write /r/x")).toMatchObject({ code: expected, message });
  });

  test("an error without a path, as of a write, has none to add", () => {
    expect(diskError(system("ENOSPC"), "cannot write")).toMatchObject({
      message: "cannot write: no space left on the device",
    });
  });

  test("other errors pass through", () => {
    const bug = new TypeError("bug");
    const known = new GovError("refused", "no");
    expect(diskError(bug, "x")).toBe(bug);
    expect(diskError(known, "x")).toBe(known);
  });
});

import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeGoTree, writeInstalled } from "../toolchains/fake-toolchain.ts";
import { install, transcript } from "./transcript.ts";

function installed(...names: string[]): ScratchHome {
  const scratch = scratchHome();
  install(scratch, ...names);
  return scratch;
}

function versions({ root }: ScratchHome): string[] {
  return fs.readdirSync(path.join(root, "versions"));
}

test("removes versions, and the shims of theirs", async () => {
  const scratch = installed("1.20.0", "1.21.6", "1.22.5");
  await transcript(scratch, ["config", "set", "auto_install", "false"]);
  const shims = () => fs.readdirSync(path.join(scratch.root, "shims")).sort();
  expect(shims()).toEqual(["go", "go1.20", "go1.21.6", "go1.22.5", "gofmt"]);
  expect(await transcript(scratch, ["uninstall", "1.20", "go1.21.6"])).toMatchInlineSnapshot(`
    "! gov: removed 1.20.0, which frees 1.2 kB
    ! gov: removed 1.21.6, which frees 1.2 kB
    [0]"
  `);
  expect(versions(scratch)).toEqual(["1.22.5"]);
  expect(shims()).toEqual(["go", "go1.22.5", "gofmt"]);
  expect(fs.readdirSync(path.join(scratch.root, "trash"))).toEqual([]);
});

test("a line or range must mean exactly one, also when another request would make it so", async () => {
  const scratch = installed("1.21.6", "1.22.5", "1.22.6");
  expect(await transcript(scratch, ["uninstall", "1.22.5", "1.22"])).toMatchInlineSnapshot(`
    "! gov: removed 1.22.5, which frees 1.2 kB
    ! gov: \`1.22\` means several installed versions: 1.22.5, 1.22.6
    ! hint: gov uninstall 1.22.5
    [2]"
  `);
  expect(await transcript(scratch, ["uninstall", ">=1.21"])).toMatchInlineSnapshot(`
    "! gov: \`>=1.21\` means several installed versions: 1.21.6, 1.22.6
    ! hint: gov uninstall 1.21.6
    [2]"
  `);
  expect(await transcript(scratch, ["uninstall", "~1.21.0", "1.21"])).toMatchInlineSnapshot(`
    "! gov: removed 1.21.6, which frees 1.2 kB
    [0]"
  `);
  expect(versions(scratch)).toEqual(["1.22.6"]);
});

test("the default is kept unless forced, and then the user is told", async () => {
  const scratch = installed("1.21.6", "1.22.5");
  await transcript(scratch, ["default", "1.22.5"]);
  expect(await transcript(scratch, ["uninstall", "1.22.5"])).toMatchInlineSnapshot(`
    "! gov: 1.22.5 is the default
    ! hint: choose another with \`gov default REQUEST\`, or: gov uninstall --force 1.22.5
    [1]"
  `);
  expect(await transcript(scratch, ["uninstall", "--force", "1.22.5"])).toMatchInlineSnapshot(`
    "! gov: removed 1.22.5, which frees 1.2 kB
    ! gov: warning: the default 1.22.5 is not installed any more
    ! hint: gov default REQUEST
    [0]"
  `);
});

test("what runs is kept, and the others go", async () => {
  const scratch = installed("1.21.6", "1.22.5");
  const tool = path.join(scratch.root, "versions", "1.22.5", "go", "pkg", "tool", "linux_amd64", "compile");
  fs.copyFileSync("/bin/sleep", tool);
  const child = spawn(tool, ["60"]);
  try {
    await new Promise((resolve) => child.once("spawn", resolve));
    const seen = await transcript(scratch, ["uninstall", "1.22.5", "1.21.6", "--json"]);
    expect(seen.replaceAll(String(child.pid), "PID")).toMatchInlineSnapshot(`
      "{
        "schema": 1,
        "results": [
          {
            "request": "1.22.5",
            "version": "1.22.5",
            "status": "failed",
            "root": null,
            "bytes": 0,
            "ms": 0,
            "error": {
              "code": "in-use",
              "exit": 1,
              "message": "1.22.5 is in use by process PID",
              "hint": "end them first, or: gov uninstall --force 1.22.5"
            }
          },
          {
            "request": "1.21.6",
            "version": "1.21.6",
            "status": "removed",
            "root": "/s/home/.gov/versions/1.21.6/go",
            "bytes": 1234,
            "ms": 0
          }
        ]
      }
      [1]"
    `);
    expect(versions(scratch)).toEqual(["1.22.5"]);
  } finally {
    child.kill("SIGKILL");
  }
});

test("what is broken, linked or for another platform goes by its full name", async () => {
  const scratch = installed();
  const foreign = { os: "darwin", arch: "arm64" };
  writeInstalled(homeAt(scratch.root), "1.22.5.darwin-arm64", "1.22.5", foreign);
  fs.mkdirSync(path.join(scratch.root, "versions", "half made", "go"), { recursive: true });
  writeGoTree(path.join(scratch.dir, "tree"), "1.26.1");
  await transcript(scratch, ["link", "mine", "../tree"]);
  expect(await transcript(scratch, ["uninstall", "1.22.5"])).toMatchInlineSnapshot(`
    "! gov: Go 1.22.5 is not installed
    ! hint: gov install 1.22.5
    [4]"
  `);
  const names = ["1.22.5.darwin-arm64", "half made", "mine"];
  expect(await transcript(scratch, ["uninstall", ...names])).toMatchInlineSnapshot(`
    "! gov: removed 1.22.5.darwin-arm64, which frees 1.2 kB
    ! gov: removed half made
    ! gov: removed mine
    [0]"
  `);
  expect(versions(scratch)).toEqual([]);
  expect(fs.existsSync(path.join(scratch.dir, "tree", "bin", "go"))).toBe(true);
});

test.each(["latest", "system", "..", "../versions/1.22.5", ""])(
  "%j names nothing to remove",
  async (request) => {
    const scratch = installed("1.22.5");
    const seen = await transcript(scratch, ["uninstall", request]);
    expect(seen).toBe(
      `! gov: \`${request}\` does not say which toolchain to remove\n! hint: gov list shows the names\n[2]`,
    );
    expect(versions(scratch)).toEqual(["1.22.5"]);
  },
);

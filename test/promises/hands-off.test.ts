import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { install } from "../cli/transcript.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { describeTree, writeTree } from "../support/tree.ts";

const PROJECT = {
  "go.work": "go 1.21\n\nuse ./m\n",
  "m/go.mod": "module example.com/m\n\ngo 1.21\n\ntoolchain go1.22.5\n",
  "m/main.go": "package main\n",
};

/** Everything that looks, chooses or changes what is gov's; `use`, which writes a pin, is not among them. */
const COMMANDS: readonly (readonly string[])[] = [
  ["current", "--why"],
  ["which"],
  ["which", "--root"],
  ["list"],
  ["list", "--remote", "--offline"],
  ["env"],
  ["default", "1.21.6"],
  ["install", "1.22.5", "--offline"],
  ["install", "--offline"],
  ["exec", "1.22.5", "--no-install", "true"],
  ["verify", "--offline"],
  ["lock", "--check", "--offline"],
  ["reshim"],
  ["setup"],
  ["setup", "--remove"],
  ["config", "set", "jobs", "2"],
  ["cache", "clear"],
  ["uninstall", "1.22.5", "--force"],
];

test("no command edits go.mod or go.work, or writes into a project or Go's module cache", async () => {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  const cache = path.join(scratch.home, "go", "pkg", "mod");
  writeTree(scratch.project, PROJECT);
  writeTree(cache, { "cache/download/golang.org/toolchain/@v/v0.0.1-go1.24.1.linux-amd64.ziphash": "h1:x" });
  const before = [describeTree(scratch.project), describeTree(cache)];
  for (const words of COMMANDS) {
    await runGov(scratch, words, { cwd: path.join(scratch.project, "m"), env: { SHELL: "/bin/bash" } });
    expect([describeTree(scratch.project), describeTree(cache)], `gov ${words.join(" ")}`).toEqual(before);
  }
});

test("a shim changes GOROOT and GOTOOLDIR and nothing else: GOPATH and GOBIN stay as they were", async () => {
  const scratch = scratchHome();
  install(scratch, "1.22.5");
  const goroot = path.join(scratch.root, "versions", "1.22.5", "go");
  // The release's own go, replaced by a program that prints what reaches it.
  fs.rmSync(path.join(goroot, "bin", "go"));
  fs.symlinkSync("/usr/bin/env", path.join(goroot, "bin", "go"));
  await runGov(scratch, ["reshim"]);
  const env = { A: "1", GOPATH: "/p", GOBIN: "/b", GOFLAGS: "-x", GOROOT: "/old", GOTOOLDIR: "/old/tool" };
  const variables = async (program: string) => {
    const { stdout } = await runProgram(scratch, program, ["-0"], { env });
    const entries = stdout.split("\0").filter((it) => it !== "" && !/^(_|PWD|OLDPWD|SHLVL)=/.test(it));
    return entries.sort();
  };
  const changed = (await variables("/usr/bin/env")).map((it) =>
    it.startsWith("GOROOT=")
      ? `GOROOT=${goroot}`
      : it.replace(/^GOTOOLDIR=.*/, `GOTOOLDIR=${toolDir(goroot)}`),
  );
  expect(await variables(path.join(scratch.root, "shims", "go"))).toEqual(changed);
});

function toolDir(goroot: string): string {
  const tools = path.join(goroot, "pkg", "tool");
  return path.join(tools, fs.readdirSync(tools)[0] ?? "");
}

test.each([["list"], ["current"], ["which"], ["env"], ["exec 1.22.5 --no-install true"]])(
  "a root that cannot be written to is good enough for: gov %s",
  async (words) => {
    const scratch = scratchHome();
    install(scratch, "1.22.5");
    const usual = await runGov(scratch, words.split(" "));
    const closed = [
      scratch.root,
      ...fs.readdirSync(scratch.root).map((name) => path.join(scratch.root, name)),
    ];
    for (const dir of closed.filter((it) => fs.statSync(it).isDirectory())) fs.chmodSync(dir, 0o555);
    const before = describeTree(scratch.root);
    expect(await runGov(scratch, words.split(" "))).toEqual(usual);
    expect(usual.status).toBe(0);
    expect(describeTree(scratch.root)).toEqual(before);
  },
);

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { putAway, toolDir, warmUp } from "./tree-damage.ts";
import { doctorWorld, finding, idsOf, replaceFile } from "./world.ts";

beforeAll(() => warmUp("1.22.5", "1.27.4"));

describe("a release that was unpacked over another", () => {
  test.each([
    ["1.22.5", "1.21.6", "src/os/str.go", "redeclared in this block"],
    ["1.27.4", "1.25.14", "src/sync/hashtriemap.go", "redeclared in this block"],
    ["1.21.6", "1.22.5", "src/internal/chacha8rand/chacha8.go", ""],
  ] as const)("%s over %s", async (version, below, leftover, message) => {
    const world = await doctorWorld(version, below);
    const goroot = world.goroot(version);
    const clean = path.join(world.dir, "clean");
    fs.renameSync(goroot, clean);
    execFileSync("cp", ["-al", world.goroot(below), goroot]);
    execFileSync("cp", ["-alf", `${clean}/.`, goroot]);
    const run = await world.go(["run", "./hello"]);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain(message);
    expect((await world.go(["version"])).output).toContain(`go${version}`);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error overlay"]);
    const found = finding(report, "overlay");
    expect(found.evidence.map(({ name }) => name)).toContain(path.join(goroot, leftover));
    expect(found.effect).toContain(message);
    expect(found.fix.command).toBe(`gov install --force ${version}`);
    fs.rmSync(goroot, { recursive: true });
    fs.renameSync(clean, goroot);
    expect(idsOf(await world.doctor())).toEqual([]);
  });
});

describe("a tree that is not complete", () => {
  test.each([
    ["src/runtime", "error", ["run", "./hello"], "package runtime is not in std"],
    ["src/net", "error", ["build", "./web"], "package net is not in std"],
    ["bin/gofmt", "error", ["fmt", "./hello"], "gofmt"],
  ] as const)("without %s", async (part, severity, command, message) => {
    const world = await doctorWorld("1.22.5");
    const restore = putAway(world, path.join(world.goroot("1.22.5"), part));
    const failed = await world.go(command);
    expect(failed.status, failed.output).not.toBe(0);
    expect(failed.output).toContain(message);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual([`${severity} std-incomplete`]);
    expect(finding(report, "std-incomplete").effect).toContain(message);
    restore();
    expect((await world.go(command)).status).toBe(0);
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("without pkg/include: nothing that has assembly is compiled", async () => {
    const world = await doctorWorld("1.22.5");
    putAway(world, path.join(world.goroot("1.22.5"), "pkg", "include"));
    const env = { GOCACHE: path.join(world.dir, "cold") };
    const { output } = await world.go(["build", "internal/bytealg"], env);
    const message = "textflag.h: no such file or directory";
    expect(output).toContain(message);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error std-incomplete"]);
    expect(finding(report, "std-incomplete").effect).toContain(message);
  });

  test.each([
    ["1.27.4", ["warning std-incomplete"]],
    ["1.22.5", []],
  ] as const)("without src/cmd, from which %s builds its lesser tools, or not", async (version, ids) => {
    const world = await doctorWorld(version);
    putAway(world, path.join(world.goroot(version), "src", "cmd"));
    const pprof = await world.go(["tool", "pprof", "-h"]);
    expect(pprof.output.includes('go: no such tool "pprof"')).toBe(ids.length === 1);
    expect(idsOf(await world.doctor())).toEqual(ids);
  });

  test("parts and tools at once are one finding: it was not unpacked as a whole", async () => {
    const world = await doctorWorld("1.22.5");
    const goroot = world.goroot("1.22.5");
    putAway(world, path.join(goroot, "src", "testing"));
    putAway(world, path.join(toolDir(goroot), "cover"));
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error std-incomplete"]);
    const names = finding(report, "std-incomplete").evidence.map(({ name }) => path.basename(name));
    expect(names).toEqual(["testing", "cover"]);
  });
});

test("without go.env there is no proxy, unless GOPROXY is set", async () => {
  const world = await doctorWorld("1.22.5");
  const restore = putAway(world, path.join(world.goroot("1.22.5"), "go.env"));
  const message = "GOPROXY list is not the empty string, but contains no entries";
  expect((await world.go(["get", "example.com/x@v1.0.0"])).output).toContain(message);
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning go-env-file-missing"]);
  expect(finding(report, "go-env-file-missing").effect).toContain(message);
  expect(idsOf(await world.doctor({ GOPROXY: "https://proxy.example.com" }))).toEqual([]);
  restore();
  expect((await world.go(["env", "GOPROXY"])).output).toContain("https://");
});

test("a VERSION of another release is a warning: go does not read it, others do", async () => {
  const world = await doctorWorld("1.22.5");
  const file = path.join(world.goroot("1.22.5"), "VERSION");
  const restore = putAway(world, file);
  expect((await world.go(["version"])).output).toContain("go1.22.5");
  expect(idsOf(await world.doctor())).toEqual([]);
  fs.writeFileSync(file, "go1.22.4\n");
  expect((await world.go(["version"])).output).toContain("go1.22.5");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning version-file"]);
  expect(finding(report, "version-file").title).toBe(
    "VERSION says go1.22.4, and the go beside it is go1.22.5",
  );
  restore();
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("a go that was built from source is a note, and its tools are taken as they are", async () => {
  const world = await doctorWorld("1.22.5");
  const goroot = world.goroot("1.22.5");
  // What a build between releases says of itself, in as many bytes.
  const named = (bytes: Buffer) =>
    Buffer.from(bytes.toString("latin1").replaceAll("go1.22.5", "devel 01"), "latin1");
  const tools = toolDir(goroot);
  const files = fs.readdirSync(tools).map((name) => path.join(tools, name));
  for (const file of [path.join(goroot, "bin", "go"), path.join(goroot, "bin", "gofmt"), ...files]) {
    replaceFile(file, named(fs.readFileSync(file)));
  }
  fs.rmSync(path.join(goroot, "VERSION"));
  expect((await world.go(["version"])).output).toContain("devel 01");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["note devel-tree"]);
  expect(report.healthy).toBe(true);
});

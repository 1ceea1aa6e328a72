import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import type { TraceReport } from "../../src/cli/present-trace.ts";
import { makeToolexec } from "../../src/trace/toolexec.ts";
import { type Env, lightWorld, replaceFile, sharedCache, type World } from "../doctor/world.ts";
import { type RunResult, runGov } from "../support/run-gov.ts";
import { ensureEras, SYSTEM_PATH } from "../support/seed.ts";
import { seedRoot } from "../support/toolchains.ts";
import { writeTree } from "../support/tree.ts";

beforeAll(() => ensureEras(inject("runDir")), 290_000);
beforeAll(seedRoot, 290_000);

/** Programs that need nothing but the runtime, so that a cold cache costs little. */
const TINY = { "tiny/main.go": "package main\n\nfunc main() {}\n" };

test.each(["1.19.13", "1.27.4"] as const)(
  "Go %s: the tools behind a script are shown, its status is gov's",
  async (version) => {
    const world = await lightWorld(version);
    writeTree(world.project, {
      ...TINY,
      "ci.sh": "#!/bin/sh\necho begin\ngo build -o out ./tiny || exit 7\nexit 5\n",
    });
    const { status, stdout, stderr } = await trace(world, ["sh", "ci.sh"]);
    expect(stdout, stderr).toBe("begin\n");
    expect(status).toBe(5);
    const tools = path.join(world.goroot(version), "pkg/tool", hostPair());
    expect(stderr).toContain(`go${version} GOROOT=${world.goroot(version)} GOTOOLDIR=${tools}\n`);
    for (const tool of ["compile", "link"]) {
      expect(stderr).toMatch(new RegExp(`^ {2}${tool} +go${version} +\\d+ runs? .* ${tools}/${tool}$`, "m"));
    }
    expect(stderr).not.toContain("warning");
  },
);

test("the report has a record of every call, and no arguments", async () => {
  const world = await lightWorld("1.22.5");
  const run = await trace(world, [
    "--json",
    "--",
    "go",
    "build",
    "-a",
    "-p=8",
    "-ldflags=-X=main.secret=1",
    "errors",
  ]);
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).not.toContain("secret");
  const { tools, calls } = JSON.parse(run.stdout) as TraceReport;
  const compile = tools.find(({ tool }) => tool === "compile");
  const compiled = calls.filter(({ kind, path: file }) => kind === "run" && file === compile?.path);
  expect(compile).toMatchObject({
    runs: compiled.length,
    failed: 0,
    release: "go1.22.5",
    goversion: "go1.22.5",
  });
  expect(compiled.map((call) => call.package)).toEqual(
    expect.arrayContaining(["errors", "internal/reflectlite"]),
  );
  // Every package once: nothing was lost between compilers that ran at the same time.
  const listed = await world.go(["list", "-deps", "errors"]);
  const expected = listed.output
    .trim()
    .split("\n")
    .filter((name) => name !== "unsafe");
  expect([...new Set(compiled.map((call) => call.package))].sort()).toEqual(expected.sort());
});

test("with a warm cache the tools are asked for their release only, and the caches stay valid", async () => {
  const world = await lightWorld("1.22.5");
  expect((await world.go(["test", "./hello"])).status).toBe(0);
  const { stdout, stderr } = await trace(world, ["go", "build", "errors"]);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^ {2}compile +go1\.22\.5 +cached/m);
  expect(stderr).toContain("all of it came from the build cache");
  expect((await trace(world, ["go", "test", "./hello"])).stdout).toContain("(cached)");
  expect((await world.go(["test", "./hello"])).output).toContain("(cached)");
});

test("a GOROOT of another release stands out", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const env = { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`, GOROOT: world.goroot("1.21.6") };
  const { status, stderr } = await trace(world, ["go", "build", "errors"], env);
  expect(status).toBe(1);
  expect(stderr).toContain("warning: compile is of go1.21.6, but the go that starts it is go1.22.5\n");
  expect(stderr).toContain(`GOROOT=${world.goroot("1.21.6")} `);
});

test.each(["1.19.13", "1.22.5"] as const)(
  "Go %s: a tool that is missing, not executable or not of its tree stands out",
  async (version) => {
    const world = await lightWorld(version);
    const vet = path.join(world.goroot(version), "pkg/tool", hostPair(), "vet");
    const aside = path.join(world.dir, "vet");
    fs.copyFileSync(vet, aside);
    fs.rmSync(vet);
    const missing = await trace(world, ["go", "test", "./hello"]);
    expect(missing.status).not.toBe(0);
    expect(missing.stderr).toContain(`warning: vet is missing\n  ${vet}\n`);
    expect(missing.stderr).not.toMatch(/^ {2}vet .* cached/m);

    replaceFile(vet, fs.readFileSync(aside), 0o644);
    const blocked = await trace(world, ["go", "test", "./hello"]);
    expect(blocked.status).not.toBe(0);
    expect(blocked.stderr).toContain(`warning: vet is not executable\n  ${vet}\n`);

    fs.chmodSync(vet, 0o755);
    const foreign = await trace(world, ["go", "vet", `-vettool=${aside}`, "./hello"]);
    expect(foreign.stderr).toContain(`warning: vet is not from the tree in GOROOT\n  ${aside}\n`);
  },
);

test("GOFLAGS of the environment and of go env -w stay in force", async () => {
  const world = await lightWorld("1.22.5");
  await world.go(["env", "-w", "GOFLAGS=-tags=wanted"]);
  fs.writeFileSync(
    path.join(world.project, "hello/tagged_test.go"),
    '//go:build wanted\n\npackage main\n\nfunc init() { panic("tagged") }\n',
  );
  expect((await trace(world, ["go", "test", "./hello"])).stdout).toContain("panic: tagged");
  expect((await trace(world, ["go", "test", "./hello"], { GOFLAGS: "-tags=other" })).status).toBe(0);
});

test("a -toolexec of the user's own is said to be in the way", async () => {
  const world = await lightWorld("1.22.5");
  const fromEnv = await trace(world, ["go", "version"], { GOFLAGS: "-v '-toolexec=/x y'" });
  expect(fromEnv).toMatchObject({ status: 2, stdout: "" });
  expect(fromEnv.stderr).toBe(
    "gov: GOFLAGS has a -toolexec already, and go takes only one\nhint: unset GOFLAGS\n",
  );
  await world.go(["env", "-w", "GOFLAGS=-toolexec=time"]);
  const fromFile = await trace(world, ["--json", "--", "go", "version"]);
  expect(JSON.parse(fromFile.stdout).error).toMatchObject({
    hint: "go env -u GOFLAGS",
    file: path.join(world.home, ".config/go/env"),
    line: 1,
  });
  const typed = await trace(world, ["go", "build", "-toolexec=time", "./..."], { GOFLAGS: "-v" });
  expect(typed.stderr).toContain("the command has a -toolexec of its own");
});

test("the end of the command is gov's, and nothing is left behind", async () => {
  const world = await lightWorld();
  const temp = path.join(world.dir, "tmp");
  fs.mkdirSync(temp);
  const env = { TMPDIR: temp };
  expect(await trace(world, ["sh", "-c", "ls $TMPDIR | wc -l; kill -TERM $$"], env)).toMatchObject({
    signal: "SIGTERM",
    stdout: "1\n",
  });
  const { stderr, status } = await trace(world, ["sh", "-c", "exit 9"], env);
  expect(status).toBe(9);
  expect(stderr).toContain("no tool of Go was started");
  expect((await trace(world, ["nope"], env)).status).toBe(127);
  expect((await trace(world, [], env)).status).toBe(2);
  expect(fs.readdirSync(temp)).toEqual([]);
});

test("a place with a space works from Go 1.20 on", async () => {
  const world = await lightWorld("1.22.5");
  const spaced = path.join(world.dir, "sp ace");
  fs.mkdirSync(spaced);
  const toolexec = makeToolexec([spaced]);
  const { output, status } = await world.go(["build", "errors"], { GOFLAGS: `-v ${toolexec.flag}` });
  expect(status, output).toBe(0);
  expect(fs.readdirSync(toolexec.dir).filter((name) => name.endsWith(".start")).length).toBeGreaterThan(1);
  expect((await trace(world, ["go", "build", "errors"], { TMPDIR: spaced })).status).toBe(0);
});

function trace(world: World, args: readonly string[], env: Env = {}): Promise<RunResult> {
  const base = { PATH: world.path, GOTOOLCHAIN: "local", GOCACHE: sharedCache() };
  return runGov(world, ["trace", ...args], { env: { ...base, ...env } });
}

function hostPair(): string {
  return `${os.platform()}_${os.arch() === "x64" ? "amd64" : os.arch()}`;
}

import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { showBroken, showHealthy } from "./broken.ts";
import { finding, idsOf, lightWorld, type World } from "./world.ts";

/** The first PATH of a world without gov's shims: one release's own bin directory. */
function directPath(world: World, version: string): string {
  return `${world.goroot(version)}/bin:${world.path}`;
}

function goMod(world: World, ...lines: readonly string[]): void {
  writeTree(world.project, { "go.mod": ["module example.com/m", "", ...lines, ""].join("\n") });
}

test("a GOTOOLCHAIN that names no release stops every command from 1.21 on", async () => {
  const world = await lightWorld("1.22.5", "1.21.6", "1.27.4", "1.19.13");
  const broken = { args: ["version"], found: "error toolchain-setting" };
  const versions = ["1.22.5", "1.21.6", "1.27.4"];
  for (const setting of ["bogus", "1.22.5"]) {
    const message = `go: invalid GOTOOLCHAIN "${setting}"`;
    await showBroken(world, { ...broken, env: { GOTOOLCHAIN: setting }, message, versions });
  }
  await showBroken(world, {
    ...broken,
    env: { GOTOOLCHAIN: "go1.22.5+foo" },
    message: 'go: invalid GOTOOLCHAIN "go1.22.5+foo"',
  });
  await showHealthy(world, { GOTOOLCHAIN: "bogus", GOV_VERSION: "1.19.13" }, ["version"]);
});

test("a GOTOOLCHAIN that names a release: from PATH, by download, or not at all", async () => {
  const world = await lightWorld("1.22.5", "1.24.1");
  const other = await world.go(["version"], { GOTOOLCHAIN: "go1.24.1" });
  expect(other.output).toContain("go1.24.1");
  const fromPath = await world.doctor({ GOTOOLCHAIN: "go1.24.1" });
  expect(idsOf(fromPath)).toEqual(["note toolchain-setting"]);
  expect(finding(fromPath, "toolchain-setting").effect).toContain("go1.24.1 of PATH");
  const broken = { args: ["version"], found: "error toolchain-setting" };
  await showBroken(world, {
    ...broken,
    env: { GOTOOLCHAIN: "go1.23.99+path" },
    message: 'go: cannot find "go1.23.99" in PATH',
  });
  await showBroken(world, {
    ...broken,
    env: { GOTOOLCHAIN: "go1.23.99", GOPROXY: "off" },
    message: "toolchain not available",
  });
  await showBroken(world, {
    ...broken,
    env: { GOTOOLCHAIN: "go1.23", GOPROXY: "off" },
    message: "go: invalid toolchain: go1.23 is a language version but not a toolchain version (go1.23.x)",
  });
  expect(idsOf(await world.doctor({ GOTOOLCHAIN: "go1.23.99" }))).toEqual(["warning toolchain-setting"]);
  await showHealthy(world, { GOTOOLCHAIN: "go1.22.5" }, ["version"]);
  await showHealthy(world, { GOTOOLCHAIN: "local+auto" }, ["version"]);
});

test("a GOTOOLCHAIN of go env -w is taken out by --fix, although every go command fails", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOTOOLCHAIN: undefined };
  const file = path.join(world.home, ".config/go/env");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, "GOTOOLCHAIN=go1.99.9\nGOPRIVATE=a.example\n");
  const offline = { ...env, GOPROXY: "off" };
  expect((await world.go(["env", "-u", "GOTOOLCHAIN"], offline)).output).toContain("toolchain not available");
  expect(idsOf(await world.doctor(offline))).toEqual(["error toolchain-setting"]);
  await world.doctor(offline, ["--fix", "--yes"]);
  expect(fs.readFileSync(file, "utf8")).toBe("GOPRIVATE=a.example\n");
  await showHealthy(world, offline, ["version"]);
});

test("go.mod asks for a later release: why go refuses, or what it switches to", async () => {
  const world = await lightWorld("1.22.5", "1.24.1");
  goMod(world, "go 1.24.1");
  const PATH = directPath(world, "1.22.5");
  const only = ["--only", "toolchain-will-switch"];
  const local = { PATH, GOTOOLCHAIN: "local" };
  const refused = await world.go(["run", "./hello"], local);
  const message = "go: go.mod requires go >= 1.24.1 (running go 1.22.5; GOTOOLCHAIN=local)";
  expect(refused.output).toContain(message);
  const report = await world.doctor(local, only);
  expect(idsOf(report)).toEqual(["error toolchain-will-switch"]);
  const { effect, evidence } = finding(report, "toolchain-will-switch");
  expect(effect).toContain(message);
  expect(evidence[0]).toMatchObject({
    name: "go",
    value: "1.24.1",
    origin: { file: path.join(world.project, "go.mod"), line: 3 },
  });
  const auto = { PATH, GOTOOLCHAIN: "auto" };
  expect((await world.go(["version"], auto)).output).toContain("go1.24.1");
  const switching = await world.doctor(auto, only);
  expect(idsOf(switching)).toEqual(["note toolchain-will-switch"]);
  expect(finding(switching, "toolchain-will-switch").effect).toContain("go1.24.1 of PATH");
  await showHealthy(world, {}, ["run", "./hello"]);
});

test("a release that PATH does not have is downloaded, or that fails", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  goMod(world, "go 1.21", "", "toolchain go1.23.99");
  const only = ["--only", "toolchain-will-switch"];
  const bare = { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`, GOTOOLCHAIN: "auto" };
  const download = await world.doctor(bare, only);
  expect(idsOf(download)).toEqual(["note toolchain-will-switch"]);
  expect(finding(download, "toolchain-will-switch").effect).toContain("downloads 1.23.99");
  for (const [name, message] of [
    ["GOPROXY", "go: download go1.23.99 for linux/amd64: toolchain not available"],
    ["GOTOOLCHAIN", 'go: cannot find "go1.23.99" in PATH'],
  ] as const) {
    const env = { ...bare, [name]: name === "GOPROXY" ? "off" : "path" };
    expect((await world.go(["run", "./hello"], env)).output).toContain(message);
    const report = await world.doctor(env, only);
    expect(idsOf(report)).toEqual(["error toolchain-will-switch"]);
    expect(finding(report, "toolchain-will-switch").effect).toContain(message);
  }
  const modules = path.join(world.home, "go/pkg/mod");
  const cached = path.join(modules, "golang.org/toolchain@v0.0.1-go1.23.99.linux-amd64");
  fs.mkdirSync(cached, { recursive: true });
  // Without its hash go takes it for an unpacking that broke off.
  expect((await world.go(["version"], { ...bare, GOPROXY: "off" })).output).toContain("not available");
  expect(idsOf(await world.doctor({ ...bare, GOPROXY: "off" }, only))).toEqual([
    "error toolchain-will-switch",
  ]);
  writeTree(path.join(modules, "cache/download/golang.org/toolchain/@v"), {
    "v0.0.1-go1.23.99.linux-amd64.ziphash": "h1:x",
  });
  const fromCache = await world.doctor({ ...bare, GOPROXY: "off" }, only);
  expect(idsOf(fromCache)).toEqual(["note toolchain-will-switch"]);
  expect(finding(fromCache, "toolchain-will-switch").effect).toContain(cached);
  for (const off of [{ GO111MODULE: "off" }, { GOWORK: "off", GOTOOLCHAIN: "local" }]) {
    const env = { ...bare, ...off };
    expect((await world.go(["version"], env)).output).toContain("go1.22.5");
    expect(idsOf(await world.doctor(env, only))).toEqual([]);
  }
});

test("the settings are judged by the release that go switches to", async () => {
  const world = await lightWorld("1.22.5", "1.27.4");
  const env = { GOTOOLCHAIN: "go1.27.4", GOFLAGS: "-artifacts" };
  expect((await world.go(["version"], env)).output).toContain("go1.27.4");
  expect(idsOf(await world.doctor(env))).toEqual(["note toolchain-setting"]);
  expect((await world.go(["version"], { GOFLAGS: "-artifacts" })).output).toContain(
    "unknown flag -artifacts",
  );
});

test("a leak of what Go's switch passes on stops every command", async () => {
  const world = await lightWorld("1.22.5", "1.27.4", "1.19.13");
  const name = "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION";
  for (const version of ["1.22.5", "1.27.4"]) {
    await showBroken(world, {
      env: { [name]: "go1.21.6" },
      args: ["version"],
      message: `go: toolchain go${version} invoked to provide go1.21.6`,
      found: "error toolchain-internal-leak",
      versions: [version],
    });
  }
  expect(idsOf(await world.doctor({ [name]: "go1.22.5" }))).toEqual(["warning toolchain-internal-leak"]);
  await showHealthy(world, { [name]: "go1.21.6", GOV_VERSION: "1.19.13" }, ["version"]);
});

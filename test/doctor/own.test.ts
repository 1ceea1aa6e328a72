import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runGov } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { finding, idsOf, lightWorld, replaceFile, type World } from "./world.ts";

test("a pin that is not installed: go stops, and installing it mends that", async () => {
  const world = await lightWorld("1.22.5");
  fs.writeFileSync(path.join(world.project, ".go-version"), "1.21.6\n");
  expect((await world.go(["version"])).output).toContain("gov: Go 1.21.6 is not installed");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["error pin-missing"]);
  const { evidence, fix, effect } = finding(report, "pin-missing");
  expect(evidence[0]?.origin).toEqual({ file: path.join(world.project, ".go-version"), line: 1 });
  expect(fix.command).toBe("gov install 1.21.6");
  expect((await world.go(["version"])).output).toContain(effect.replace("go and gofmt stop with: ", ""));
  fs.writeFileSync(path.join(world.project, ".go-version"), "1.22.5\n");
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("GOV_VERSION that names nothing is a finding about the variable", async () => {
  const world = await lightWorld("1.22.5");
  const { evidence } = finding(await world.doctor({ GOV_VERSION: "^1.2" }), "pin-missing");
  expect(evidence).toEqual([{ kind: "env", name: "GOV_VERSION", value: "^1.2", origin: null }]);
});

test("a shim that is lost, stale or of a version that is gone: --fix writes them anew", async () => {
  const world = await lightWorld("1.22.5");
  const shims = path.join(world.root, "shims");
  const before = fs.readdirSync(shims).sort();
  fs.rmSync(path.join(shims, "gofmt"));
  const text = fs.readFileSync(path.join(shims, "go"), "utf8");
  replaceFile(path.join(shims, "go1.22.5"), `${text}# older\n`);
  replaceFile(path.join(shims, "go1.20.1"), text);
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning shims-stale"]);
  const names = finding(report, "shims-stale").evidence.map(({ name }) => path.basename(name));
  expect(names).toEqual(["gofmt", "go1.22.5", "go1.20.1"]);
  const env = { PATH: world.path };
  expect((await runGov(world, ["doctor", "--fix", "--yes"], { env })).status).toBe(0);
  expect(fs.readdirSync(shims).sort()).toEqual(before);
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("a stranger's file under a shim's name is named and left alone", async () => {
  const world = await lightWorld("1.22.5");
  replaceFile(path.join(world.root, "shims", "gofmt"), "#!/bin/sh\necho other\n");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning shims-stale"]);
  expect(finding(report, "shims-stale").fix.automatic).toBe(false);
});

test("versions without shims on PATH: gov setup, then a new shell", async () => {
  const world = await lightWorld("1.22.5");
  fs.writeFileSync(path.join(world.home, ".bashrc"), "# mine\n");
  const env = { PATH: SYSTEM_PATH, SHELL: "/bin/bash" };
  const other = { ...env, PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}` };
  expect((await world.go(["version"], env)).status).toBe(127);
  expect(idsOf(await world.doctor(env))).toEqual(["error setup-missing"]);
  expect(idsOf(await world.doctor(other))).toEqual(["warning setup-missing"]);
  expect((await runGov(world, ["doctor", "--fix", "--yes"], { env })).status).toBe(0);
  expect(fs.readFileSync(path.join(world.home, ".bashrc"), "utf8")).toContain("shell/gov.bash");
  expect(idsOf(await world.doctor(env))).toEqual(["error setup-missing"]);
  expect(idsOf(await world.doctor(other))).toEqual(["note setup-missing"]);
  expect((await runGov(world, ["doctor", "--undo"], { env })).status).toBe(0);
  expect(fs.readFileSync(path.join(world.home, ".bashrc"), "utf8")).toBe("# mine\n");
});

test("no go at all: none on PATH, or a shim with nothing to start", async () => {
  const world = await lightWorld("1.22.5");
  for (const name of ["versions", "default"]) {
    fs.rmSync(path.join(world.root, name), { recursive: true });
  }
  const off = { PATH: SYSTEM_PATH };
  expect((await world.go(["version"], off)).status).toBe(127);
  expect(idsOf(await world.doctor(off))).toEqual(["error go-missing"]);
  expect((await world.go(["version"])).output).toContain("gov: no Go is installed");
  const stranded = await world.doctor();
  expect(idsOf(stranded)).toEqual(["error go-missing", "warning shims-stale"]);
  expect(finding(stranded, "go-missing").effect).toContain("gov: no Go is installed");
});

test("gov's line twice in one file", async () => {
  const world = await lightWorld("1.22.5");
  const rc = path.join(world.home, ".bashrc");
  fs.writeFileSync(rc, "");
  await runGov(world, ["setup", "--shell", "bash"]);
  fs.appendFileSync(rc, `alias x=y\n${fs.readFileSync(rc, "utf8")}`);
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning setup-twice"]);
  expect(finding(report, "setup-twice").evidence.map(({ origin }) => origin?.line)).toEqual([1, 3]);
});

test("an entry of versions/ that is no toolchain", async () => {
  const world = await lightWorld("1.22.5");
  fs.mkdirSync(path.join(world.root, "versions", "1.20.1"));
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning broken-version"]);
  expect(finding(report, "broken-version").fix.command).toBe("gov install --force 1.20.1");
  fs.renameSync(path.join(world.root, "versions", "1.20.1"), path.join(world.root, "versions", "1.20; id"));
  expect(finding(await world.doctor(), "broken-version").fix.command).toBeNull();
});

test("shims of another root on PATH", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOV_ROOT: path.join(world.dir, "other") };
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["warning root-mismatch"]);
  expect(finding(report, "root-mismatch").fix.command).toBe(`export GOV_ROOT='${world.root}'`);
});

test("a root that everybody may write, and the command that takes the right away", async () => {
  const world = await lightWorld("1.22.5");
  fs.chmodSync(world.root, 0o777);
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning root-open"]);
  expect(finding(report, "root-open").fix.command).toBe(`chmod o-w '${world.root}'`);
});

test("what a killed install left is a note", async () => {
  const world = await lightWorld("1.22.5");
  const staging = path.join(world.root, "staging");
  await leaveBehind(world, staging);
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["note abandoned-work"]);
  expect(report.healthy).toBe(true);
});

/** An entry in the words of a process of this machine that is gone. */
async function leaveBehind(world: World, staging: string): Promise<void> {
  const { scratchPath } = await import("../../src/fs/scratch.ts");
  const mine = path.basename(scratchPath(staging, "1.21.6"));
  fs.mkdirSync(path.join(staging, mine.replace(`.${process.pid}.`, ".999999999.")), { recursive: true });
  expect(fs.readdirSync(staging)).toHaveLength(1);
  expect(world.root).toBe(path.dirname(staging));
}

import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { DoctorReport } from "../../src/cli/present-doctor.ts";
import { parseMounts } from "../../src/doctor/disk/mounts.ts";
import { giveToOrdinaryUser, ORDINARY_ID } from "../fs/child-program.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runProgram } from "../support/run-gov.ts";
import { showBroken, showHealthy } from "./broken.ts";
import { type Env, finding, type GoRun, idsOf, lightWorld, sharedCache, type World } from "./world.ts";

const isRoot = process.getuid?.() === 0;

/** Go and the doctor, started by another program. */
interface Under {
  readonly go: (args: readonly string[], env?: Env) => Promise<GoRun>;
  readonly doctor: (env?: Env) => Promise<DoctorReport>;
}

function startedBy(world: World, [program, ...before]: readonly [string, ...string[]]): Under {
  const start = async (args: readonly string[], env: Env) => {
    const all = { PATH: world.path, GOTOOLCHAIN: "local", GOCACHE: sharedCache(), ...env };
    return runProgram(world, program, [...before, ...args], { env: all });
  };
  return {
    go: async (args, env = {}) => {
      const { status, stdout, stderr } = await start(["env", "go", ...args], env);
      return { status, output: stdout + stderr };
    },
    doctor: async (env = {}) => {
      const { stdout, stderr } = await start([hostNode, govBin, "doctor", "--json"], env);
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as DoctorReport;
    },
  };
}

/** As somebody who is not root. */
function asOrdinaryUser(world: World): Under {
  fs.chmodSync(world.dir, 0o755);
  const user = [`--reuid=${ORDINARY_ID}`, `--regid=${ORDINARY_ID}`, "--clear-groups"] as const;
  return startedBy(world, isRoot ? ["setpriv", ...user] : ["env"]);
}

/** With mounts of its own, which `script` makes; `undefined` where this user may not mount. */
async function withMounts(world: World, script: string): Promise<Under | undefined> {
  const own = isRoot ? ["-m"] : ["-r", "-m"];
  const under = ["unshare", ...own, "sh", "-e", "-c", `${script}\nexec "$@"`, "sh"] as const;
  const { status } = await runProgram(world, under[0], [...under.slice(1), "true"]);
  if (isRoot) expect(status).toBe(0);
  return status === 0 ? startedBy(world, under) : undefined;
}

/** Go keeps no index of a package whose files are younger than two seconds. */
function ageFiles(dir: string): void {
  for (const name of fs.readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    fs.utimesSync(path.join(dir, name), 1_700_000_000, 1_700_000_000);
  }
}

test("GOCACHE that is off, relative or a file stops everything that builds", async () => {
  const world = await lightWorld("1.22.5", "1.19.13", "1.27.4");
  const file = path.join(world.home, "file");
  fs.writeFileSync(file, "");
  const states = [
    ["off", "build cache is disabled by GOCACHE=off, but required as of Go 1.12"],
    ["cache", "build cache is required, but could not be located: GOCACHE is not an absolute path"],
    [file, `failed to initialize build cache at ${file}: mkdir ${file}: not a directory`],
  ] as const;
  for (const [GOCACHE, message] of states) {
    const versions = GOCACHE === "off" ? ["1.22.5", "1.19.13", "1.27.4"] : ["1.22.5"];
    const broken = {
      args: ["build", "-o", "/dev/null", "./hello"],
      found: "error gocache-invalid",
      versions,
    };
    await showBroken(world, { ...broken, env: { GOCACHE }, message });
  }
});

test("a relative XDG_CACHE_HOME stops releases from 1.24 on", async () => {
  const world = await lightWorld("1.24.1", "1.22.5");
  const env = { GOCACHE: undefined, XDG_CACHE_HOME: "caches" };
  const list = ["list", "-export", "./web"];
  const broken = await world.go(list, env);
  const message = "GOCACHE is not defined and path in $XDG_CACHE_HOME is relative";
  expect(broken.output).toContain(message);
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error gocache-invalid"]);
  const { effect, evidence } = finding(report, "gocache-invalid");
  expect(effect).toContain(message);
  expect(evidence.map(({ value }) => value)).toEqual(["a relative path"]);
  expect(idsOf(await world.doctor({ ...env, GOV_VERSION: "1.22.5" }))).toEqual([]);
});

test("a build cache that `sudo go run` left behind: go test blames GOROOT, the doctor does not", async () => {
  const world = await lightWorld("1.22.5");
  const user = asOrdinaryUser(world);
  const GOCACHE = path.join(world.home, "cache");
  const lone = "package main\n\nfunc main() { println(1) }\n";
  fs.writeFileSync(path.join(world.project, "hello/main.go"), lone);
  ageFiles(world.project);
  await world.go(["run", "./hello"], { GOCACHE });
  if (!isRoot) for (const name of fs.readdirSync(GOCACHE)) fs.chmodSync(path.join(GOCACHE, name), 0o555);
  const env = { GOCACHE, GOPATH: "/tmp/go" };
  expect((await user.go(["run", "./hello"], env)).output).toBe("1\n");
  const broken = await user.go(["test", "./hello"], env);
  expect(broken.output).toContain("package testing is not in std");
  expect((await user.go(["test", "./hello"], { ...env, GODEBUG: "goindex=0" })).output).not.toContain(
    "in std",
  );
  const report = await user.doctor(env);
  expect(idsOf(report)).toEqual(["error gocache-unwritable"]);
  const { effect, fix } = finding(report, "gocache-unwritable");
  expect(effect).toContain("package testing is not in std");
  expect(fix.command).toBe(
    isRoot ? `sudo chown -R "$(id -u):$(id -g)" '${GOCACHE}'` : `chmod -R u+rwX '${GOCACHE}'`,
  );
  if (isRoot) {
    fs.chownSync(GOCACHE, ORDINARY_ID, ORDINARY_ID);
    expect((await user.go(["test", "./hello"], env)).output).toContain("package testing is not in std");
    expect(idsOf(await user.doctor(env))).toEqual(["error gocache-unwritable"]);
    giveToOrdinaryUser(GOCACHE);
  } else {
    await runProgram(world, "sh", ["-c", fix.command ?? ""]);
  }
  expect((await user.go(["test", "./hello"], env)).status).toBe(0);
  expect(idsOf(await user.doctor(env))).toEqual([]);
});

test("a build cache and a module cache that cannot be made", async () => {
  const world = await lightWorld("1.22.5");
  const user = asOrdinaryUser(world);
  const closed = path.join(world.home, "closed");
  fs.mkdirSync(closed, { mode: 0o555 });
  const env = { GOCACHE: `${closed}/caches/go`, GOPATH: "/tmp/go" };
  const broken = await user.go(["build", "./..."], env);
  const message = `failed to initialize build cache at ${env.GOCACHE}: mkdir ${closed}/caches: permission denied`;
  expect(broken.output).toContain(message);
  const report = await user.doctor(env);
  expect(idsOf(report)).toEqual(["error gocache-unwritable"]);
  expect(finding(report, "gocache-unwritable").effect).toContain(message);
  const modules = await user.doctor({ GOCACHE: "/tmp/cache", GOMODCACHE: `${closed}/mod` });
  expect(idsOf(modules)).toEqual(["warning gomodcache"]);
  expect(finding(modules, "gomodcache").effect).toContain(`mkdir ${closed}/mod: permission denied`);
});

test("temporary files have no place", async () => {
  const world = await lightWorld("1.22.5", "1.19.13", "1.27.4");
  const broken = { args: ["build", "./..."], found: "error exec-tmp" };
  const gone = "go: creating work dir: stat /gone: no such file or directory";
  const versions = ["1.22.5", "1.19.13", "1.27.4"];
  await showBroken(world, { ...broken, env: { GOTMPDIR: "/gone" }, message: gone, versions });
  await showBroken(world, { ...broken, env: { TMPDIR: "/gone" }, message: gone });
  const user = asOrdinaryUser(world);
  const env = { GOTMPDIR: path.join(world.home, "closed"), GOPATH: "/tmp/go", GOCACHE: "/tmp/cache" };
  fs.mkdirSync(env.GOTMPDIR, { mode: 0o555 });
  const closed = await user.go(["vet", "./web"], { ...env, GOCACHE: path.join(world.project, "cache") });
  expect(closed.status).not.toBe(0);
  const report = await user.doctor(env);
  expect(idsOf(report)).toEqual(["error exec-tmp"]);
  expect(finding(report, "exec-tmp").effect).toContain(`mkdir ${env.GOTMPDIR}/go-build`);
});

test("a noexec directory for temporary files: go test fails, and go build works", async ({ skip }) => {
  const world = await lightWorld("1.22.5", "1.24.1");
  const dir = path.join(world.dir, "tmp dir");
  fs.mkdirSync(dir);
  const mounted = await withMounts(world, `mount -t tmpfs -o noexec tmpfs '${dir}'`);
  if (mounted === undefined) return skip("this user may not mount");
  for (const version of ["1.22.5", "1.24.1"]) {
    const env = { GOTMPDIR: dir, GOV_VERSION: version };
    const tested = await mounted.go(["test", "-count=1", "./hello"], env);
    expect(tested.output).toMatch(/fork\/exec .*\/tmp dir\/go-build\S*\/hello\.test: permission denied/);
    expect((await mounted.go(["build", "./..."], env)).status).toBe(0);
    const report = await mounted.doctor(env);
    expect(idsOf(report)).toEqual(["error exec-tmp"]);
    const { effect, evidence } = finding(report, "exec-tmp");
    expect(effect).toContain(`fork/exec ${dir}/go-build...: permission denied`);
    expect(evidence.map(({ name, value }) => [name, value])).toContainEqual([dir, "mounted noexec"]);
    expect((await mounted.go(["test", "-count=1", "./hello"], { GOV_VERSION: version })).status).toBe(0);
  }
});

test("a noexec build cache: go run fails from 1.24 on, and go test works", async ({ skip }) => {
  const world = await lightWorld("1.24.1", "1.22.5");
  const dir = path.join(world.dir, "cache");
  fs.mkdirSync(dir);
  const bind = `mount --bind '${sharedCache()}' '${dir}'`;
  const mounted = await withMounts(world, `${bind}\nmount -o remount,bind,noexec '${dir}'`);
  if (mounted === undefined) return skip("this user may not mount");
  for (const _time of [1, 2]) await world.go(["run", "./hello"]);
  const env = { GOCACHE: dir };
  expect((await mounted.go(["run", "./hello"], env)).output).toMatch(
    /fork\/exec .*\/cache\/.*: permission denied/,
  );
  expect((await mounted.go(["test", "./hello"], env)).status).toBe(0);
  const report = await mounted.doctor(env);
  expect(idsOf(report)).toEqual(["error exec-gocache"]);
  expect(finding(report, "exec-gocache").effect).toContain(`fork/exec ${dir}/...: permission denied`);
  const older = { ...env, GOV_VERSION: "1.22.5" };
  expect((await mounted.go(["run", "./hello"], older)).output).toBe("hello\n");
  expect(idsOf(await mounted.doctor(older))).toEqual([]);
});

test("a disk without room: full is an error, nearly full a warning, and one disk is one finding", async ({
  skip,
}) => {
  const world = await lightWorld("1.22.5");
  const dir = path.join(world.dir, "disk");
  fs.mkdirSync(dir);
  const small = (options: string) => withMounts(world, `mount -t tmpfs -o ${options} tmpfs '${dir}'`);
  const full = await withMounts(
    world,
    `mount -t tmpfs -o size=1m tmpfs '${dir}'\nhead -c 2000000 /dev/zero >'${dir}/filler' 2>/dev/null || :`,
  );
  if (full === undefined) return skip("this user may not mount");
  const env = { GOCACHE: `${dir}/cache`, GOTMPDIR: dir, GOPATH: `${dir}/go` };
  expect((await full.go(["build", "./..."], env)).output).toContain("package fmt is not in std");
  const report = await full.doctor(env);
  expect(idsOf(report)).toEqual(["error gocache-space"]);
  const { effect, evidence } = finding(report, "gocache-space");
  expect(effect).toContain("package fmt is not in std");
  expect(evidence.map(({ name }) => name)).toEqual([
    "GOCACHE",
    env.GOCACHE,
    "GOTMPDIR",
    dir,
    `${dir}/go/pkg/mod`,
  ]);
  const inodes = await small("size=2g,nr_inodes=3");
  expect((await inodes?.go(["build", "./..."], env))?.output).toContain("no space left on device");
  expect(idsOf((await inodes?.doctor(env)) as DoctorReport)).toEqual(["error gocache-space"]);
  const low = await small("size=200m");
  expect(idsOf((await low?.doctor({ GOCACHE: env.GOCACHE })) as DoctorReport)).toEqual([
    "warning gocache-space",
  ]);
  expect(idsOf((await low?.doctor({ GOTMPDIR: dir })) as DoctorReport)).toEqual([]);
  await showHealthy(world, {}, ["build", "./..."]);
});

test("the lines of mountinfo", () => {
  const text = [
    "36 35 98:0 /a /mnt/with\\040blank rw,noexec,relatime master:1 - ext3 /dev/root rw",
    "broken",
    "",
  ].join("\n");
  expect(parseMounts(text)).toEqual([{ point: "/mnt/with blank", options: ["rw", "noexec", "relatime"] }]);
});

test.runIf(isRoot)(
  "a cache in a home that cannot be looked into, as HOME=/root has it for others",
  async () => {
    const world = await lightWorld("1.22.5");
    const hidden = path.join(world.dir, "hidden");
    fs.mkdirSync(path.join(hidden, ".cache"), { recursive: true });
    fs.chmodSync(hidden, 0o700);
    const user = asOrdinaryUser(world);
    const env = { GOCACHE: path.join(hidden, ".cache", "go-build") };
    const message = `mkdir ${path.join(hidden, ".cache")}: permission denied`;
    expect((await user.go(["build", "./..."], env)).output).toContain(message);
    expect(finding(await user.doctor(env), "gocache-unwritable").effect).toContain(message);
  },
);

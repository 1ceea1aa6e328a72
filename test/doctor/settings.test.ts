import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { cpuLevel } from "../../src/doctor/go/cpu-level.ts";
import { treeModuleZip } from "../support/archives.ts";
import { writeTree } from "../support/tree.ts";
import { showBroken, showHealthy } from "./broken.ts";
import { type Env, finding, idsOf, lightWorld } from "./world.ts";

const ERAS = ["1.22.5", "1.19.13", "1.27.4"] as const;
const DOWNLOAD = ["mod", "download", "example.com/dependency@v1.0.0"];

/** A proxy of modules without a server, with one version of one module. */
function moduleProxy(dir: string): Env {
  const versions = path.join(dir, "proxy/example.com/dependency/@v");
  const goMod = "module example.com/dependency\n";
  writeTree(versions, { list: "v1.0.0\n", "v1.0.0.info": '{"Version":"v1.0.0"}', "v1.0.0.mod": goMod });
  const zip = treeModuleZip({ "go.mod": goMod }, "example.com/dependency@v1.0.0/");
  fs.writeFileSync(path.join(versions, "v1.0.0.zip"), zip);
  return { GOPROXY: `file://${dir}/proxy`, GONOSUMDB: "*" };
}

test("a GOPATH that is relative or starts with ~ stops every command", async () => {
  const world = await lightWorld(...ERAS);
  await showBroken(world, {
    env: { GOPATH: "/tmp:work/go" },
    args: ["version"],
    message: 'go: GOPATH entry is relative; must be absolute path: "work/go"',
    found: "error gopath",
    versions: ERAS,
  });
  await showBroken(world, {
    env: { GOPATH: "~/go" },
    args: ["version"],
    message: "go: GOPATH entry cannot start with shell metacharacter '~': \"~/go\"",
    found: "error gopath",
  });
});

test("a GOPATH that is GOROOT, or inside of it, is a warning; one with a blank is fine", async () => {
  const world = await lightWorld("1.22.5");
  const goroot = world.goroot("1.22.5");
  expect((await world.go(["version"], { GOPATH: goroot })).output).toContain("GOPATH set to GOROOT");
  const same = await world.doctor({ GOPATH: goroot });
  expect(idsOf(same)).toEqual(["warning gopath"]);
  expect(finding(same, "gopath").title).toBe("GOPATH is the same directory as GOROOT");
  expect(idsOf(await world.doctor({ GOPATH: `${goroot}/work` }))).toEqual(["warning gopath"]);
  await showHealthy(world, { GOPATH: `${world.home}/my go:/tmp/go` }, ["run", "./hello"]);
});

test("a Go tree in ~/go is GOPATH for who sets none", async () => {
  const world = await lightWorld("1.22.5");
  const tree = path.join(world.home, "go");
  fs.renameSync(world.goroot("1.22.5"), tree);
  const env = { PATH: `${tree}/bin:${world.path}` };
  expect((await world.go(["version"], env)).output).toContain(`GOPATH set to GOROOT (${tree})`);
  expect(idsOf(await world.doctor(env, ["--only", "gopath"]))).toEqual(["warning gopath"]);
  expect((await world.go(["version"], { ...env, GOPATH: `${world.home}/work` })).output).toMatch(
    /^go version/,
  );
  expect(idsOf(await world.doctor({ ...env, GOPATH: `${world.home}/work` }, ["--only", "gopath"]))).toEqual(
    [],
  );
});

test("GO111MODULE is on, off or auto", async () => {
  const world = await lightWorld(...ERAS);
  await showBroken(world, {
    env: { GO111MODULE: "yes" },
    args: ["env", "GOPATH"],
    message: "go: unknown environment setting GO111MODULE=yes",
    found: "error go111module",
    versions: ERAS,
  });
  await showHealthy(world, { GO111MODULE: "on", GOPATH: path.join(world.home, "go") }, ["run", "./hello"]);
});

test("GO111MODULE=off is a warning in a module only", async () => {
  const world = await lightWorld("1.22.5");
  const off = { GO111MODULE: "off" };
  expect((await world.go(["mod", "tidy"], off)).output).toContain("go: modules disabled by GO111MODULE=off");
  const report = await world.doctor(off);
  expect(idsOf(report)).toEqual(["warning go111module"]);
  expect(finding(report, "go111module").effect).toContain("go: modules disabled by GO111MODULE=off");
  expect((await world.go(["mod", "tidy"])).status).toBe(0);
  expect(idsOf(await world.doctor(off, [], { cwd: world.home }))).toEqual([]);
});

test("GOWORK names a file that is not there, or no go.work", async () => {
  const world = await lightWorld(...ERAS);
  const broken = { args: ["list", "./..."], found: "error gowork" };
  await showBroken(world, {
    ...broken,
    env: { GOWORK: "/gone/go.work" },
    message: "reading go.work: open /gone/go.work: no such file or directory",
    versions: ERAS,
  });
  await showBroken(world, { ...broken, env: { GOWORK: "/etc" }, message: "read /etc: is a directory" });
  const relative = { ...broken, env: { GOWORK: "go.work" } };
  await showBroken(world, { ...relative, message: "go: invalid GOWORK: not an absolute path" });
  const old = "the path provided to GOWORK must be an absolute path";
  await showBroken(world, { ...relative, message: old, versions: ["1.19.13"] });
  const goMod = path.join(world.project, "go.mod");
  await showBroken(world, { ...broken, env: { GOWORK: goMod }, message: "unknown directive" });
});

test("a go.work that is there is fine, and GOWORK=off beside it is a note", async () => {
  const world = await lightWorld("1.22.5");
  const goWork = path.join(world.home, "go.work");
  fs.writeFileSync(goWork, `// all of it\n\ngo 1.22\n\nuse ${world.project}\n`);
  await showHealthy(world, { GOWORK: goWork }, ["run", "./hello"]);
  await showHealthy(world, { GOWORK: "off" }, ["run", "./hello"]);
  fs.writeFileSync(path.join(world.project, "go.work"), "go 1.22\n\nuse .\n");
  expect(idsOf(await world.doctor({ GOWORK: "off" }))).toEqual(["note gowork"]);
});

test("GOMODCACHE that is relative or a file stops what needs a dependency", async () => {
  const world = await lightWorld(...ERAS);
  const proxy = { ...moduleProxy(world.dir), GOPATH: path.join(world.home, "work") };
  const broken = { args: DOWNLOAD, found: "error gomodcache", versions: ERAS, mended: proxy };
  await showBroken(world, {
    ...broken,
    env: { ...proxy, GOMODCACHE: "mod" },
    message: 'go: GOMODCACHE entry is relative; must be absolute path: "mod"',
  });
  const file = path.join(world.home, "file");
  fs.writeFileSync(file, "");
  const message = `go: could not create module cache: "${file}" is not a directory`;
  await showBroken(world, { ...broken, env: { ...proxy, GOMODCACHE: file }, message });
});

test("GOBIN that is relative stops go install; one in gov's shims or off PATH is said", async () => {
  const world = await lightWorld(...ERAS);
  await showBroken(world, {
    env: { GOBIN: "bin" },
    args: ["install", "./hello"],
    message: "cannot install, GOBIN must be an absolute path",
    found: "error gobin",
    versions: ERAS,
    mended: { GOBIN: path.join(world.home, "bin") },
  });
  expect(idsOf(await world.doctor({ GOBIN: path.join(world.root, "shims") }))).toEqual(["warning gobin"]);
  expect(idsOf(await world.doctor({ GOBIN: path.join(world.home, "bin") }))).toEqual(["note gobin"]);
  await showHealthy(world, { GOBIN: "/usr/local/bin/" }, ["version"]);
});

test("without HOME there is no place for the build cache, or for modules", async () => {
  const world = await lightWorld(...ERAS);
  const env = { HOME: undefined, GOV_ROOT: world.root };
  await showBroken(world, {
    env: { ...env, GOCACHE: undefined },
    args: ["build", "./..."],
    message: "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined",
    found: "error home-unset",
    versions: ERAS,
    mended: env,
  });
  const proxy = { ...env, ...moduleProxy(world.dir) };
  const work = { ...proxy, GOPATH: path.join(world.dir, "work") };
  await showBroken(world, {
    env: proxy,
    args: DOWNLOAD,
    message: "go: module cache not found: neither GOMODCACHE nor GOPATH is set",
    found: "warning home-unset",
    mended: work,
  });
  await showHealthy(world, work, ["run", "./hello"]);
});

test("an experiment that the release does not have stops every command", async () => {
  const world = await lightWorld(...ERAS, "1.24.1");
  const broken = { args: ["version"], found: "error goexperiment" };
  const unknown = "go: unknown GOEXPERIMENT ";
  await showBroken(world, {
    ...broken,
    env: { GOEXPERIMENT: "norangefunc" },
    message: `${unknown}rangefunc`,
    versions: ["1.19.13", "1.27.4"],
  });
  await showBroken(world, {
    ...broken,
    env: { GOEXPERIMENT: "fieldtrack,synctest" },
    message: `${unknown}synctest`,
    versions: ["1.22.5", "1.27.4"],
  });
  for (const version of ["1.22.5", "1.24.1"]) {
    await showHealthy(world, { GOEXPERIMENT: "none,rangefunc,noregabi", GOV_VERSION: version }, ["version"]);
  }
});

test("a pair of GOOS and GOARCH that the release does not know", async () => {
  const world = await lightWorld(...ERAS, "1.25.14");
  const broken = { args: ["build", "./..."], found: "error goos-goarch" };
  const message = "go: unsupported GOOS/GOARCH pair ";
  await showBroken(world, {
    ...broken,
    env: { GOARCH: "x86_64" },
    message: `${message}linux/x86_64`,
    versions: ERAS,
  });
  const env = { GOOS: "wasip1", GOARCH: "wasm" };
  await showBroken(world, { ...broken, env, message: `${message}wasip1/wasm`, versions: ["1.19.13"] });
  const [linux] = await showBroken(world, {
    ...broken,
    env: { GOOS: "Linux" },
    message: `${message}Linux/amd64`,
  });
  expect(linux?.fix.command).toBe("unset GOOS");
});

test("to build for another machine is a note by the way, and a warning when it is stored", async () => {
  const world = await lightWorld("1.22.5");
  const run = await world.go(["run", "./hello"], { GOARCH: "arm64" });
  expect(run.output).toContain("exec format error");
  const report = await world.doctor({ GOARCH: "arm64" });
  expect(idsOf(report)).toEqual(["note goos-goarch"]);
  expect(finding(report, "goos-goarch").effect).toContain("exec format error");
  expect(idsOf(await world.doctor({ GOARCH: "386" }))).toEqual([]);
  await world.go(["env", "-w", "GOARCH=arm64", "GOOS=linux"]);
  expect(idsOf(await world.doctor())).toEqual(["warning goos-goarch"]);
  await world.doctor({}, ["--fix", "--yes"]);
  expect(idsOf(await world.doctor())).toEqual([]);
  expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
});

test("a GOAMD64 that Go does not know stops releases up to 1.22, and later ones pass over it", async () => {
  const world = await lightWorld(...ERAS);
  const env = { GOAMD64: "v9" };
  await showBroken(world, {
    env,
    args: ["version"],
    message: "go: invalid GOAMD64: must be v1, v2, v3, v4",
    found: "error goamd64",
    versions: ["1.22.5", "1.19.13"],
  });
  const later = { ...env, GOV_VERSION: "1.27.4" };
  expect((await world.go(["run", "./hello"], later)).output).toBe("hello\n");
  expect(idsOf(await world.doctor(later))).toEqual(["warning goamd64"]);
  await showHealthy(world, { GOAMD64: "v1" }, ["version"]);
});

test("the level of a processor is read from its flags", () => {
  const v1 = "fpu sse sse2";
  const v2 = `${v1} ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm`;
  const v3 = `${v2} avx avx2 bmi1 bmi2 f16c fma movbe abm`;
  const v4 = `${v3} avx512f avx512dq avx512cd avx512bw avx512vl`;
  const level = (flags: string) => cpuLevel(`processor\t: 0\nflags\t\t: ${flags}\nbugs\t\t:\n`);
  expect([v1, v2, v3, v4].map(level)).toEqual([1, 2, 3, 4]);
  expect(level(`${v2} avx`)).toBe(2);
  expect(cpuLevel("Features\t: fp asimd\n")).toBeUndefined();
});

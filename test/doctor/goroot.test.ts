import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SYSTEM_PATH } from "../support/seed.ts";
import { putAway, warmUp, withoutShim, writeGoEnv } from "./tree-damage.ts";
import { finding, idsOf, lightWorld } from "./world.ts";

beforeAll(() => warmUp("1.22.5", "1.21.6", "1.19.13", "1.27.4"));

describe("a GOROOT that is gone", () => {
  test.each(["1.19.13", "1.22.5", "1.27.4"] as const)("stops every go command (%s)", async (version) => {
    const world = await lightWorld(version);
    const env = { ...withoutShim(world, version), GOROOT: "/gone/go1.18" };
    expect((await world.go(["version"], env)).output).toContain(
      "go: cannot find GOROOT directory: /gone/go1.18",
    );
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["error goroot-missing"]);
    expect(finding(report, "goroot-missing").fix.command).toBe("unset GOROOT");
    expect((await world.go(["version"], { ...env, GOROOT: undefined })).status).toBe(0);
  });

  test("is a warning under gov's shim, which sets its own", async () => {
    const world = await lightWorld("1.22.5");
    const env = { GOROOT: "/gone/go1.19" };
    expect((await world.go(["version"], env)).output).toContain("go1.22.5");
    expect(idsOf(await world.doctor(env))).toEqual(["warning goroot-missing"]);
  });
});

test("a GOROOT of another release fails run, test, build and vet alike", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const env = { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`, GOROOT: world.goroot("1.21.6") };
  const message = 'compile: version "go1.21.6" does not match go tool version "go1.22.5"';
  for (const command of ["run", "test", "vet"]) {
    expect((await world.go([command, "./hello"], env)).output, command).toContain(message);
  }
  expect((await world.go(["build", "./..."], env)).output).toContain(message);
  const skew = finding(await world.doctor(env), "goroot-skew");
  expect(skew.severity).toBe("error");
  expect(skew.effect).toContain(message);
  expect(skew.evidence.map(({ value }) => value)).toEqual([world.goroot("1.21.6"), "go1.22.5"]);
  expect(path.isAbsolute(skew.evidence[1]?.name ?? "")).toBe(true);
  expect((await world.go(["test", "./hello"], { ...env, GOROOT: undefined })).status).toBe(0);
});

test("a GOROOT of the tree itself is no finding, with and without the shim", async () => {
  const world = await lightWorld("1.22.5");
  const GOROOT = world.goroot("1.22.5");
  expect(idsOf(await world.doctor({ GOROOT }))).toEqual([]);
  expect(idsOf(await world.doctor({ ...withoutShim(world, "1.22.5"), GOROOT: `${GOROOT}/` }))).toEqual([]);
});

describe("a GOROOT that is no tree", () => {
  test.each(["1.19.13", "1.22.5", "1.27.4"] as const)("looks healthy to go version (%s)", async (version) => {
    const world = await lightWorld(version);
    const GOROOT = path.join(world.dir, "empty");
    fs.mkdirSync(GOROOT);
    const env = { ...withoutShim(world, version), GOROOT };
    expect((await world.go(["version"], env)).status).toBe(0);
    const { output } = await world.go(["run", "./hello"], env);
    expect(output).toContain(
      `package fmt is not in ${version === "1.19.13" ? "GOROOT" : "std"} (${GOROOT}/src/fmt)`,
    );
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["error goroot-not-a-root"]);
    expect(finding(report, "goroot-not-a-root").effect).toContain(`(${GOROOT}/src/fmt)`);
    expect((await world.go(["run", "./hello"], { ...env, GOROOT: undefined })).output).toBe("hello\n");
  });

  test.each([
    ["the bin directory", (goroot: string) => `${goroot}/bin`, "the bin directory of the tree"],
    ["GOPATH", (_: string, home: string) => `${home}/go`, "GOPATH, where packages and programs"],
    ["/usr", () => "/usr", "a system directory"],
  ])("is called by its name: %s", async (_name, place, words) => {
    const world = await lightWorld("1.22.5");
    fs.mkdirSync(path.join(world.home, "go"));
    const GOROOT = place(world.goroot("1.22.5"), world.home);
    const env = { ...withoutShim(world, "1.22.5"), GOROOT };
    expect((await world.go(["run", "./hello"], env)).output).toContain("package fmt is not in std");
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["error goroot-not-a-root"]);
    expect(finding(report, "goroot-not-a-root").title).toContain(words);
  });

  test("has sources and no tools, as in Debian's /usr/share", async () => {
    const world = await lightWorld("1.22.5");
    const GOROOT = path.join(world.dir, "share");
    fs.mkdirSync(GOROOT);
    fs.symlinkSync(path.join(world.goroot("1.22.5"), "src"), path.join(GOROOT, "src"));
    const env = { ...withoutShim(world, "1.22.5"), GOROOT };
    const message = 'go: no such tool "compile"';
    expect((await world.go(["run", "./hello"], env)).output).toContain(message);
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["error goroot-not-a-root"]);
    expect(finding(report, "goroot-not-a-root").effect).toContain(message);
  });
});

test("a relative GOROOT that leads nowhere stops every go command", async () => {
  const world = await lightWorld("1.22.5");
  const env = { ...withoutShim(world, "1.22.5"), GOROOT: "~/go1.22" };
  const message = "go: cannot find GOROOT directory: ~/go1.22";
  expect((await world.go(["version"], env)).output).toContain(message);
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error goroot-relative"]);
  expect(finding(report, "goroot-relative").effect).toContain(message);
  expect(idsOf(await world.doctor({ GOROOT: "~/go1.22" }))).toEqual(["warning goroot-relative"]);
});

describe("a GOROOT in the file of go env -w", () => {
  test.each(["1.22.5", "1.27.4"] as const)(
    "of another release is an error, and --fix takes it out (%s)",
    async (version) => {
      const world = await lightWorld(version, "1.21.6");
      const file = writeGoEnv(world, "GOFLAGS=-v", `GOROOT=${world.goroot("1.21.6")}`, "# mine");
      const env = withoutShim(world, version);
      const message = `compile: version "go1.21.6" does not match go tool version "go${version}"`;
      expect((await world.go(["vet", "./hello"], env)).output).toContain(message);
      const report = await world.doctor(env);
      expect(idsOf(report)).toEqual(["error goroot-skew"]);
      expect(finding(report, "goroot-skew").evidence[0]?.origin).toEqual({ file, line: 2 });
      await world.doctor(env, ["--fix", "--yes"]);
      expect(fs.readFileSync(file, "utf8")).toBe("GOFLAGS=-v\n# mine\n");
      expect((await world.go(["vet", "./hello"], env)).status).toBe(0);
      expect(idsOf(await world.doctor(env))).toEqual([]);
    },
  );

  test("of the tree in use is a warning: it holds for every other release too", async () => {
    const world = await lightWorld("1.22.5");
    writeGoEnv(world, `GOROOT=${world.goroot("1.22.5")}`);
    expect((await world.go(["run", "./hello"], withoutShim(world, "1.22.5"))).output).toBe("hello\n");
    expect(idsOf(await world.doctor(withoutShim(world, "1.22.5")))).toEqual(["warning goroot-in-goenv"]);
  });

  test("is masked by gov's shim, when that tree has a go.env", async () => {
    const world = await lightWorld("1.22.5", "1.21.6");
    writeGoEnv(world, `GOROOT=${world.goroot("1.21.6")}`);
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["warning goroot-in-goenv"]);
    expect(finding(report, "goroot-in-goenv").effect).toContain("gov's shims set their own GOROOT");
  });

  test("breaks downloads even under the shim, when that tree has none", async () => {
    const world = await lightWorld("1.22.5", "1.19.13");
    const file = writeGoEnv(world, `GOROOT=${world.goroot("1.19.13")}`);
    const { output } = await world.go(["get", "example.com/x@v1.0.0"]);
    const message = "GOPROXY list is not the empty string, but contains no entries";
    expect(output).toContain(message);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error goroot-in-goenv"]);
    expect(finding(report, "goroot-in-goenv").effect).toContain(message);
    expect(idsOf(await world.doctor({ GOPROXY: "off" }))).toEqual(["warning goroot-in-goenv"]);
    fs.rmSync(file);
    expect((await world.go(["env", "GOPROXY"])).output).toContain("https://");
  });
});

describe("a GOROOT in the environment of another tree than the shim's", () => {
  test("is a warning: a go that is started by its path fails", async () => {
    const world = await lightWorld("1.22.5", "1.21.6");
    const env = { GOROOT: world.goroot("1.21.6") };
    expect((await world.go(["run", "./hello"], env)).output).toBe("hello\n");
    const direct = { ...env, ...withoutShim(world, "1.22.5") };
    expect((await world.go(["run", "./hello"], direct)).output).toContain("does not match go tool version");
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["warning goroot-exported-foreign"]);
    expect(finding(report, "goroot-exported-foreign").title).toContain(world.goroot("1.22.5"));
  });
});

test("a GOROOT of another machine has no tools for this one", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const GOROOT = world.goroot("1.21.6");
  const tools = path.join(GOROOT, "pkg", "tool");
  const [host = ""] = fs.readdirSync(tools);
  fs.renameSync(path.join(tools, host), path.join(tools, "linux_mips64"));
  const env = { ...withoutShim(world, "1.22.5"), GOROOT };
  const message = 'go: no such tool "compile"';
  expect((await world.go(["run", "./hello"], env)).output).toContain(message);
  const report = await world.doctor(env, ["--only", "foreign-tree"]);
  expect(idsOf(report)).toEqual(["error foreign-tree"]);
  expect(finding(report, "foreign-tree").effect).toContain(message);
  expect(finding(report, "foreign-tree").title).toContain("linux_mips64");
  // gov's own 1.21.6 is damaged by this test: that is another finding, and a warning.
  const restore = putAway(world, path.dirname(GOROOT));
  expect((await world.go(["run", "./hello"], withoutShim(world, "1.22.5"))).output).toBe("hello\n");
  restore();
});

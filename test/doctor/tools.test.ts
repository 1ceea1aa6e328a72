import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { DoctorReport } from "../../src/cli/present-doctor.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { networkEnv } from "../support/seed.ts";
import { seedRoot } from "../support/toolchains.ts";
import { ARM64, fakeProgram } from "../toolchains/fake-program.ts";
import { putAway, swapFor, toolDir, warmUp, withoutShim } from "./tree-damage.ts";
import { finding, idsOf, lightWorld, replaceFile } from "./world.ts";

beforeAll(() => warmUp("1.22.5", "1.24.1", "1.19.13", "1.27.4"));

describe("a tool that is missing", () => {
  test.each(["1.19.13", "1.27.4"] as const)(
    "compile and link: all that builds fails (%s)",
    async (version) => {
      const world = await lightWorld(version);
      const tools = toolDir(world.goroot(version));
      const restore = ["compile", "link"].map((name) => putAway(world, path.join(tools, name)));
      const message = 'go: no such tool "compile"';
      expect((await world.go(["run", "./hello"])).output).toContain(message);
      expect((await world.go(["version"])).status).toBe(0);
      const report = await world.doctor();
      expect(idsOf(report)).toEqual(["error tool-missing"]);
      const missing = finding(report, "tool-missing");
      expect(missing.title).toBe(`compile and link are missing in ${tools}`);
      expect(missing.effect).toBe(`go run, build, test and vet fail with: ${message}`);
      expect(missing.fix.command).toBe(`gov install --force ${version}`);
      for (const put of restore) put();
      expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
      expect(idsOf(await world.doctor())).toEqual([]);
    },
  );

  test.each([
    ["1.22.5", "cover", ["test", "-cover", "./hello"]],
    ["1.22.5", "covdata", ["test", "-cover", "./bare"]],
    ["1.24.1", "preprofile", ["build", "-o", "out", "-pgo=cpu.pprof", "./hello"]],
  ] as const)("of %s, %s: a warning, since only an option needs it", async (version, tool, command) => {
    const world = await lightWorld(version);
    fs.mkdirSync(path.join(world.project, "bare"));
    fs.writeFileSync(path.join(world.project, "bare", "bare.go"), "package bare\n\nfunc X() {}\n");
    fs.writeFileSync(path.join(world.project, "cpu.pprof"), "");
    const restore = putAway(world, path.join(toolDir(world.goroot(version)), tool));
    expect((await world.go(command)).output).toContain(`go: no such tool "${tool}"`);
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["warning tool-missing"]);
    expect(finding(report, "tool-missing").effect).toContain(`go: no such tool "${tool}"`);
    restore();
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("in a version that is not the one in use: a warning", async () => {
    const world = await lightWorld("1.22.5", "1.24.1");
    putAway(world, path.join(toolDir(world.goroot("1.24.1")), "compile"));
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["warning tool-missing"]);
    expect(finding(report, "tool-missing").fix.command).toBe("gov install --force 1.24.1");
  });

  test("that no command needs is none of the doctor's business", async () => {
    const world = await lightWorld("1.22.5");
    putAway(world, path.join(toolDir(world.goroot("1.22.5")), "pprof"));
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("comes back by the fix that is named", async () => {
    const world = await lightWorld("1.22.5");
    const cover = path.join(toolDir(world.goroot("1.22.5")), "cover");
    putAway(world, cover);
    const { command } = finding(await world.doctor(), "tool-missing").fix;
    expect(command).toBe("gov install --force 1.22.5");
    const args = ["install", "--force", "--from", "goproxy", "1.22.5"];
    const { status, stderr } = await runGov(world, args, { env: networkEnv() });
    expect(status, stderr).toBe(0);
    expect(fs.existsSync(cover)).toBe(true);
    expect((await world.doctor()).healthy).toBe(true);
  });
});

describe("a tool that this user may not start", () => {
  test("go itself, behind gov's shim", async () => {
    const world = await lightWorld("1.22.5");
    const go = path.join(world.goroot("1.22.5"), "bin", "go");
    replaceFile(go, fs.readFileSync(go), 0o644);
    expect((await world.go(["version"])).output).toContain("gov: no Go is installed");
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error tool-not-executable"]);
    const { effect, fix } = finding(report, "tool-not-executable");
    expect(effect).toContain("no Go is installed");
    execFileSync("/bin/sh", ["-c", fix.command ?? ""]);
    expect((await world.go(["version"])).output).toContain("go1.22.5");
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("all of them, in one finding", async () => {
    const world = await lightWorld("1.22.5");
    const tools = toolDir(world.goroot("1.22.5"));
    for (const name of ["compile", "asm", "link", "vet", "cgo", "cover", "covdata"]) {
      const file = path.join(tools, name);
      replaceFile(file, fs.readFileSync(file), 0o644);
    }
    const { output } = await world.go(["run", "./hello"]);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error tool-not-executable"]);
    const closed = finding(report, "tool-not-executable");
    expect(closed.evidence.length).toBeGreaterThanOrEqual(6);
    expect(output).toContain(closed.effect.split("with: ")[1]);
    execFileSync("/bin/sh", ["-c", closed.fix.command ?? ""]);
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
  });

  test.runIf(process.getuid?.() === 0)(
    "because their directory is another user's: go does not name the permission, the doctor does",
    async () => {
      const world = await lightWorld("1.22.5");
      const tools = toolDir(world.goroot("1.22.5"));
      fs.chmodSync(tools, 0o700);
      fs.chmodSync(world.dir, 0o755);
      const cache = path.join(world.dir, "cache");
      fs.mkdirSync(cache);
      fs.chownSync(cache, 65534, 65534);
      const env = { PATH: world.path, GOTOOLCHAIN: "local", GOCACHE: cache, GOPATH: cache };
      const nobody = async (...command: readonly string[]) => {
        const args = ["--reuid=65534", "--regid=65534", "--clear-groups", ...command];
        return (await runProgram(world, "setpriv", args, { env })).stdout;
      };
      const doctor = async () =>
        JSON.parse(await nobody(hostNode, govBin, "doctor", "--json")) as DoctorReport;
      expect(await nobody("sh", "-c", "go build -o /dev/null ./hello 2>&1")).toContain(
        'go: no such tool "compile"',
      );
      const report = await doctor();
      expect(idsOf(report)).toEqual(["error tool-not-executable"]);
      expect(finding(report, "tool-not-executable").title).toContain(tools);
      fs.chmodSync(tools, 0o755);
      expect(idsOf(await doctor())).toEqual([]);
    },
  );
});

describe("a tool that is damaged", () => {
  test.each([
    ["empty", () => Buffer.alloc(0), "is empty"],
    ["cut off", (whole: Buffer) => whole.subarray(0, whole.length / 2), "is cut off"],
    ["a text", () => Buffer.from("<html>404</html>\n"), "is no program"],
  ] as const)("%s", async (_name, damage, value) => {
    const world = await lightWorld("1.22.5");
    const compile = path.join(toolDir(world.goroot("1.22.5")), "compile");
    const restore = putAway(world, compile);
    const whole = fs.readFileSync(
      path.join(toolDir(path.join(await seedRoot(), "versions/1.22.5/go")), "compile"),
    );
    replaceFile(compile, damage(whole));
    expect((await world.go(["run", "./hello"])).output).toContain(
      "go: error obtaining buildID for go tool compile",
    );
    const report = await world.doctor();
    expect(idsOf(report)).toEqual(["error tool-truncated"]);
    const damaged = finding(report, "tool-truncated");
    expect(damaged.effect).toContain("go: error obtaining buildID for go tool compile");
    expect(damaged.evidence[0]?.value).toContain(value);
    restore();
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("in a version that is not the one in use: a warning, from its size", async () => {
    const world = await lightWorld("1.22.5", "1.24.1");
    replaceFile(path.join(toolDir(world.goroot("1.24.1")), "link"), "");
    expect(idsOf(await world.doctor())).toEqual(["warning tool-truncated"]);
  });

  test("a FIFO in its place does not make the doctor wait", async () => {
    const world = await lightWorld("1.22.5");
    const link = path.join(toolDir(world.goroot("1.22.5")), "link");
    fs.rmSync(link);
    execFileSync("mkfifo", [link]);
    expect(idsOf(await world.doctor())).toEqual(["error tool-not-executable"]);
  });
});

describe("tools of another release", () => {
  test.each([
    ["compile", "error", 'compile: version "go1.22.5" does not match go tool version "go1.24.1"'],
    ["asm", "error", ""],
    ["link", "error", ""],
    ["cover", "warning", ""],
    ["nm", "warning", ""],
  ] as const)("%s of 1.22.5 in 1.24.1", async (tool, severity, message) => {
    const world = await lightWorld("1.24.1", "1.22.5");
    const file = path.join(toolDir(world.goroot("1.24.1")), tool);
    const restore = swapFor(world, file, path.join(toolDir(world.goroot("1.22.5")), tool));
    const run = await world.go(["run", "./hello"]);
    expect(run.status === 0, run.output).toBe(severity === "warning");
    expect(run.output).toContain(message);
    const report = await world.doctor();
    expect(idsOf(report)).toEqual([`${severity} tool-version-mix`]);
    expect(finding(report, "tool-version-mix").effect).toContain(message);
    expect(finding(report, "tool-version-mix").title).toBe(
      `${tool} is of another release than the go beside, go1.24.1`,
    );
    restore();
    expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
    expect(idsOf(await world.doctor())).toEqual([]);
  });

  test("a GOROOT that names the tree itself is not to blame", async () => {
    const world = await lightWorld("1.24.1", "1.22.5");
    const goroot = world.goroot("1.24.1");
    swapFor(
      world,
      path.join(toolDir(goroot), "compile"),
      path.join(toolDir(world.goroot("1.22.5")), "compile"),
    );
    const env = { ...withoutShim(world, "1.24.1"), GOROOT: goroot };
    expect(idsOf(await world.doctor(env))).toEqual(["error tool-version-mix"]);
  });
});

test("a go for another machine does not start", async () => {
  const world = await lightWorld("1.22.5");
  const go = path.join(world.goroot("1.22.5"), "bin", "go");
  replaceFile(go, fakeProgram("go1.22.5", process.arch === "arm64" ? {} : { machine: ARM64 }));
  const started = await world.go(["version"]);
  expect(started.status).not.toBe(0);
  const report = await world.doctor({}, ["--only", "foreign-tree"]);
  expect(idsOf(report)).toEqual(["error foreign-tree"]);
  expect(finding(report, "foreign-tree").effect).toContain("go does not start");
});

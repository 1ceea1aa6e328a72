import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { putAway, swapFor, toolDir, warmUp, withoutShim } from "./tree-damage.ts";
import { doctorWorld, type Env, finding, idsOf, replaceFile, type World } from "./world.ts";

/**
 * The article's question: why `go run` works where `go test` fails. Each cause with the real go, and the one
 * finding that it leads to. Build caches, temporary directories and GOFLAGS are in caches.test.ts and
 * variables.test.ts.
 */

const RELEASES = ["1.19.13", "1.22.5", "1.27.4"] as const;

beforeAll(() => warmUp(...RELEASES));

/** `go run` passes, `go test` fails with these words, and the doctor says this and nothing else. */
async function expectOnlyTestFails(
  world: World,
  wanted: {
    readonly message: string;
    readonly finding: string;
    readonly package?: string;
    readonly env?: Env;
  },
): Promise<void> {
  const run = await world.go(["run", "./hello"], wanted.env);
  expect(run.output).toBe("hello\n");
  const failed = await world.go(["test", "-count=1", wanted.package ?? "./hello"], wanted.env);
  expect(failed.status, failed.output).not.toBe(0);
  expect(failed.output).toContain(wanted.message);
  expect(idsOf(await world.doctor(wanted.env))).toEqual([wanted.finding]);
}

async function expectHealthy(world: World, env?: Env, name = "./hello"): Promise<void> {
  expect(idsOf(await world.doctor(env))).toEqual([]);
  const passed = await world.go(["test", "-count=1", name], env);
  expect(passed.output).toContain("ok  \texample.com/m");
}

test.each(RELEASES)("vet is missing (%s)", async (version) => {
  const world = await doctorWorld(version);
  const restore = putAway(world, path.join(toolDir(world.goroot(version)), "vet"));
  await expectOnlyTestFails(world, { message: 'go: no such tool "vet"', finding: "error tool-missing" });
  const { effect } = finding(await world.doctor(), "tool-missing");
  expect(effect).toBe('go run and build pass, go test and go vet fail with: go: no such tool "vet"');
  restore();
  await expectHealthy(world);
});

test.each(RELEASES)("vet is not executable (%s)", async (version) => {
  const world = await doctorWorld(version);
  const vet = path.join(toolDir(world.goroot(version)), "vet");
  replaceFile(vet, fs.readFileSync(vet), 0o644);
  const message = `fork/exec ${vet}: permission denied`;
  await expectOnlyTestFails(world, { message, finding: "error tool-not-executable" });
  const { effect, fix } = finding(await world.doctor(), "tool-not-executable");
  expect(effect).toContain(message);
  expect(fix.command).toBe(`chmod a+x '${vet}'`);
  fs.chmodSync(vet, 0o755);
  await expectHealthy(world);
});

test.each([
  ["1.22.5", "1.19.13", "panic: assertion failed"],
  ["1.27.4", "1.24.1", "package requires newer Go version"],
] as const)("vet is of another release (%s with that of %s)", async (version, other, message) => {
  const world = await doctorWorld(version, other);
  const vet = path.join(toolDir(world.goroot(version)), "vet");
  const restore = swapFor(world, vet, path.join(toolDir(world.goroot(other)), "vet"));
  await expectOnlyTestFails(world, { message, finding: "error tool-version-mix" });
  const mix = finding(await world.doctor(), "tool-version-mix");
  expect(mix.title).toBe(`vet is of another release than the go beside, go${version}`);
  expect(mix.evidence).toEqual([{ kind: "path", name: vet, value: `is of go${other}`, origin: null }]);
  restore();
  await expectHealthy(world);
});

test.each(RELEASES)("cgo is missing, and a test needs net (%s)", async (version) => {
  const world = await doctorWorld(version);
  const env = { CGO_ENABLED: "1" };
  const restore = putAway(world, path.join(toolDir(world.goroot(version)), "cgo"));
  const message = 'go: no such tool "cgo"';
  await expectOnlyTestFails(world, { message, finding: "error tool-missing", package: "./web", env });
  expect(idsOf(await world.doctor({ CGO_ENABLED: "0" }))).toEqual([]);
  restore();
  await expectHealthy(world, env, "./web");
});

test.each(RELEASES)("GOROOT is relative, with a warm build cache (%s)", async (version) => {
  const world = await doctorWorld(version);
  const direct = withoutShim(world, version);
  await world.go(["run", "./hello"], direct);
  fs.symlinkSync(world.goroot(version), path.join(world.project, "groot"));
  // Otherwise the newest releases take what vet said from the build cache.
  fs.appendFileSync(path.join(world.project, "hello/main_test.go"), `// ${world.dir}\n`);
  const env = { ...direct, GOROOT: "groot" };
  await expectOnlyTestFails(world, {
    message: "no such file or directory",
    finding: "error goroot-relative",
    env,
  });
  await expectHealthy(world, direct);
});

test.each(RELEASES)("the testing package was removed, as in a slimmed image (%s)", async (version) => {
  const world = await doctorWorld(version);
  const testing = path.join(world.goroot(version), "src", "testing");
  const restore = putAway(world, testing);
  const message = `package testing is not in ${version === "1.19.13" ? "GOROOT" : "std"} (${testing})`;
  await expectOnlyTestFails(world, { message, finding: "error std-incomplete" });
  restore();
  await expectHealthy(world);
});

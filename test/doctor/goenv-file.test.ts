import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { showHealthy } from "./broken.ts";
import { finding, idsOf, lightWorld, type World } from "./world.ts";

function goEnvFile(world: World): string {
  const file = path.join(world.home, ".config/go/env");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

test("lines that go passes over are said, and left to a person: they never counted", async () => {
  const world = await lightWorld("1.22.5", "1.19.13", "1.27.4");
  const file = goEnvFile(world);
  fs.writeFileSync(
    file,
    "# mine\n\nexport GOPRIVATE=a.example\n GOFLAGS=-v\nGOBIN = /usr/bin\nGOPATH=/tmp/go\n",
  );
  for (const version of ["1.22.5", "1.19.13", "1.27.4"]) {
    const chosen = { GOV_VERSION: version };
    expect((await world.go(["env", "GOPRIVATE", "GOFLAGS", "GOPATH"], chosen)).output).toBe("\n\n/tmp/go\n");
  }
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning goenv-file"]);
  const { evidence, fix } = finding(report, "goenv-file");
  expect(fix).toMatchObject({ command: null, automatic: false });
  expect(evidence.map(({ name, origin }) => [name, origin?.line])).toEqual([
    ["GOPRIVATE", 3],
    ["GOFLAGS", 4],
    ["GOBIN", 5],
  ]);
  const before = fs.readFileSync(file, "utf8");
  await world.doctor({}, ["--fix", "--yes"]);
  expect(fs.readFileSync(file, "utf8")).toBe(before);
  fs.writeFileSync(file, "GOPRIVATE=a.example\nGOFLAGS=-v\nGOBIN=/usr/bin\nGOPATH=/tmp/go\n");
  expect((await world.go(["env", "GOPRIVATE", "GOFLAGS"])).output).toBe("a.example\n-v\n");
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("a CR and quotes are part of a value: one finding, that of what they break", async () => {
  const world = await lightWorld("1.22.5");
  const file = goEnvFile(world);
  const env = { GOTOOLCHAIN: undefined };
  fs.writeFileSync(file, 'GOTOOLCHAIN=local\r\nGOPRIVATE="a.example"\nGOFLAGS="-tags=a b"\r\n');
  expect((await world.go(["version"], env)).output).toContain('go: invalid GOTOOLCHAIN "local\\r"');
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error toolchain-setting", "warning goenv-file"]);
  expect(report.findings.map(({ title }) => title)).toEqual([
    "GOTOOLCHAIN is `local\r`, which names no release",
    "the value of GOPRIVATE stands in quotes, and go takes that for a part of it",
  ]);
  await world.doctor(env, ["--fix", "--yes"]);
  expect(fs.readFileSync(file, "utf8")).toBe('GOPRIVATE=a.example\nGOFLAGS="-tags=a b"\r\n');
  expect((await world.go(["env", "GOPRIVATE"], env)).output).toBe("a.example\n");
  await showHealthy(world, env, ["version"]);
});

test("GOENV that names a directory, such as that of goenv, is ignored by go", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOENV: path.join(world.home, ".goenv") };
  fs.mkdirSync(env.GOENV);
  expect((await world.go(["version"], env)).status).toBe(0);
  const write = await world.go(["env", "-w", "GOFLAGS=-v"], env);
  expect(write.output).toContain(`go: reading go env config: read ${env.GOENV}: is a directory`);
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["warning goenv-file"]);
  expect(finding(report, "goenv-file").fix.command).toBe("unset GOENV");
  await showHealthy(world, {}, ["env", "-w", "GOPRIVATE=a.example"]);
});

test("GOENV=off and a file that is not there are fine", async () => {
  const world = await lightWorld("1.22.5");
  fs.writeFileSync(goEnvFile(world), " GOFLAGS=-v\n");
  await showHealthy(world, { GOENV: "off" }, ["version"]);
  await showHealthy(world, { GOENV: path.join(world.home, "none/env") }, ["version"]);
});

test("an empty variable does not override the file: a note", async () => {
  const world = await lightWorld("1.22.5");
  fs.writeFileSync(goEnvFile(world), "GOPRIVATE=a.example\n");
  const empty = { GOPRIVATE: "" };
  expect((await world.go(["env", "GOPRIVATE"], empty)).output).toBe("a.example\n");
  const report = await world.doctor(empty);
  expect(idsOf(report)).toEqual(["note goenv-file"]);
  expect(finding(report, "goenv-file").fix.command).toBe("go env -u GOPRIVATE");
  await world.go(["env", "-u", "GOPRIVATE"], empty);
  await showHealthy(world, empty, ["env", "GOPRIVATE"]);
});

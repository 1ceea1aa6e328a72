import path from "node:path";
import { expect, test } from "vitest";
import { SYSTEM_PATH } from "../support/seed.ts";
import { doctorWorld, finding, idsOf } from "./world.ts";

test("a GOROOT that is gone stops every go command, and the doctor says so without starting one", async () => {
  const world = await doctorWorld("1.22.5");
  const env = { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`, GOROOT: "/gone/go1.19" };
  const version = await world.go(["version"], env);
  expect(version.output).toContain("go: cannot find GOROOT directory: /gone/go1.19");
  const report = await world.doctor(env);
  expect(idsOf(report)).toContain("error goroot-missing");
  expect(finding(report, "goroot-missing").fix.command).toBe("unset GOROOT");
  expect((await world.go(["version"], { ...env, GOROOT: undefined })).status).toBe(0);
});

test("gov's shim sets its own GOROOT: a dead one in the environment is a warning then", async () => {
  const world = await doctorWorld("1.22.5");
  const env = { GOROOT: "/gone/go1.19" };
  expect((await world.go(["version"], env)).output).toContain("go1.22.5");
  expect(idsOf(await world.doctor(env))).toEqual(["warning goroot-missing"]);
});

test("a GOROOT of another release fails run, test, build and vet alike", async () => {
  const world = await doctorWorld("1.22.5", "1.21.6");
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

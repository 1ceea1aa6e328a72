import fs from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { toolDir, warmUp, withoutShim, writeGoEnv } from "./tree-damage.ts";
import { finding, idsOf, lightWorld } from "./world.ts";

beforeAll(() => warmUp("1.22.5", "1.19.13", "1.27.4"));

test.each(["1.19.13", "1.22.5", "1.27.4"] as const)(
  "a stale GOTOOLDIR is a note that says go ignores it, as it does (%s)",
  async (version) => {
    const world = await lightWorld(version);
    for (const env of [
      { GOTOOLDIR: "/gone/tools" },
      { ...withoutShim(world, version), GOTOOLDIR: "/gone/tools" },
    ]) {
      expect((await world.go(["run", "./hello"], env)).output).toBe("hello\n");
      expect((await world.go(["test", "-count=1", "./hello"], env)).status).toBe(0);
      const report = await world.doctor(env);
      expect(idsOf(report)).toEqual(["note gotooldir-exported"]);
      expect(report.healthy).toBe(true);
      expect(finding(report, "gotooldir-exported").effect).toContain("go ignores it");
    }
  },
);

test("with a -toolexec program in GOFLAGS it is a warning: such programs may read it", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOTOOLDIR: "/gone/tools", GOFLAGS: "-toolexec=/usr/bin/env" };
  expect((await world.go(["run", "./hello"], env)).output).toBe("hello\n");
  expect(idsOf(await world.doctor(env))).toEqual(["warning gotooldir-exported"]);
});

test("the right one is no finding", async () => {
  const world = await lightWorld("1.22.5");
  expect(idsOf(await world.doctor({ GOTOOLDIR: toolDir(world.goroot("1.22.5")) }))).toEqual([]);
});

test("in the file of go env -w it is a note, and go cannot take it out, but --fix can", async () => {
  const world = await lightWorld("1.22.5");
  const file = writeGoEnv(world, "GOTOOLDIR=/gone/tools");
  expect((await world.go(["env", "-u", "GOTOOLDIR"])).output).toContain("go: GOTOOLDIR cannot be modified");
  expect((await world.go(["run", "./hello"])).output).toBe("hello\n");
  expect(idsOf(await world.doctor())).toEqual(["note gotooldir-in-goenv"]);
  await world.doctor({}, ["--fix", "--yes"]);
  expect(fs.readFileSync(file, "utf8")).toBe("");
  expect(idsOf(await world.doctor())).toEqual([]);
});

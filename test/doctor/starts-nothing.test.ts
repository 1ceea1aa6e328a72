import fs from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { ensureBuilt, govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runProgram } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { lightWorld, replaceFile, type World } from "./world.ts";

/** Every program that a run started, by strace. */
async function startedBy(
  world: World,
  words: readonly string[],
  env: Record<string, string>,
): Promise<string[]> {
  await ensureBuilt(inject("runDir"));
  const log = path.join(world.dir, "strace");
  const traced = ["-f", "-qq", "-e", "trace=execve", "-o", log, hostNode, govBin, ...words];
  await runProgram(world, "strace", traced, { env: { PATH: world.path, ...env } });
  const lines = fs.readFileSync(log, "utf8").split("\n");
  return lines.flatMap((line) => /execve\("([^"]+)".* = 0/.exec(line)?.[1] ?? []);
}

test("the doctor starts no program at all, neither on a healthy machine nor on a broken one", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  expect(await startedBy(world, ["doctor"], {})).toEqual([hostNode]);
  const trap = path.join(world.dir, "bin");
  fs.mkdirSync(trap);
  for (const name of ["go", "gofmt", "gcc", "git", "tmux", "systemctl"]) {
    replaceFile(path.join(trap, name), `#!/bin/sh\ntouch ${world.dir}/started-${name}\n`);
  }
  const env = {
    PATH: `${trap}:${SYSTEM_PATH}`,
    GOROOT: "/gone",
    GOFLAGS: "-bogus",
    GOTOOLCHAIN: "go9.9.9",
    TMUX: "x",
  };
  expect(await startedBy(world, ["doctor", "--json"], env)).toEqual([hostNode]);
  expect(fs.readdirSync(world.dir).filter((name) => name.startsWith("started-"))).toEqual([]);
});

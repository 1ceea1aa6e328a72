import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { finding, idsOf, lightWorld } from "./world.ts";

test("--deep finds nothing on a healthy machine, and leaves nothing behind", {
  timeout: 240_000,
}, async () => {
  const world = await lightWorld("1.22.5");
  const temp = path.join(world.dir, "tmp");
  fs.mkdirSync(temp);
  const report = await world.doctor({ TMPDIR: temp }, ["--deep"]);
  expect(idsOf(report)).toEqual([]);
  expect(report.checked).toContain("deep-probe");
  expect(fs.readdirSync(temp)).toEqual([]);
});

test("--deep: what no static check sees, a build cache with damaged files, is named as such", {
  timeout: 240_000,
}, async () => {
  const world = await lightWorld("1.22.5");
  const cache = path.join(world.home, "cache");
  const env = { GOCACHE: cache, CGO_ENABLED: "0" };
  expect((await world.go(["test", "./hello"], env)).status).toBe(0);
  damage(cache);
  fs.appendFileSync(path.join(world.project, "hello/main.go"), "\n// changed\n");
  expect((await world.go(["test", "./hello"], env)).status).not.toBe(0);
  expect(idsOf(await world.doctor(env))).toEqual([]);
  const report = await world.doctor(env, ["--deep"]);
  expect(idsOf(report)).toEqual(["error deep-probe"]);
  const { title, fix } = finding(report, "deep-probe");
  expect(title).toBe("go fails with the build cache that it uses here, and passes with an empty one");
  expect(fix.command).toBe("go clean -cache");
  expect((await world.go(["clean", "-cache"], env)).status).toBe(0);
  expect((await world.go(["test", "./hello"], env)).status).toBe(0);
});

test("--deep: a failure that a static check explains is its evidence", { timeout: 240_000 }, async () => {
  const world = await lightWorld("1.22.5");
  const vet = path.join(world.goroot("1.22.5"), "pkg/tool/linux_amd64/vet");
  fs.rmSync(vet);
  const report = await world.doctor({ CGO_ENABLED: "0" }, ["--deep"]);
  expect(idsOf(report)).toEqual(["error tool-missing"]);
  const said = finding(report, "tool-missing").evidence.filter(({ kind }) => kind === "process");
  expect(said.map(({ name, value }) => [name, value])).toEqual([
    ["go vet, with an empty cache", 'go: no such tool "vet"'],
    ["go test, with an empty cache", 'go: no such tool "vet"'],
    ["go vet, with the cache here", 'go: no such tool "vet"'],
    ["go test, with the cache here", 'go: no such tool "vet"'],
  ]);
});

test("--deep: where TMPDIR is gone, the commands that fail are evidence of that", {
  timeout: 240_000,
}, async () => {
  const world = await lightWorld("1.22.5");
  const report = await world.doctor({ CGO_ENABLED: "0", TMPDIR: path.join(world.dir, "gone") }, ["--deep"]);
  expect(idsOf(report)).toEqual(["error exec-tmp"]);
  const names = finding(report, "exec-tmp").evidence.map(({ name }) => name);
  expect(names).toContain("go test, with an empty cache");
});

/** Every kept output gets other bytes of the same length. */
function damage(cache: string): void {
  for (const name of fs.readdirSync(cache, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith("-d")) continue;
    const file = path.join(cache, name);
    if (fs.statSync(file).isFile()) fs.writeFileSync(file, Buffer.alloc(fs.statSync(file).size, "x"));
  }
}

import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { SYSTEM_PATH } from "../support/seed.ts";
import { warmUp, withoutShim } from "./tree-damage.ts";
import { finding, idsOf, lightWorld, type World } from "./world.ts";

beforeAll(() => warmUp("1.22.5"));

/** A directory with programs of these names, as links. */
function programs(world: World, directory: string, links: Readonly<Record<string, string>>): string {
  const dir = path.join(world.dir, directory);
  fs.mkdirSync(dir);
  for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, path.join(dir, name));
  return dir;
}

describe("another go before gov's shims", () => {
  test("decides, whatever gov chooses", async () => {
    const world = await lightWorld("1.22.5", "1.21.6");
    const other = programs(world, "bin", { go: path.join(world.goroot("1.21.6"), "bin", "go") });
    const env = { PATH: `${other}:${world.path}` };
    expect((await world.go(["version"], env)).output).toContain("go1.21.6");
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["warning path-order"]);
    const order = finding(report, "path-order");
    expect(order.evidence[0]?.name).toBe(path.join(other, "go"));
    expect(order.effect).toContain("here 1.22.5");
    const fixed = { PATH: `${path.join(world.root, "shims")}:${env.PATH}` };
    expect(order.fix.command).toBe(`export PATH='${path.join(world.root, "shims")}':"$PATH"`);
    expect((await world.go(["version"], fixed)).output).toContain("go1.22.5");
    expect(idsOf(await world.doctor(fixed))).toEqual([]);
  });

  test("is no finding when it is the very version, as with --export", async () => {
    const world = await lightWorld("1.22.5");
    expect(idsOf(await world.doctor(withoutShim(world, "1.22.5")))).toEqual([]);
  });

  test("is no finding behind them", async () => {
    const world = await lightWorld("1.22.5", "1.21.6");
    const other = programs(world, "bin", { go: path.join(world.goroot("1.21.6"), "bin", "go") });
    expect(idsOf(await world.doctor({ PATH: `${world.path}:${other}` }))).toEqual([]);
  });

  test.each([
    ["/usr/bin of a distribution", "lib/go", "another go"],
    ["a script", "go-wrapper", "another go"],
    ["gccgo", "go-12", "the go of gccgo"],
  ])("is called what it is: %s", async (_name, script, words) => {
    const world = await lightWorld("1.22.5");
    const file = path.join(world.dir, script);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, "#!/bin/sh\necho go version unknown linux/amd64\n", { mode: 0o755 });
    const other = programs(world, "bin", { go: file });
    const env = { PATH: `${other}:${world.path}` };
    expect((await world.go(["version"], env)).output).toContain("unknown");
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["warning path-order"]);
    expect(finding(report, "path-order").title).toContain(words);
  });
});

describe("a copy of go outside of its tree", () => {
  test("does not start from 1.21 on, and a link in its place does", async () => {
    const world = await lightWorld("1.22.5");
    const bin = programs(world, "bin", {});
    const go = path.join(bin, "go");
    fs.copyFileSync(path.join(world.goroot("1.22.5"), "bin", "go"), go);
    const env = { PATH: `${bin}:${SYSTEM_PATH}` };
    const message = "go: cannot find GOROOT directory: 'go' binary is trimmed and GOROOT is not set";
    expect((await world.go(["version"], env)).output).toContain(message);
    const moved = finding(await world.doctor(env), "go-moved-binary");
    expect(moved.severity).toBe("error");
    expect(moved.effect).toContain(message);
    expect(moved.fix.command).toBe(`ln -sf '${world.goroot("1.22.5")}/bin/go' '${go}'`);
    fs.rmSync(go);
    fs.symlinkSync(path.join(world.goroot("1.22.5"), "bin", "go"), go);
    expect((await world.go(["version"], env)).output).toContain("go1.22.5");
    expect(idsOf(await world.doctor({ PATH: `${bin}:${world.path}` }))).toEqual([]);
  });

  test("works with the GOROOT that is set", async () => {
    const world = await lightWorld("1.22.5");
    const bin = programs(world, "bin", {});
    fs.copyFileSync(path.join(world.goroot("1.22.5"), "bin", "go"), path.join(bin, "go"));
    const env = { PATH: `${bin}:${SYSTEM_PATH}`, GOROOT: world.goroot("1.22.5") };
    expect((await world.go(["run", "./hello"], env)).output).toBe("hello\n");
    expect(idsOf(await world.doctor(env, ["--only", "go-moved-binary"]))).toEqual([]);
  });
});

test("a relative entry of PATH with a go in it is a note", async () => {
  const world = await lightWorld("1.22.5");
  fs.mkdirSync(path.join(world.project, "tools"));
  fs.symlinkSync(
    path.join(world.goroot("1.22.5"), "bin", "go"),
    path.join(world.project, "tools", "go1.22.5"),
  );
  const env = { PATH: `${world.path}:tools` };
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["note path-relative-entry"]);
  expect(idsOf(await world.doctor({ PATH: `${world.path}:nothing:` }))).toEqual([]);
});

test("go1.21.6 that is another release cannot stand in for it", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const bin = programs(world, "bin", { "go1.21.6": path.join(world.goroot("1.22.5"), "bin", "go") });
  const PATH = `${bin}:${world.path}`;
  const message = "go: toolchain go1.22.5 invoked to provide go1.21.6";
  const asked = { PATH, GOTOOLCHAIN: "go1.21.6" };
  expect((await world.go(["run", "./hello"], asked)).output).toContain(message);
  const report = await world.doctor(asked);
  expect(idsOf(report)).toContain("error shim-names");
  expect(finding(report, "shim-names").effect).toContain(message);
  expect(idsOf(await world.doctor({ PATH }))).toEqual(["warning shim-names"]);
  fs.rmSync(path.join(bin, "go1.21.6"));
  expect((await world.go(["run", "./hello"], asked)).output).toBe("hello\n");
});

test("a go for another C library does not start, though the file is there", async () => {
  const world = await lightWorld("1.19.13");
  const go = path.join(world.goroot("1.19.13"), "bin", "go");
  const bytes = fs.readFileSync(go).toString("latin1");
  const loader = /\/lib\S*\/ld-[\w.-]+/.exec(bytes)?.[0] ?? "";
  expect(loader).not.toBe("");
  const missing = `/gone${"x".repeat(loader.length - 5)}`;
  fs.rmSync(go);
  fs.writeFileSync(go, Buffer.from(bytes.replace(loader, missing), "latin1"), { mode: 0o755 });
  const started = await world.go(["version"]);
  expect(started.status).not.toBe(0);
  expect(started.output).toContain("not found");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["error foreign-tree"]);
  expect(finding(report, "foreign-tree").evidence[0]?.value).toContain(missing);
});

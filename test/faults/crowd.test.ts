import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { findToolchain } from "../../src/toolchains/store.ts";
import { bucketOf } from "../install/bucket.ts";
import { FAKE, OLDER, OTHER, release } from "../install/releases.ts";
import { until } from "../install/running.ts";
import { halfMade, inRoot, startWorld } from "../install/world.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { fakeProgram } from "../toolchains/fake-program.ts";

const REMOVED = "1.18.93";
const VERSIONS = [FAKE, OTHER, OLDER, REMOVED, "1.17.94"];
const HOST = { os: "linux", arch: "amd64" };

async function crowdedWorld() {
  const trees = Object.fromEntries(
    VERSIONS.map((it) => [it, release(it, { "bin/gofmt": fakeProgram(`go${it}`, { seconds: 5 }) })]),
  );
  const world = await startWorld({ trees });
  const bucket = bucketOf(world.files);
  world.go.replace("dl.google.com", bucket.handler);
  const asked = () => bucket.requests.map((it) => path.basename(it.path)).sort();
  return { env: world.env, asked };
}

test("twenty at once make one download, and each tells the truth when it ends", async () => {
  const { env, asked } = await crowdedWorld();
  const scratch = scratchHome();
  const runs = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { status, stderr } = await runGov(scratch, ["install", FAKE], { env });
      return { status, isThere: findToolchain(homeAt(scratch.root), FAKE, HOST) !== undefined, stderr };
    }),
  );
  expect(runs.filter(({ status, isThere }) => status !== 0 || !isThere)).toEqual([]);
  expect(asked()).toEqual([`go${FAKE}.linux-amd64.tar.gz`]);
  expect(runs.filter(({ stderr }) => stderr.includes(": installed Go"))).toHaveLength(1);
  expect(halfMade(scratch)).toEqual([]);
  expect(await runGov(scratch, ["verify", FAKE], { env })).toMatchObject({ status: 0 });
});

test("while twenty install, remove, pin and list, every shim starts and nothing half-made is listed", async () => {
  const { env } = await crowdedWorld();
  const scratch = scratchHome();
  const gov = (...args: string[]) => runGov(scratch, args, { env });
  expect(await gov("install", FAKE, REMOVED)).toMatchObject({ status: 0 });
  const shim = (name: string) => runProgram(scratch, path.join(scratch.root, "shims", name), []);
  const running = Promise.all([
    shim("gofmt"),
    runProgram(scratch, path.join(scratch.root, "versions", REMOVED, "go", "bin", "gofmt"), []),
  ]);

  let isOver = false;
  const shims = async () => {
    const ends: unknown[] = [];
    while (!isOver) ends.push(...(await Promise.all([shim("go"), shim(`go${FAKE}`)])));
    return ends;
  };
  const started = shims();
  const twice = async (...args: string[]) => [await gov(...args), await gov(...args)];
  const all = await Promise.all([
    ...VERSIONS.map((_, i) => gov("install", ...VERSIONS.slice(i), ...VERSIONS.slice(0, i))),
    ...VERSIONS.map((_, i) => gov("install", ...VERSIONS.slice(0, i + 1).reverse())),
    ...VERSIONS.slice(3).map((it) => twice("uninstall", "--force", it)),
    ...[1, 2, 3].map(() => twice("list", "--json")),
    ...VERSIONS.slice(0, 3).map((it) => gov("use", it)),
    gov("default", FAKE),
    gov("reshim"),
  ]);
  isOver = true;

  const ends = await started;
  expect(ends.length).toBeGreaterThan(4);
  const whole = { status: 0, signal: null, stdout: `go version go${FAKE} linux/amd64\n`, stderr: "" };
  // The pin moves between three versions, so that of the shim without a number only the form is known.
  for (const [i, end] of ends.entries()) {
    expect(end).toEqual(
      i % 2 ? whole : { ...whole, stdout: expect.stringMatching(/^go version go1\.\d+\.9\d /) },
    );
  }
  const removed = { ...whole, stdout: `go version go${REMOVED} linux/amd64\n` };
  expect(await running).toEqual([whole, removed]);

  for (const { status, stderr, stdout } of all.flat()) {
    // 4: it was not there to be removed. 1: it was removed just after it was installed.
    const isExpected = status === 0 || status === 4 || stderr.includes("was removed by someone else");
    expect(isExpected, `${status}: ${stderr}`).toBe(true);
    if (stdout.startsWith("{")) expect(JSON.parse(stdout).problems).toEqual([]);
  }
  expect(await gov("install", ...VERSIONS)).toMatchObject({ status: 0 });
  expect(await gov("verify", ...VERSIONS)).toMatchObject({ status: 0 });
  expect(inRoot(scratch, "shims")).toEqual(["go", ...VERSIONS.map((it) => `go${it}`), "gofmt"].sort());
  expect(halfMade(scratch)).toEqual([]);
  expect(fs.readdirSync(scratch.project)).toEqual([".go-version"]);
});

test("a version that goes while it is read is not listed as a broken one", async () => {
  const { env } = await crowdedWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["install", FAKE, OTHER], { env });
  const version = path.join(scratch.root, "versions", OTHER);
  const trace = path.join(scratch.dir, "trace");
  // It has the names already when it opens the first receipt, two seconds late.
  const late = [
    "-e",
    "trace=openat",
    "-e",
    "inject=openat:delay_enter=2000000",
    "-P",
    path.join(version, "receipt.json"),
  ];
  const list = runProgram(scratch, "strace", [
    "-qq",
    "-o",
    trace,
    ...late,
    hostNode,
    govBin,
    "list",
    "--json",
  ]);
  await until(() => fs.existsSync(trace) && fs.statSync(trace).size > 0);
  fs.renameSync(version, path.join(scratch.dir, "gone"));
  const { toolchains, problems } = JSON.parse((await list).stdout);
  expect({ versions: toolchains.map((it: { version: string }) => it.version), problems }).toEqual({
    versions: [FAKE],
    problems: [],
  });
});

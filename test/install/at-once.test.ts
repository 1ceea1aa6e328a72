import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { bucketOf } from "./bucket.ts";
import { ballast, FAKE, OLDER, OTHER, release } from "./releases.ts";
import { halfMade, inRoot, startWorld } from "./world.ts";

const VERSIONS = [FAKE, OTHER, OLDER];

/** Releases that take two seconds to download, so that those who come at once do meet. */
async function slowWorld() {
  const world = await startWorld({
    trees: Object.fromEntries(VERSIONS.map((it) => [it, release(it, { "src/zzz": ballast(500_000) })])),
  });
  const bucket = bucketOf(world.files, { bytesPerSecond: 250_000 });
  world.go.replace("dl.google.com", bucket.handler);
  return { world, asked: () => bucket.requests.map((it) => path.basename(it.path)).sort() };
}

test("eight at once make one download, and all succeed", async () => {
  const { world, asked } = await slowWorld();
  const scratch = scratchHome();
  const runs = await Promise.all(
    Array.from({ length: 8 }, () => runGov(scratch, ["install", FAKE], { env: world.env })),
  );
  expect(runs.map(({ status }) => status)).toEqual(Array(8).fill(0));
  expect(asked()).toEqual([`go${FAKE}.linux-amd64.tar.gz`]);
  const said = runs.map(({ stderr }) => stderr).join("");
  expect(said.match(/: installed Go/g)).toHaveLength(1);
  expect(said.match(/is installed already/g)).toHaveLength(7);
  expect(said).toMatch(new RegExp(`^gov: waiting for process \\d+, which is installing ${FAKE}$`, "m"));
  expect(halfMade(scratch)).toEqual([]);
});

test("several with several versions make one download of each", async () => {
  const { world, asked } = await slowWorld();
  const scratch = scratchHome();
  const orders = [VERSIONS, VERSIONS.toReversed(), [OTHER, FAKE, "1.21", "latest"], ["1.19", OTHER, FAKE]];
  const runs = await Promise.all(
    orders.map((order) => runGov(scratch, ["install", ...order], { env: world.env })),
  );
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(asked()).toEqual(VERSIONS.map((it) => `go${it}.linux-amd64.tar.gz`).sort());
  expect(inRoot(scratch, "versions")).toEqual([...VERSIONS].sort());
  expect(inRoot(scratch, "shims")).toEqual(["go", ...VERSIONS.map((it) => `go${it}`).sort(), "gofmt"]);
  expect(halfMade(scratch)).toEqual([]);
});

test("install against uninstall: every state on the way and at the end is whole or absent", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const version = path.join(scratch.root, "versions", FAKE);
  const halves: string[] = [];
  const watch = setInterval(() => {
    // Looked at in the order in which they come, so that a version that goes meanwhile is not taken for a half.
    if (!fs.existsSync(path.join(version, "go")) || fs.existsSync(path.join(version, "receipt.json"))) return;
    if (fs.existsSync(path.join(version, "go"))) halves.push(new Date().toISOString());
  }, 1);
  const runs = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => {
      const command = i % 2 === 0 ? ["install", FAKE] : ["uninstall", "--force", FAKE];
      const results = [];
      for (let round = 0; round < 3; round++)
        results.push(await runGov(scratch, command, { env: world.env }));
      return results;
    }),
  );
  clearInterval(watch);
  expect(halves).toEqual([]);
  for (const { status, stderr } of runs.flat()) {
    // 4: it was not there to be removed. 1: it was removed just after it was installed.
    const isExpected = status === 0 || status === 4 || stderr.includes("was removed by someone else");
    expect(isExpected, stderr).toBe(true);
  }
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(halfMade(scratch)).toEqual([]);
});

test("a second install is over at once, asks nobody, and mends the shims", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["install", FAKE], { env: world.env });
  fs.rmSync(path.join(scratch.root, "cache"), { recursive: true });
  fs.rmSync(path.join(scratch.root, "shims", "go"));
  const before = [...world.go.requests, ...world.sumdb.requests];
  const again = await runGov(scratch, ["install", FAKE, `go${FAKE}`], { env: world.env });
  expect(again).toMatchObject({ status: 0, stdout: "" });
  expect(again.stderr).toContain(`gov: Go ${FAKE} is installed already\n`.repeat(2));
  expect([...world.go.requests, ...world.sumdb.requests]).toEqual(before);
  const { stdout } = await runProgram(scratch, path.join(scratch.root, "shims", "go"), ["version"]);
  expect(stdout).toBe(`go version go${FAKE} linux/amd64\n`);
});

test("--force replaces what is there, and keeps it when the new one cannot be had", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["install", FAKE], { env: world.env });
  const goroot = path.join(scratch.root, "versions", FAKE, "go");
  fs.appendFileSync(path.join(goroot, "src/all.bash"), "changed\n");
  world.go.replace(
    "dl.google.com",
    bucketOf({ ...world.files, [`go${FAKE}.linux-amd64.tar.gz`]: Buffer.from("bad") }).handler,
  );
  const failed = await runGov(scratch, ["install", "--force", FAKE], { env: world.env });
  expect(failed.status).toBe(6);
  expect(fs.readFileSync(path.join(goroot, "src/all.bash"), "utf8")).toContain("changed");

  world.go.replace("dl.google.com", undefined);
  expect(await runGov(scratch, ["install", "--force", FAKE], { env: world.env })).toMatchObject({
    status: 0,
  });
  expect(fs.readFileSync(path.join(goroot, "src/all.bash"), "utf8")).not.toContain("changed");
  expect(halfMade(scratch)).toEqual([]);
});

test("a broken version, such as somebody else's half, is replaced", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  fs.mkdirSync(path.join(scratch.root, "versions", FAKE, "go", "bin"), { recursive: true });
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(halfMade(scratch)).toEqual([]);
});

import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { thisProcess } from "../../src/fs/process-identity.ts";
import { bucketOf } from "../install/bucket.ts";
import { FAKE } from "../install/releases.ts";
import { startGov, until } from "../install/running.ts";
import { halfMade, startWorld } from "../install/world.ts";
import { silence } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";

const NOBODY = 2 ** 22 + 1;
const DAY_MS = 86_400_000;

function lockOf({ root }: ScratchHome): string {
  return path.join(root, "locks", `${FAKE}.lock`);
}

/** The lock of an install as some process would have it, last touched at `time`. */
function leaveLock(scratch: ScratchHome, changes: object, time = Date.now()): void {
  const { host, pid, started } = { ...thisProcess(), ...changes };
  fs.mkdirSync(lockOf(scratch), { recursive: true });
  fs.writeFileSync(path.join(lockOf(scratch), `${FAKE}.${host}.${pid}.${started}.0123456789ab`), "");
  fs.utimesSync(lockOf(scratch), time / 1000, time / 1000);
}

test.each<[string, object, number]>([
  ["that died", { pid: NOBODY }, 0],
  ["whose pid is somebody else's now", { started: thisProcess().started + 1 }, 0],
  ["on another host, which stopped touching it", { host: "elsewhere-1" }, -60_000],
  ["on another host, whose clock was in another year", { host: "elsewhere-1" }, 400 * DAY_MS],
])("a lock of a process %s is taken over at once", async (_, changes, ageMs) => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  leaveLock(scratch, changes, Date.now() + ageMs);
  const { status, stderr } = await runGov(scratch, ["install", FAKE], { env });
  expect(status, stderr).toBe(0);
  expect(stderr).not.toContain("waiting for");
  expect(halfMade(scratch)).toEqual([]);
});

test("a lock of another host that is touched is waited for, and the host is named", async () => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  leaveLock(scratch, { host: "elsewhere-1", pid: 77 });
  const running = await startGov(scratch, ["install", FAKE], { env });
  let said = "";
  running.child.stderr?.on("data", (text: string) => {
    said += text;
  });
  await until(() => said.includes("waiting for process 77 on elsewhere-1"));
  fs.rmSync(lockOf(scratch), { recursive: true });
  expect(await running.done).toMatchObject({ status: 0 });
  expect(halfMade(scratch)).toEqual([]);
});

test("a holder that is suspended keeps its lock however long, and both succeed when it goes on", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const bucket = bucketOf(world.files);
  const held: (() => void)[] = [];
  world.go.replace("dl.google.com", (request, response) => {
    held.push(() => void bucket.handler(request, response));
  });
  const first = await startGov(scratch, ["install", "--from", "official", FAKE], { env: world.env });
  await until(() => held.length > 0);
  first.child.kill("SIGSTOP");
  fs.utimesSync(lockOf(scratch), 1000, 1000);
  const second = await startGov(scratch, ["install", FAKE], { env: world.env });
  let said = "";
  second.child.stderr?.on("data", (text: string) => {
    said += text;
  });
  await until(() => said.includes(`waiting for process ${first.child.pid}`));
  expect(held).toHaveLength(1);
  first.child.kill("SIGCONT");
  held[0]?.();
  expect(await first.done).toMatchObject({ status: 0 });
  expect(await second.done).toMatchObject({ status: 0 });
  expect(said).toContain(`Go ${FAKE} is installed already`);
  expect(bucket.requests).toHaveLength(1);
  expect(halfMade(scratch)).toEqual([]);
});

test("where no lock can be made, several install without one and agree", async () => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  fs.mkdirSync(scratch.root);
  fs.writeFileSync(path.join(scratch.root, "locks"), "");
  const runs = await Promise.all([1, 2, 3].map(() => runGov(scratch, ["install", FAKE], { env })));
  expect(runs.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(await runGov(scratch, ["verify", FAKE], { env })).toMatchObject({ status: 0 });
  fs.rmSync(path.join(scratch.root, "locks"));
  expect(halfMade(scratch)).toEqual([]);
});

test("a root in which the staging directory goes away under an install fails cleanly", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replace("dl.google.com", silence);
  const bucket = bucketOf(world.files);
  let go = () => {};
  world.go.replace("dl.google.com", (request, response) => {
    go = () => void bucket.handler(request, response);
  });
  const running = await startGov(scratch, ["install", "--from", "official", FAKE], { env: world.env });
  await until(() => world.archiveRequests().length > 0);
  fs.rmSync(path.join(scratch.root, "staging"), { recursive: true });
  go();
  const { status, stderr } = await running.done;
  expect(stderr).toMatch(/^gov: cannot .*staging.*: ENOENT/m);
  expect(status).toBe(7);
  expect(halfMade(scratch)).toEqual([]);
  world.go.replace("dl.google.com", undefined);
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(halfMade(scratch)).toEqual([]);
});

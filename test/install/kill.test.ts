import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { silence, startServer } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { fakeProgram } from "../toolchains/fake-program.ts";
import { bucketOf } from "./bucket.ts";
import { ballast, FAKE, OTHER, release } from "./releases.ts";
import { startGov, stop, until } from "./running.ts";
import { halfMade, inRoot, startWorld, type World } from "./world.ts";

const ARCHIVE = `go${FAKE}.linux-amd64.tar.gz`;
const HALF = 1_000_000;

/** Where an install is held up, so that it can be ended there. */
interface Step {
  readonly name: string;
  /** Makes it stop there; the variables are for gov. */
  hold(world: World, scratch: ScratchHome): Promise<Record<string, string>> | Record<string, string>;
  isReached(world: World, scratch: ScratchHome): boolean;
  /** How the archive is asked for afterwards, by Range. */
  readonly asksAgain: readonly (string | undefined)[];
}

const STEPS: readonly Step[] = [
  {
    name: "the list of releases is asked for",
    hold: ({ go }) => {
      go.replaceIndex(silence);
      return {};
    },
    isReached: ({ go }) => go.requests.length > 0,
    asksAgain: [undefined],
  },
  {
    name: "the archive is asked for",
    hold: ({ go }) => {
      go.replace("dl.google.com", silence);
      return {};
    },
    isReached: (world) => world.archiveRequests().length > 0,
    asksAgain: [undefined],
  },
  {
    name: "half of the archive is there",
    hold: ({ go, files }) => {
      go.replace("dl.google.com", bucketOf(files, { stallAfter: HALF }).handler);
      return {};
    },
    isReached: (_, scratch) => keptBytes(scratch) === HALF,
    asksAgain: [`bytes=${HALF}-`],
  },
  {
    name: "all is unpacked and nothing proven",
    hold: silentSumdb,
    isReached: ({ files }, scratch) => keptBytes(scratch) === files[ARCHIVE]?.length,
    asksAgain: [],
  },
  {
    name: "the new go is run",
    hold: () => ({}),
    isReached: (_, scratch) => programsInStaging(scratch).length > 0,
    asksAgain: [],
  },
  {
    name: "the tree is brought to the disk",
    hold: slowSync,
    isReached: (_, { dir }) => fs.existsSync(path.join(dir, "sync.pid")),
    asksAgain: [],
  },
];

test.each(STEPS)("killed while $name, a version is absent, and the same command goes on", async (step) => {
  const { world, scratch, running } = await heldUp(step);
  await stop(running, "SIGKILL");
  endOrphans(scratch);

  const list = await runGov(scratch, ["list", "--json"]);
  expect(JSON.parse(list.stdout)).toMatchObject({ toolchains: [], problems: [] });

  world.go.replaceIndex(undefined);
  const bucket = bucketOf(world.files);
  world.go.replace("dl.google.com", bucket.handler);
  const again = await runGov(scratch, ["install", FAKE], { env: world.env });
  expect(again.stderr).toContain(`installed Go ${FAKE}`);
  expect(again.status).toBe(0);
  expect(bucket.requests.map(({ headers }) => headers.range)).toEqual(step.asksAgain);
  expect(halfMade(scratch)).toEqual([]);
  expect(inRoot(scratch, "cache/downloads")).toEqual([]);
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
});

test.each(STEPS.flatMap((step) => (["SIGINT", "SIGTERM"] as const).map((signal) => ({ ...step, signal }))))(
  "$signal while $name leaves nothing half-made and ends gov by that signal",
  async ({ signal, ...step }) => {
    const { scratch, running } = await heldUp(step);
    // A terminal sends its signals to them as well.
    setTimeout(() => endOrphans(scratch), 200);
    const { signal: endedBy, stderr } = await stop(running, signal);
    expect(endedBy).toBe(signal);
    expect(stderr).not.toMatch(/interrupted|error/i);
    expect([...inRoot(scratch, "versions"), ...halfMade(scratch)]).toEqual([]);
  },
);

test("SIGINT while another gov is at it ends the one that waits, and leaves the other alone", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replace("dl.google.com", silence);
  const first = await startGov(scratch, ["install", "--from", "official", FAKE], { env: world.env });
  await until(() => world.archiveRequests().length > 0);
  const second = await startGov(scratch, ["install", FAKE], { env: world.env });
  let said = "";
  second.child.stderr?.on("data", (text: string) => {
    said += text;
  });
  await until(() => said.includes("waiting for process"));
  expect((await stop(second, "SIGINT")).signal).toBe("SIGINT");
  expect(first.child.exitCode).toBeNull();
  expect(inRoot(scratch, "staging")).toHaveLength(1);
  expect((await stop(first, "SIGTERM")).signal).toBe("SIGTERM");
  expect(halfMade(scratch)).toEqual([]);
});

test("SIGINT waits for each of several installs to clean up, however far it is", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  onTestFinished(() => endOrphans(scratch));
  const bucket = bucketOf(world.files);
  world.go.replace("dl.google.com", (request, response) =>
    (request.path.includes(OTHER) ? silence : bucket.handler)(request, response),
  );
  const env = { ...world.env, ...slowSync(world, scratch) };
  const running = await startGov(scratch, ["install", "--from", "official", FAKE, OTHER], { env });
  await until(
    () => fs.existsSync(path.join(scratch.dir, "sync.pid")) && world.archiveRequests().length === 2,
  );
  setTimeout(() => endOrphans(scratch), 500);
  expect((await stop(running, "SIGINT")).signal).toBe("SIGINT");
  expect([...inRoot(scratch, "versions"), ...halfMade(scratch)]).toEqual([]);
});

test("killed at any moment: never a half, and the next run succeeds", async () => {
  const files = Array.from({ length: 700 }, (_, i) => [`src/p${i}/file.go`, `package p${i}\n`] as const);
  const tree = release(FAKE, { ...Object.fromEntries(files), "src/zzz": ballast(4 * HALF) });
  const world = await startWorld({ trees: { [FAKE]: tree } });
  const scratch = scratchHome();
  const startedAt = Date.now();
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  const usualMs = Date.now() - startedAt;
  for (let round = 0; round < 10; round++) {
    await runGov(scratch, ["uninstall", "--force", FAKE]);
    const running = await startGov(scratch, ["install", FAKE], { env: world.env });
    const moment = Math.round(Math.random() * usualMs);
    await sleep(moment);
    await stop(running, "SIGKILL");
    const { stdout } = await runGov(scratch, ["list", "--json"]);
    expect(JSON.parse(stdout).problems, `killed after ${moment} ms`).toEqual([]);
    // What every second one left behind stays for the next one that is killed.
    if (round % 2 === 0) continue;
    const again = await runGov(scratch, ["install", FAKE], { env: world.env });
    expect(again.status, `killed after ${moment} ms: ${again.stderr}`).toBe(0);
    const checked = await runGov(scratch, ["verify", FAKE], { env: world.env });
    expect(checked.status, `killed after ${moment} ms: ${checked.stdout}${checked.stderr}`).toBe(0);
  }
  expect(["staging", "trash", "cache/downloads"].flatMap((it) => inRoot(scratch, it))).toEqual([]);
}, 120_000);

test("killed right behind the rename, the version is complete, and the same command mends the rest", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const published = path.join(scratch.root, "versions", FAKE);
  const running = await startGov(scratch, ["install", FAKE], { env: world.env });
  await until(() => fs.existsSync(published));
  await stop(running, "SIGKILL");
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  const again = await runGov(scratch, ["install", FAKE], { env: world.env });
  expect(again.stderr).toContain(`Go ${FAKE} is installed already`);
  expect(fs.readFileSync(path.join(scratch.root, "default"), "utf8")).toBe(`${FAKE}\n`);
  expect(inRoot(scratch, "shims")).toEqual(["go", `go${FAKE}`, "gofmt"]);
  // Not the lock: one that lost its owner's name is given up after ten seconds only.
  expect([...inRoot(scratch, "staging"), ...inRoot(scratch, "trash")]).toEqual([]);
});

/** An install of a release of two megabytes that has come to this step. */
async function heldUp(step: Step) {
  const go = fakeProgram(`go${FAKE}`, { seconds: 3 });
  const tree = release(FAKE, {
    "src/zzz": ballast(2 * HALF),
    ...(step.name.includes("go is run") && { "bin/go": go }),
  });
  const world = await startWorld({ trees: { [FAKE]: tree } });
  const scratch = scratchHome();
  onTestFinished(() => endOrphans(scratch));
  const env = { ...world.env, ...(await step.hold(world, scratch)) };
  const running = await startGov(scratch, ["install", FAKE], { env });
  await until(() => step.isReached(world, scratch));
  return { world, scratch, running };
}

function keptBytes(scratch: ScratchHome): number {
  const name = inRoot(scratch, "cache/downloads").find((it) => it.endsWith(".partial"));
  return name === undefined ? 0 : fs.statSync(path.join(scratch.root, "cache/downloads", name)).size;
}

/** The same database, at a place that does not answer. */
async function silentSumdb({ sumdb }: World): Promise<{ GOSUMDB: string }> {
  const server = await startServer(silence);
  onTestFinished(() => server.close());
  return { GOSUMDB: `${sumdb.gosumdbByProxy} ${server.origin}/sumdb` };
}

/** A `sync` that takes its time, before the system's on PATH. */
function slowSync(_: World, { dir }: ScratchHome): { PATH: string } {
  const bin = path.join(dir, "bin");
  fs.mkdirSync(bin);
  const script = `#!/bin/sh\necho $$ >${dir}/pid && mv ${dir}/pid ${dir}/sync.pid && exec sleep 20\n`;
  fs.writeFileSync(path.join(bin, "sync"), script, { mode: 0o755 });
  return { PATH: `${bin}:${SYSTEM_PATH}` };
}

function programsInStaging({ root }: ScratchHome): number[] {
  const staging = path.join(root, "staging/");
  return fs
    .readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && exeOf(name).startsWith(staging))
    .map(Number);
}

function exeOf(pid: string): string {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return "";
  }
}

/** What gov had started when it was killed. */
function endOrphans(scratch: ScratchHome): void {
  const file = path.join(scratch.dir, "sync.pid");
  const sync = fs.existsSync(file) ? [Number(fs.readFileSync(file, "utf8"))] : [];
  fs.rmSync(file, { force: true });
  for (const pid of [...programsInStaging(scratch), ...sync]) process.kill(pid, "SIGKILL");
}

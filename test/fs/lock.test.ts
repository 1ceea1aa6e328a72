import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type LockOptions, sweepLocks, withLock } from "../../src/fs/lock.ts";
import { type ProcessIdentity, thisProcess } from "../../src/fs/process-identity.ts";
import { bundleProgram, giveToOrdinaryUser, runAsOrdinaryUser } from "./child-program.ts";
import { useTemporaryDirectory } from "./temporary-directory.ts";

const at = useTemporaryDirectory();
const KEY = "1.22.5";
const DEAD_PID = 2 ** 22 + 1;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function locks() {
  return { locksDir: at("locks") };
}

function options(logged: string[] = []): LockOptions {
  return { log: (message) => logged.push(message), now: () => Date.now(), waitMs: 5_000 };
}

/** Takes the lock now, or fails within a moment. */
function lockAtOnce(logged: string[] = []): Promise<string> {
  return withLock(locks(), KEY, { ...options(logged), waitMs: 300 }, async () => "held");
}

/** A lock as a process left it; without one the directory alone. */
function leaveLock(holder: ProcessIdentity | undefined, ageMs: number, key = KEY): void {
  const directory = at("locks", `${key}.lock`);
  fs.mkdirSync(directory, { recursive: true });
  if (holder !== undefined) fs.writeFileSync(path.join(directory, nameOf(holder)), "");
  const time = (Date.now() - ageMs) / 1000;
  fs.utimesSync(directory, time, time);
}

function nameOf({ host, pid, started }: ProcessIdentity): string {
  return `${KEY}.${host}.${pid}.${started}.0123456789ab`;
}

/** Starts a process that holds the lock until it is ended; `ending` runs when a signal asks it to. */
async function startHolder(): Promise<ChildProcess> {
  const program = await bundleProgram(
    at(),
    `import { withLock } from "@/fs/lock.ts";
     const options = { log: () => {}, now: () => Date.now() };
     withLock({ locksDir: process.argv[2] }, "${KEY}", options, () => {
       console.log("held");
       return new Promise((resolve) => setTimeout(resolve, 60_000));
     });`,
  );
  const child = spawn(process.execPath, [program, at("locks")], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once("exit", resolve));
}

describe("withLock", () => {
  test("lets one in at a time and leaves nothing", async () => {
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await sleep(250);
      seen.push(`${name} out`);
    };
    const holders: string[] = [];
    const both = { ...options(), onWait: (holder: string) => holders.push(holder) };
    await Promise.all([withLock(locks(), KEY, both, work("a")), withLock(locks(), KEY, both, work("b"))]);
    expect(seen.map((entry) => entry.slice(2))).toEqual(["in", "out", "in", "out"]);
    expect(holders).toEqual([`process ${process.pid}`]);
    expect(fs.readdirSync(at("locks"))).toEqual([]);
  });

  test("is released when the work fails", async () => {
    const failing = withLock(locks(), KEY, options(), () => Promise.reject(new Error("work")));
    await expect(failing).rejects.toThrow("work");
    expect(fs.readdirSync(at("locks"))).toEqual([]);
  });

  test("takes over at once from a holder killed with SIGKILL", async () => {
    const holder = await startHolder();
    holder.kill("SIGKILL");
    await ended(holder);
    expect(fs.readdirSync(at("locks"))).toEqual([`${KEY}.lock`]);
    expect(await lockAtOnce()).toBe("held");
    expect(fs.readdirSync(at("locks"))).toEqual([]);
  });

  test("a holder ended by SIGTERM takes lock and owner with it", async () => {
    const holder = await startHolder();
    holder.kill("SIGTERM");
    await ended(holder);
    expect(fs.readdirSync(at("locks"))).toEqual([]);
  });

  test("waits for a suspended holder, however old its lock, and then names it", async () => {
    const holder = await startHolder();
    holder.kill("SIGSTOP");
    fs.utimesSync(at("locks", `${KEY}.lock`), 1000, 1000);
    const waited: string[] = [];
    const attempt = withLock(
      locks(),
      KEY,
      { ...options(), waitMs: 400, onWait: (name) => waited.push(name) },
      async () => "held",
    );
    await expect(attempt).rejects.toMatchObject({
      code: "lock-timeout",
      message: `waited 0 s for process ${holder.pid}, which is at work on ${KEY}`,
      hint: `kill ${holder.pid}`,
    });
    expect(waited).toEqual([`process ${holder.pid}`]);
  });

  const here = thisProcess();
  test.each([
    ["a pid that is in use again", { ...here, started: here.started + 1 }, 0],
    ["a pid that is not in use", { ...here, pid: DEAD_PID }, 0],
    ["a machine that stopped touching it", { ...here, host: "elsewhere-1" }, 60_000],
    ["nobody", undefined, 0],
  ])("takes over from %s", async (_name, owner, age) => {
    leaveLock(owner, age);
    expect(await lockAtOnce()).toBe("held");
    expect(fs.readdirSync(at("locks"))).toEqual([]);
  });

  test.each([
    ["this very process", here, 60_000],
    ["a machine that touches it", { ...here, host: "elsewhere-1" }, 0],
  ])("waits for %s", async (_name, owner, age) => {
    leaveLock(owner, age);
    await expect(lockAtOnce()).rejects.toMatchObject({ code: "lock-timeout" });
  });

  test("a process killed while it took the lock costs the next one nothing", async () => {
    const dead = nameOf({ ...here, pid: DEAD_PID });
    for (const files of [[], [dead]]) {
      fs.mkdirSync(at("locks", dead), { recursive: true });
      for (const file of files) fs.writeFileSync(at("locks", dead, file), "");
      expect(await lockAtOnce()).toBe("held");
      sweepLocks(locks(), options());
      expect(fs.readdirSync(at("locks"))).toEqual([]);
    }
  });

  test("a lock that somebody else took over is left to him", async () => {
    const other = nameOf({ ...here, host: "elsewhere-1" });
    const directory = at("locks", `${KEY}.lock`);
    await withLock(locks(), KEY, options(), async () => {
      for (const name of fs.readdirSync(directory)) fs.rmSync(path.join(directory, name));
      fs.writeFileSync(path.join(directory, other), "");
    });
    expect(fs.readdirSync(directory)).toEqual([other]);
  });

  test("a lock that is lost is logged and the work goes on", async () => {
    const logged: string[] = [];
    const result = await withLock(locks(), KEY, options(logged), async () => {
      fs.rmSync(at("locks", `${KEY}.lock`), { recursive: true });
      await sleep(3_500);
      return "done";
    });
    expect(result).toBe("done");
    expect(logged[0]).toMatch(/^lost the lock /);
  });

  test("works without a lock where none can be made", async () => {
    fs.writeFileSync(at("locks"), "a file in the way");
    const logged: string[] = [];
    expect(await lockAtOnce(logged)).toBe("held");
    expect(logged).toEqual([expect.stringMatching(/^working without the lock /)]);
  });

  test("works without a lock in a directory that cannot be written, stale lock or not", async () => {
    const program = await bundleProgram(
      at(),
      `import { withLock } from "@/fs/lock.ts";
       const options = { log: () => {}, now: () => Date.now(), waitMs: 300 };
       const home = { locksDir: process.argv[2] };
       for (const key of ["${KEY}", "fresh"]) await withLock(home, key, options, async () => console.log(key));`,
    );
    leaveLock(undefined, 60_000);
    giveToOrdinaryUser(at());
    fs.chmodSync(at("locks"), 0o555);
    const { stdout, stderr } = await runAsOrdinaryUser(program, [at("locks")]);
    expect({ stdout, stderr }).toEqual({ stdout: `${KEY}\nfresh\n`, stderr: "" });
  });
});

test("many processes that find a dead holder hold the lock one after the other", async () => {
  leaveLock({ ...thisProcess(), pid: DEAD_PID }, 0);
  const program = await bundleProgram(
    at(),
    `import fs from "node:fs";
     import { withLock } from "@/fs/lock.ts";
     const options = { log: () => {}, now: () => Date.now() };
     const inside = process.argv[3];
     await withLock({ locksDir: process.argv[2] }, "${KEY}", options, async () => {
       fs.mkdirSync(inside);
       await new Promise((resolve) => setTimeout(resolve, 20));
       fs.rmdirSync(inside);
     });`,
  );
  giveToOrdinaryUser(at());
  const runs = Array.from({ length: 6 }, () => runAsOrdinaryUser(program, [at("locks"), at("inside")]));
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
});

test("sweepLocks removes the locks of the dead only", () => {
  leaveLock({ ...thisProcess(), pid: DEAD_PID }, 0);
  leaveLock(undefined, 0, "empty");
  leaveLock(thisProcess(), 60_000, "live");
  sweepLocks(locks(), options());
  expect(fs.readdirSync(at("locks"))).toEqual(["live.lock"]);
});

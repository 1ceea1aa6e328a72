import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { listToolchains } from "../../src/toolchains/store.ts";
import { startGov, stop } from "../install/running.ts";
import { type RunResult, runGov } from "../support/run-gov.ts";
import { removeTree, type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { describeTree } from "../support/tree.ts";
import { type Change, changesOf, disturb, type Fault, withoutChance } from "./strace.ts";

/** A command, and what is there when it starts. */
export interface Story {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Env;
  prepare(scratch: ScratchHome, gov: Gov): Promise<unknown>;
  /** The changes, by a part of their names, that stand for all in the short tests; the soak takes each. */
  readonly checkpoints: readonly string[];
  /** What the same command may end with when it is run again; 0 unless given. */
  readonly again?: readonly number[];
}

type Env = Readonly<Record<string, string>>;

export type Gov = (...args: string[]) => Promise<RunResult>;

/** A story that was gone through once without a disturbance, and can be told again from its start. */
export interface Stage {
  readonly changes: readonly Change[];
  /** How long the command took; with strace, which is a little longer than without. */
  readonly usualMs: number;
  /** The changes that the story names; one that does not come is an error. */
  readonly checkpoints: readonly Change[];
  /**
   * Disturbs the command at this change, and checks the promise: nothing half-made is to be seen, and after the
   * same command once more everything is as if nothing had happened. Tells whether the command came to that.
   */
  survives(change: Change, fault: Fault): Promise<boolean>;
  /** The same for a signal after so many milliseconds. Tells whether the command was still at work. */
  survivesAfter(ms: number, signal: NodeJS.Signals): Promise<boolean>;
}

const HOST = { os: "linux", arch: "amd64" };
/** Half-made, on the way out, kept for later: whoever looks at a root does not look there. */
const BEHIND = /^home\/\.gov\/(?:staging|trash|locks|cache|backups)(?:\/|$)/;
const DIED_OF = ["SIGKILL", "SIGTERM", "SIGINT"];

export async function openStage(story: Story, env: Env): Promise<Stage> {
  const scratch = scratchHome();
  const options = { env: { SHELL: "/bin/bash", ...env, ...story.env } };
  const gov: Gov = (...args) => runGov(scratch, args, options);
  await story.prepare(scratch, gov);
  const start = path.join(scratch.dir, "start");
  copyPlace(scratch.dir, start);
  const before = describePlace(scratch);
  const startedAt = Date.now();
  const changes = await changesOf(scratch, story.args, options);
  const usualMs = Date.now() - startedAt;
  const after = describePlace(scratch);

  return {
    changes,
    usualMs,
    get checkpoints() {
      return story.checkpoints.map((part) => changeNamed(part, changes));
    },
    survives: async (change, fault) => {
      copyPlace(start, scratch.dir);
      const run = await disturb(scratch, story.args, change, { ...options, fault });
      const what = `${fault} at ${run.at ?? `${change.name}, which did not come`}: ${run.stderr}`;
      expect(endOf(run), what).toMatch(endings(fault));
      // What could not be removed waits in the trash, and a download to be gone on with.
      if (!DIED_OF.includes(fault)) expect(leftBehind(scratch, ["staging", "locks"]), what).toEqual([]);
      await expectWhole(what);
      return run.at !== undefined;
    },
    survivesAfter: async (ms, signal) => {
      copyPlace(start, scratch.dir);
      const running = await startGov(scratch, story.args, options);
      await sleep(ms);
      const run = await stop(running, signal);
      const what = `${signal} after ${ms} ms: ${run.stderr}`;
      expect(endOf(run), what).toMatch(new RegExp(`^(?:0|${signal})$`));
      await expectWhole(what);
      return run.signal !== null;
    },
  };

  async function expectWhole(what: string): Promise<void> {
    expect(strangers(describePlace(scratch), before, after), what).toEqual([]);
    expect(listToolchains(homeAt(scratch.root), HOST).problems, what).toEqual([]);
    const again = await gov(...story.args);
    expect(story.again ?? [0], `${what}\nagain: ${again.stderr}`).toContain(again.status);
    expect(describePlace(scratch), what).toEqual(after);
    expect(leftBehind(scratch), what).toEqual([]);
  }
}

function changeNamed(part: string, changes: readonly Change[]): Change {
  const change = changes.find(({ name }) => name.includes(part));
  if (change !== undefined) return change;
  throw new Error(`${part} is none of:\n${changes.map((it) => it.name).join("\n")}`);
}

function endOf({ status, signal }: RunResult): string {
  return `${signal ?? status}`;
}

/** A signal that comes when there is nothing left to stop, or a failure that costs nothing, ends in success. */
function endings(fault: Fault): RegExp {
  if (fault === "SIGKILL") return /^SIGKILL$/;
  return DIED_OF.includes(fault) ? new RegExp(`^(?:0|${fault})$`) : /^[07]$/;
}

/** What is neither as it was nor as it is to be; a hidden file of a writer that was stopped is neither. */
function strangers(now: readonly string[], ...known: readonly (readonly string[])[]): string[] {
  const fine = new Set(known.flat());
  return now.filter((line) => !fine.has(line) && !/^\S+ \S*\/\.[^/ ]+\.\* /.test(line));
}

/** Below `staging`, `trash`, `locks` and among the downloads: nothing stays when a command has ended well. */
function leftBehind(
  { root }: ScratchHome,
  directories = ["staging", "trash", "locks", "cache/downloads"],
): string[] {
  return directories.flatMap((name) => {
    const dir = path.join(root, name);
    return fs.existsSync(dir) ? fs.readdirSync(dir).map((it) => `${name}/${it}`) : [];
  });
}

/** Home and project, one line an entry; times differ in receipts. */
function describePlace({ dir }: ScratchHome): string[] {
  return ["home", "project"].flatMap((name) =>
    describeTree(path.join(dir, name))
      .map((line) => {
        const [mode = "", file = "", ...content] = line.split(" ");
        const shown = withoutChance(`${name}/${file}`);
        return [mode, shown, ...(file.endsWith("/receipt.json") ? [] : content)].join(" ");
      })
      .filter((line) => !BEHIND.test(line.slice(line.indexOf(" ") + 1))),
  );
}

/** Both in the same place, because shims and rc files name it. */
function copyPlace(from: string, to: string): void {
  for (const name of ["home", "project"]) {
    removeTree(path.join(to, name));
    fs.cpSync(path.join(from, name), path.join(to, name), {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });
  }
}

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import type { Log } from "../log.ts";
import { namesIn } from "./names-in.ts";
import { type ProcessIdentity, stateOf, thisProcess } from "./process-identity.ts";
import { removeTree } from "./remove.ts";

/**
 * Directories whose entries belong to one process each, such as `staging/` and `trash/`. An entry is named
 * `LABEL.HOST.PID.START.RANDOM`, so that any later process can tell whether its maker still lives.
 */
const NAME = /^.*\.([A-Za-z0-9-]+)\.([1-9][0-9]{0,9})\.([0-9]{1,15})\.[0-9a-f]{12}$/;

/** Entries from another machine or container are left alone this long. */
const FOREIGN_AGE_MS = 24 * 3_600_000;

/** A fresh path in `parent`, which is made when missing; `label` is there for people. */
export function scratchPath(parent: string, label: string): string {
  makeDirectory(parent);
  const { host, pid, started } = thisProcess();
  return path.join(parent, `${label}.${host}.${pid}.${started}.${randomBytes(6).toString("hex")}`);
}

function makeDirectory(dir: string): void {
  try {
    fs.mkdirSync(dir, { recursive: true });
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
    // What Node says of a read-only file system. One step fails with the true reason.
    const parent = path.dirname(dir);
    if (!fs.existsSync(parent)) makeDirectory(parent);
    fs.mkdirSync(dir);
  }
}

/** Removes what processes that are gone left in `parent`; what resists is logged and stays. */
export function sweepScratch(parent: string, { now, log }: { now: () => number; log: Log }): void {
  for (const name of namesIn(parent)) {
    const entry = path.join(parent, name);
    try {
      if (isAbandoned(entry, now)) removeTree(entry);
    } catch (error) {
      log(`could not remove ${entry}: ${String(error)}`);
    }
  }
}

/** What becomes of the maker of an entry; `elsewhere` too for a name that does not tell. */
export function makerOf(name: string): ReturnType<typeof stateOf> {
  const maker = makerIn(name);
  return maker === undefined ? "elsewhere" : stateOf(maker);
}

/** The process that made an entry, by its name. */
export function makerIn(name: string): ProcessIdentity | undefined {
  const [, host, pid, started] = NAME.exec(name) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid), started: Number(started) };
}

function isAbandoned(entry: string, now: () => number): boolean {
  const state = makerOf(path.basename(entry));
  if (state !== "elsewhere") return state === "dead";
  const stat = fs.lstatSync(entry, { throwIfNoEntry: false });
  // A time far in the future comes from a wrong clock.
  return stat !== undefined && Math.abs(now() - stat.mtimeMs) > FOREIGN_AGE_MS;
}

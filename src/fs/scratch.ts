import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Log } from "../log.ts";
import { namesIn } from "./names-in.ts";
import { stateOf, thisProcess } from "./process-identity.ts";
import { removeTree } from "./remove.ts";

/**
 * Directories whose entries belong to one process each, such as `staging/` and `trash/`. An entry is named
 * `LABEL.HOST.PID.START.RANDOM`, so that any later process can tell whether its maker still lives.
 */
const NAME = /^.*\.([A-Za-z0-9-]+)\.([0-9]{1,10})\.([0-9]{1,15})\.[0-9a-f]{12}$/;

/** Entries from another machine or container are left alone this long. */
const FOREIGN_AGE_MS = 24 * 3_600_000;

/** A fresh path in `parent`, which is made when missing; `label` is there for people. */
export function scratchPath(parent: string, label: string): string {
  fs.mkdirSync(parent, { recursive: true });
  const { host, pid, started } = thisProcess();
  return path.join(parent, `${label}.${host}.${pid}.${started}.${randomBytes(6).toString("hex")}`);
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

function isAbandoned(entry: string, now: () => number): boolean {
  const [, host, pid, started] = NAME.exec(path.basename(entry)) ?? [];
  const state =
    host === undefined ? "elsewhere" : stateOf({ host, pid: Number(pid), started: Number(started) });
  if (state !== "elsewhere") return state === "dead";
  const stat = fs.lstatSync(entry, { throwIfNoEntry: false });
  return stat !== undefined && stat.mtimeMs < now() - FOREIGN_AGE_MS;
}

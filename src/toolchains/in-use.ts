import fs from "node:fs";
import path from "node:path";
import { namesIn } from "../fs/names-in.ts";
import { realPathOf } from "../fs/real-path.ts";

/**
 * The ids of processes that run a program below `goroot`, as far as /proc shows them to this user; none on a
 * system without /proc (macOS), where removing a running program does it no harm either.
 */
export function processesUsing(goroot: string): number[] {
  const prefix = `${realPathOf(goroot)}${path.sep}`;
  return processIds().filter((pid) => programOf(pid)?.startsWith(prefix));
}

function processIds(): number[] {
  return namesIn("/proc")
    .filter((name) => /^[1-9][0-9]*$/.test(name))
    .map(Number);
}

/** `undefined` for kernel threads, for processes that have ended and for those of other users. */
function programOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

import fs from "node:fs";
import os from "node:os";
import { isSystemError } from "../errors.ts";

/** A process as another one, later and perhaps on another machine, can recognise it. */
export interface ProcessIdentity {
  /** Host and, in containers, process namespace: pids are only comparable inside one. */
  readonly host: string;
  readonly pid: number;
  /** Start in clock ticks since boot; `0` where the system does not tell. Pids are reused, this is not. */
  readonly started: number;
}

export function thisProcess(): ProcessIdentity {
  return { host: hostKey(), pid: process.pid, started: startOf(process.pid)?.started ?? 0 };
}

/** `elsewhere` when this machine cannot know. A suspended process is alive, a zombie is dead. */
export function stateOf(identity: ProcessIdentity): "alive" | "dead" | "elsewhere" {
  if (identity.host !== hostKey()) return "elsewhere";
  if (!hasPid(identity.pid)) return "dead";
  const found = startOf(identity.pid);
  if (found === undefined) return "alive";
  const reused = identity.started !== 0 && found.started !== identity.started;
  return found.zombie || reused ? "dead" : "alive";
}

/** Short and safe in a file name: letters, digits and `-`. */
function hostKey(): string {
  const name = os
    .hostname()
    .replace(/[^A-Za-z0-9]/g, "-")
    .slice(0, 40);
  return `${name}-${pidNamespace()}`;
}

function pidNamespace(): string {
  try {
    return fs.readlinkSync("/proc/self/ns/pid").replace(/[^0-9]/g, "");
  } catch {
    return "0";
  }
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}

/** From /proc/PID/stat; `undefined` without one (macOS) or when it is hidden from this user. */
function startOf(pid: number): { started: number; zombie: boolean } | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { started: Number(fields[19]), zombie: fields[0] === "Z" || fields[0] === "X" };
  } catch {
    return undefined;
  }
}

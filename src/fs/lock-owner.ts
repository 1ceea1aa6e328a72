import fs from "node:fs";
import { type ProcessIdentity, stateOf, thisProcess } from "./process-identity.ts";

/** Who holds a lock, as `locks/KEY.owner` says it. */
export interface LockOwner extends ProcessIdentity {
  /** When the lock was taken, ISO 8601. */
  readonly at: string;
}

export function ownerText(now: number): string {
  const owner: LockOwner = { ...thisProcess(), at: new Date(now).toISOString() };
  return `${JSON.stringify(owner)}\n`;
}

/** `undefined` for a text that is no owner file, such as one of a writer that was stopped half-way. */
export function parseOwner(text: string | undefined): LockOwner | undefined {
  try {
    const { host, pid, started, at } = JSON.parse(text ?? "") as Record<keyof LockOwner, unknown>;
    if (typeof host !== "string" || typeof at !== "string") return undefined;
    if (!isCount(pid) || pid === 0 || !isCount(started)) return undefined;
    return { host, pid, started, at };
  } catch {
    return undefined;
  }
}

/** The text of an owner file; `undefined` when there is none that can be read. */
export function readOwnerText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

export function describeOwner(owner: LockOwner | undefined): string {
  if (owner === undefined) return "another gov";
  const where = stateOf(owner) === "elsewhere" ? ` on ${owner.host}` : "";
  return `process ${owner.pid}${where}`;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

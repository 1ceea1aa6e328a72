import fs from "node:fs";
import type { Context } from "../config/context.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { GovError, isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { directoriesFrom } from "../resolution/locate.ts";
import { type LockFile, lockedDigests, parseLockFile } from "../verify/lock-file.ts";
import type { Evidence } from "../verify/policy.ts";

export type LockedDigests = NonNullable<Evidence["lock"]>;

export const LOCK_FILE_NAME = "gov.lock.json";

/**
 * What the lock file says that counts here: the one given by `--lock`, which is a trust root, else the nearest
 * `gov.lock.json` from the current directory upwards, which can only refuse. Reads it when first asked.
 */
export function lockFor(
  context: Pick<Context, "cwd" | "env">,
  given: string | undefined,
): (version: GoVersion, platform: Platform) => LockedDigests | null {
  let found: { readonly file: string; readonly lock: LockFile } | null | undefined;
  return (version, platform) => {
    found ??= given === undefined ? nearestLock(context) : readLock(pathFromHere(given, context));
    const digests = found && lockedDigests(found.lock, version, platform);
    return found && digests ? { ...digests, file: found.file, explicit: given !== undefined } : null;
  };
}

/** A lock file that must be there. */
function readLock(file: string): { readonly file: string; readonly lock: LockFile } {
  const lock = readLockIfThere(file);
  if (lock !== undefined) return { file, lock };
  throw new GovError("usage", `there is no lock file ${file}`, { hint: "gov lock", file });
}

/** A malformed one is `proof-failed`: what it would have refused is not known. */
export function readLockIfThere(file: string): LockFile | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const lock = parseLockFile(text);
  if (!("problem" in lock)) return lock;
  throw new GovError("proof-failed", `the lock file ${file} ${lock.problem}`, {
    hint: "gov lock",
    file,
    line: lock.line,
  });
}

function nearestLock(context: Pick<Context, "cwd" | "env">): { file: string; lock: LockFile } | null {
  const files = directoriesFrom(context).map((dir) => `${dir}/${LOCK_FILE_NAME}`);
  const file = files.find((candidate) => fs.existsSync(candidate));
  return file === undefined ? null : readLock(file);
}

/** A lock file for all platforms of many releases has a few 100 kB. */
const MAX_BYTES = 16 << 20;

function readText(file: string): string | undefined {
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile() || stat.size > MAX_BYTES) throw notALockFile(file, stat.isFile());
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return undefined;
    throw diskError(error, `cannot read ${file}`);
  }
}

/** It may stand in anybody's project: a FIFO would be waited for, and a large file fill the memory. */
function notALockFile(file: string, isFile: boolean): GovError {
  const what = isFile ? "is too large for a lock file" : "is not a regular file";
  return new GovError("proof-failed", `\`${file}\` ${what}`, { hint: `ls -l ${file}`, file });
}

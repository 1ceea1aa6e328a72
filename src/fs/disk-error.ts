import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

const FULL = ["ENOSPC", "EDQUOT"];
const DENIED = ["EACCES", "EPERM", "EROFS"];

/**
 * A failed file operation as the user should read it: `what` is the start of the sentence and names the
 * path (`cannot write /p/default`). Errors that are not the system's pass through unchanged, so that this
 * can stand in any catch.
 */
export function diskError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error instanceof GovError) return error;
  const { code, path: file } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return error;
  const dir = file === undefined ? undefined : path.dirname(file);
  const at = dir === undefined || what.includes(dir) ? "" : ` (${file})`;
  const sentence = `${what}: ${REASONS[code] ?? code}${at}`;
  if (isSystemError(error, ...FULL)) {
    return new GovError("disk-full", sentence, { hint: "df -h; df -i", cause: error });
  }
  if (isSystemError(error, ...DENIED)) {
    return new GovError("permission", sentence, { hint: dir && `ls -ld ${dir}`, cause: error });
  }
  return new GovError("disk", sentence, { cause: error });
}

import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { diskError } from "./disk-error.ts";

export interface WriteOptions {
  /** Exactly this mode, whatever the umask; without it 0666 less the umask. */
  readonly mode?: number;
  /** Have the content on the disk before it gets its name. */
  readonly sync?: boolean;
}

/**
 * Writes a whole file by one rename, so that a reader sees the old content or the new, never a part. Makes
 * the directory when it is missing. A symlink at `file` is replaced: resolve it first to write through.
 */
export function writeFileAtomic(file: string, content: string | Buffer, options: WriteOptions = {}): void {
  const suffix = randomBytes(6).toString("hex");
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${suffix}.tmp`);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    writeNew(temporary, content, options);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw diskError(error, `cannot write ${file}`);
  }
}

function writeNew(file: string, content: string | Buffer, { mode, sync }: WriteOptions): void {
  const fd = fs.openSync(file, "wx", mode ?? 0o666);
  try {
    fs.writeFileSync(fd, content);
    if (mode !== undefined) fs.fchmodSync(fd, mode);
    if (sync === true) fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

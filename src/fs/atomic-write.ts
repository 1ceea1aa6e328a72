import fs from "node:fs";
import path from "node:path";
import { diskError } from "./disk-error.ts";
import { makerOf, scratchPath } from "./scratch.ts";

export interface WriteOptions {
  /** Exactly this mode, whatever the umask; without it 0666 less the umask. */
  readonly mode?: number;
  /** Have the content on the disk before it gets its name. */
  readonly sync?: boolean;
}

/**
 * Writes a whole file by one rename, so that a reader sees the old content or the new, never a part. Makes
 * the directory when it is missing. A symlink at `file` is replaced: resolve it first to write through.
 * A process that is killed leaves a hidden file beside it, which the next one that writes `file` removes.
 */
export function writeFileAtomic(file: string, content: string | Buffer, options: WriteOptions = {}): void {
  const dir = path.dirname(file);
  const label = `.${path.basename(file)}`;
  let temporary: string | undefined;
  try {
    temporary = scratchPath(dir, label);
    writeNew(temporary, content, options);
    fs.renameSync(temporary, file);
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    throw diskError(error, `cannot write ${file}`);
  }
  removeOfTheDead(dir, label);
}

function removeOfTheDead(dir: string, label: string): void {
  try {
    for (const name of fs.readdirSync(dir)) {
      const isOurs = name.startsWith(`${label}.`) && makerOf(name) === "dead";
      if (isOurs) fs.rmSync(path.join(dir, name), { force: true });
    }
  } catch {
    // What was to be written is there; the rest costs a little room.
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

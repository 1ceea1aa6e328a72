import fs from "node:fs";
import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import type { Edit, RcContents } from "./profile.ts";

export interface ApplyOptions {
  readonly backupsDir: string;
  /** Files of anyone else are refused; undefined where there are no owners. */
  readonly uid: number | undefined;
  /** Names the directory of the backups: letters, digits and `-`. */
  readonly id: string;
}

/** The rc files as byte strings, null for those that do not exist. */
export function readRcFiles(files: readonly string[]): RcContents {
  return new Map(files.map((file) => [file, readBytes(file)]));
}

/**
 * Carries a plan out: everything is checked before the first byte is written. Links are written through
 * and modes kept. Returns the directory with the files as they were, or null when nothing had to be saved.
 * Throws `refused` for a file that changed since it was read, is not a file, or is someone else's.
 */
export function applyEdits(edits: readonly Edit[], options: ApplyOptions): string | null {
  const due = edits.filter((edit) => edit.action !== "none");
  for (const edit of due) check(edit, options.uid);
  const backup = saveOriginals(due, options);
  for (const edit of due) write(edit);
  return backup;
}

function check(edit: Edit, uid: number | undefined): void {
  const stats = fs.statSync(nearestExisting(edit.file));
  if (uid !== undefined && stats.uid !== uid) {
    throw new GovError("refused", `\`${edit.file}\` belongs to another user`, {
      hint: "run `gov setup` as the user whose shell it is",
      file: edit.file,
    });
  }
  if (readBytes(edit.file) !== edit.before) {
    throw new GovError("refused", `\`${edit.file}\` was changed by someone else just now`, {
      hint: "run `gov setup` again",
      file: edit.file,
    });
  }
}

/** The file itself, else the directory that it would be made in. */
function nearestExisting(file: string): string {
  return fs.existsSync(file) ? file : nearestExisting(path.dirname(file));
}

/** One private directory for one command: the files, numbered, and `edits.json` saying which is which. */
function saveOriginals(edits: readonly Edit[], { backupsDir, id }: ApplyOptions): string | null {
  if (edits.length === 0) return null;
  const dir = path.join(backupsDir, id);
  try {
    fs.mkdirSync(backupsDir, { recursive: true, mode: 0o700 });
    fs.mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    throw diskError(error, `cannot make ${dir}`);
  }
  const saved = edits.map((edit, index) => {
    if (edit.before === null) return { file: edit.file, backup: null };
    writeFileAtomic(path.join(dir, `${index}`), Buffer.from(edit.before, "latin1"), { mode: 0o600 });
    return { file: edit.file, backup: `${index}` };
  });
  const record = `${JSON.stringify({ schema: 1, edits: saved }, null, 2)}\n`;
  writeFileAtomic(path.join(dir, "edits.json"), record, { mode: 0o600 });
  return dir;
}

function write(edit: Edit): void {
  if (edit.after === null) {
    removeFile(edit.file);
    return;
  }
  const content = Buffer.from(edit.after, "latin1");
  if (edit.before === null) {
    writeFileAtomic(edit.file, content, { sync: true });
    return;
  }
  const file = fs.realpathSync(edit.file);
  writeFileAtomic(file, content, { mode: fs.statSync(file).mode & 0o7777, sync: true });
}

function removeFile(file: string): void {
  try {
    fs.rmSync(file);
  } catch (error) {
    throw diskError(error, `cannot remove ${file}`);
  }
}

function readBytes(file: string): string | null {
  try {
    return fs.readFileSync(file, "latin1");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR") && !isLink(file)) return null;
    const reason = isLink(file) ? "is a link to a file that cannot be read" : "cannot be read as a file";
    throw new GovError("refused", `\`${file}\` ${reason}`, { file, cause: error });
  }
}

function isLink(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

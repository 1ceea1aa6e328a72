import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { GovError, isSystemError } from "../errors.ts";
import { writeFileAtomic } from "./atomic-write.ts";
import { diskError } from "./disk-error.ts";
import { readText } from "./read-text.ts";
import { removeFile } from "./remove.ts";

/** One planned change of a file outside gov's root. `before` and `after` are byte strings (latin1); null is no file. */
export interface FileChange {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface ChangeOptions {
  readonly backupsDir: string;
  /** Files of anyone else are refused; undefined where there are no owners. */
  readonly uid: number | undefined;
  /** Names the directory of the backups: letters, digits and `-`. */
  readonly id: string;
  /** The command to give again when a file was changed meanwhile. */
  readonly again: string;
}

/** What `edits.json` in a backup directory keeps of one change. */
interface SavedChange {
  readonly file: string;
  /** The name of its copy; null for a file that was made. */
  readonly backup: string | null;
  readonly mode: number | null;
  /** SHA-256 of what gov wrote; null for a file that was removed. */
  readonly written: string | null;
}

/**
 * Carries a plan out: everything is checked before the first byte is written. Links are written through
 * and modes kept. Returns the directory with the files as they were, or null when there was nothing to do.
 * Throws `refused` for a file that changed since it was read, is not a file, or is someone else's.
 */
export function changeFiles(changes: readonly FileChange[], options: ChangeOptions): string | null {
  for (const change of changes) check(change, options);
  if (changes.length === 0) return null;
  const backup = saveOriginals(changes, options);
  for (const { file, before, after } of changes) write(file, before, after);
  return backup;
}

/**
 * Puts back what the newest change whose id starts with `prefix` found, byte for byte and with its modes.
 * The backup is gone afterwards, so that the next call undoes the change before. Returns the files; null when
 * there is nothing to undo. A file that was changed since is `refused`, and then nothing is put back.
 */
export function undoChange(prefix: string, { backupsDir, uid }: Pick<ChangeOptions, "backupsDir" | "uid">) {
  const newest = backupsOf(prefix, backupsDir).at(-1);
  if (newest === undefined) return null;
  const dir = path.join(backupsDir, newest);
  const saved = readSaved(dir);
  for (const change of saved) checkUnchanged(change, { dir, uid });
  for (const change of saved) restore(change, dir);
  fs.rmSync(dir, { recursive: true });
  return saved.map(({ file }) => file);
}

/** The bytes of a file as a latin1 string; null when there is none. Anything but a readable file is `refused`. */
export function readBytes(file: string): string | null {
  try {
    return fs.readFileSync(file, "latin1");
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR") && !isLink(file)) return null;
    const reason = isLink(file) ? "is a link to a file that cannot be read" : "cannot be read as a file";
    throw new GovError("refused", `\`${file}\` ${reason}`, { file, cause: error });
  }
}

function check({ file, before }: FileChange, { uid, again }: ChangeOptions): void {
  checkOwner(file, uid);
  if (readBytes(file) === before) return;
  throw new GovError("refused", `\`${file}\` was changed by someone else just now`, {
    hint: `run \`${again}\` again`,
    file,
  });
}

/** Is a file, or the directory it would be made in, this user's? Always where there are no owners. */
export function isOwnedBy(file: string, uid: number | undefined): boolean {
  return uid === undefined || fs.statSync(nearestExisting(file)).uid === uid;
}

function checkOwner(file: string, uid: number | undefined): void {
  if (isOwnedBy(file, uid)) return;
  throw new GovError("refused", `\`${file}\` belongs to another user`, {
    hint: "run gov as the user whose file it is",
    file,
  });
}

/** The file itself, else the directory that it would be made in. */
function nearestExisting(file: string): string {
  return fs.existsSync(file) ? file : nearestExisting(path.dirname(file));
}

/** One private directory for one command: the files, numbered, and `edits.json` saying which is which. */
function saveOriginals(changes: readonly FileChange[], { backupsDir, id }: ChangeOptions): string {
  const dir = path.join(backupsDir, id);
  try {
    // The directories above are like any others.
    fs.mkdirSync(path.dirname(backupsDir), { recursive: true });
    fs.mkdirSync(backupsDir, { recursive: true, mode: 0o700 });
    fs.mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    throw diskError(error, `cannot make ${dir}`);
  }
  const edits = changes.map((change, index) => saveOriginal(change, dir, `${index}`));
  const record = `${JSON.stringify({ schema: 1, edits }, null, 2)}\n`;
  writeFileAtomic(path.join(dir, "edits.json"), record, { mode: 0o600 });
  return dir;
}

function saveOriginal({ file, before, after }: FileChange, dir: string, name: string): SavedChange {
  const written = after === null ? null : sha256(after);
  if (before === null) return { file, backup: null, mode: null, written };
  writeFileAtomic(path.join(dir, name), Buffer.from(before, "latin1"), { mode: 0o600 });
  return { file, backup: name, mode: fs.statSync(file).mode & 0o7777, written };
}

function write(file: string, before: string | null, after: string | null): void {
  if (after === null) {
    removeFile(file);
    return;
  }
  const content = Buffer.from(after, "latin1");
  if (before === null) {
    writeFileAtomic(file, content, { sync: true });
    return;
  }
  const target = fs.realpathSync(file);
  writeFileAtomic(target, content, { mode: fs.statSync(target).mode & 0o7777, sync: true });
}

function backupsOf(prefix: string, backupsDir: string): string[] {
  try {
    return fs
      .readdirSync(backupsDir)
      .filter((name) => name.startsWith(`${prefix}-`))
      .sort();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw diskError(error, `cannot read ${backupsDir}`);
  }
}

/** The record stands in a directory that only this user can write, in gov's own words. */
function readSaved(dir: string): readonly SavedChange[] {
  const file = path.join(dir, "edits.json");
  try {
    const { edits } = JSON.parse(readText(file) ?? "") as { edits: readonly SavedChange[] };
    return edits.map(({ file, backup, mode, written }) => ({ file, backup, mode, written }));
  } catch (cause) {
    throw new GovError("failed", `the backup ${dir} has no record that can be read`, { file, cause });
  }
}

function checkUnchanged(
  { file, backup, written }: SavedChange,
  place: { dir: string; uid: number | undefined },
) {
  checkOwner(file, place.uid);
  const now = readBytes(file);
  if ((now === null ? null : sha256(now)) === written || isAsItWas(now, backup, place.dir)) return;
  const kept = backup === null ? "" : `; as it was it stands in ${path.join(place.dir, backup)}`;
  throw new GovError("refused", `\`${file}\` was changed after gov had changed it${kept}`, { file });
}

/** Gov was ended before it came to this file, or while it put the files back. */
function isAsItWas(now: string | null, backup: string | null, dir: string): boolean {
  return now === (backup === null ? null : readBytes(path.join(dir, backup)));
}

function restore({ file, backup, mode }: SavedChange, dir: string): void {
  if (backup === null) {
    removeFile(file);
    return;
  }
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
  const content = fs.readFileSync(path.join(dir, backup));
  writeFileAtomic(target, content, { mode: mode ?? 0o644, sync: true });
}

function sha256(bytes: string): string {
  return createHash("sha256").update(bytes, "latin1").digest("hex");
}

function isLink(file: string): boolean {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

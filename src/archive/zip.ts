import fs from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { diskError } from "../fs/disk-error.ts";
import { FileWindow, readExactly } from "./file-window.ts";
import { checkFlatName, checkSize, LIMITS, type Limits, pathBelow, refused } from "./safety.ts";
import { type TreeFile, TreeWriter } from "./tree-writer.ts";
import type { Unpacked, UnpackOptions } from "./unpacked.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";
import { checkContent, checkRoom, inflateHere, inflateInPool, packedData } from "./zip-entry.ts";

export interface ZipOptions extends UnpackOptions {
  /** `zip` holds `go/`; `module-zip` is the module `golang.org/toolchain`, with `_go.mod` for each `go.mod`. */
  readonly form: "zip" | "module-zip";
  /** With its slash: `go/`, or `golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/`. */
  readonly prefix: string;
  /**
   * Files elsewhere with the content of entries, by their paths below `dest`. Of these entries the archive needs
   * to have its directory only; the size and CRC there must be right, and the hash of the tree decides in the end.
   */
  readonly borrowed?: ReadonlyMap<string, string>;
}

/** One entry of a zip, as its directory tells. */
export interface ZipPart {
  /** Below `dest`, as it will be called there. */
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
  /** Its bytes in the archive, header included. */
  readonly start: number;
  readonly end: number;
}

/** The entries of a zip in the order of their data, all names and sizes checked. Only its directory is read. */
export function readZipParts(file: string, options: ZipOptions): readonly ZipPart[] {
  const limits = limitsOf(options);
  const fd = openArchive(file);
  try {
    const planned = planEntries(readZipDirectory(fd, limits), options, limits);
    return planned.map(({ entry: { size, crc32, start, end }, path }) => ({ path, size, crc32, start, end }));
  } finally {
    fs.closeSync(fd);
  }
}

/** Of Go's module format: https://pkg.go.dev/golang.org/x/mod/zip */
const MODULE_LIMITS: Partial<Limits> = { totalBytes: 500 * 1024 * 1024 };
/** Between turns of the event loop, so that others can work and a signal is seen. */
const ENTRIES_A_TURN = 64;
/** From here on the trip to the thread pool costs less than the inflating. */
const LARGE_BYTES = 32 * 1024;

interface OpenZip {
  readonly fd: number;
  readonly borrowed: ZipOptions["borrowed"];
}

interface PlannedEntry {
  readonly entry: ZipEntry;
  /** Below `dest`, as it will be called there. */
  readonly path: string;
}

/**
 * Unpacks a zip file into `dest`, which becomes the GOROOT: it must not exist, its parent must. The result is
 * the tree that the tar.gz of the same release gives, but for the directories that a module leaves out. All
 * names and sizes are checked before the first file is written. Refusals and left-overs as `unpackTarGz`.
 */
export async function unpackZip(file: string, dest: string, options: ZipOptions): Promise<Unpacked> {
  const limits = limitsOf(options);
  options.signal?.throwIfAborted();
  const fd = openArchive(file);
  try {
    const entries = planEntries(readZipDirectory(fd, limits), options, limits);
    const tree = new TreeWriter(dest, limits);
    await addEntries({ fd, borrowed: options.borrowed }, entries, tree, options.signal);
    return tree.result();
  } catch (error) {
    throw diskError(error, `cannot unpack ${file} into ${dest}`);
  } finally {
    fs.closeSync(fd);
  }
}

function limitsOf({ form, limits }: ZipOptions): Limits {
  return { ...LIMITS, ...(form === "module-zip" ? MODULE_LIMITS : {}), ...limits };
}

function openArchive(file: string): number {
  try {
    return fs.openSync(file, "r");
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  }
}

function planEntries(
  entries: readonly ZipEntry[],
  { form, prefix }: ZipOptions,
  limits: Limits,
): PlannedEntry[] {
  let size = 0;
  let packed = 0;
  for (const entry of entries) {
    checkRoom(entry, limits);
    size += entry.size;
    packed += entry.compressedSize;
  }
  checkSize(size, packed, limits);
  const pathOf = form === "module-zip" ? modulePath : flatPath;
  return entries.map((entry) => ({ entry, path: pathOf(entry, prefix, limits) }));
}

function flatPath({ name, kind }: ZipEntry, prefix: string, limits: Limits): string {
  const path = pathBelow(prefix, name, kind, limits);
  if (kind === "file") checkFlatName(path);
  return path;
}

/** A module holds files only and no `go.mod`, which would be the border of another module. */
function modulePath({ name, kind }: ZipEntry, prefix: string, limits: Limits): string {
  if (kind === "directory") throw refused("is a directory in a module", name);
  const path = pathBelow(prefix, name, kind, limits);
  if (/(?:^|\/)go\.mod$/i.test(path)) throw refused("is a go.mod inside of a module", name);
  // CheckFilePath of golang.org/x/mod/module.
  if (/["'*<>?`|]|[^\0-\x7f\p{L}]/u.test(path)) throw refused("has a name that no module may have", name);
  return path.replace(/(^|\/)_go\.mod$/, "$1go.mod");
}

/**
 * Inflates small entries here and large ones in the thread pool meanwhile, two at a time so that one is
 * always at work. Settles when all have stopped, since they share the file.
 */
async function addEntries(
  archive: OpenZip,
  entries: readonly PlannedEntry[],
  tree: TreeWriter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const large = entries.filter(isLarge).values();
  const small = entries.filter((entry) => !isLarge(entry));
  const lanes = [
    addLarge(archive, large, tree, stop),
    addLarge(archive, large, tree, stop),
    addSmall(archive, small, tree, stop),
  ];
  await Promise.all(lanes.map((lane) => lane.catch((error: unknown) => failed.abort(error))));
  tree.dispose();
  stop.throwIfAborted();
}

function isLarge({ entry }: PlannedEntry): boolean {
  return entry.kind === "file" && entry.compressedSize > LARGE_BYTES;
}

async function addLarge(
  { fd, borrowed }: OpenZip,
  queue: Iterable<PlannedEntry>,
  tree: TreeWriter,
  stop: AbortSignal,
) {
  const inflated = (entry: ZipEntry) =>
    inflateInPool(packedData(readExactly(fd, entry.start, entry.end - entry.start), entry), entry);
  for (const { entry, path } of queue) {
    const content = borrowedContent(borrowed?.get(path), entry) ?? (await inflated(entry));
    stop.throwIfAborted();
    await tree.addLargeFile(path, content, entry.mtime);
    stop.throwIfAborted();
  }
}

async function addSmall(
  { fd, borrowed }: OpenZip,
  entries: readonly PlannedEntry[],
  tree: TreeWriter,
  stop: AbortSignal,
) {
  const window = new FileWindow(fd);
  const inflated = (entry: ZipEntry) =>
    inflateHere(packedData(window.read(entry.start, entry.end - entry.start), entry), entry);
  for (const [i, { entry, path }] of entries.entries()) {
    if (i % ENTRIES_A_TURN === 0) {
      await nextTurn();
      stop.throwIfAborted();
    }
    const content = borrowedContent(borrowed?.get(path), entry) ?? inflated(entry);
    if (entry.kind === "directory") tree.addDirectory(path);
    else writeSmall(content, tree.createFile(path, entry.size, entry.mtime));
  }
}

function borrowedContent(file: string | undefined, entry: ZipEntry): Buffer | undefined {
  return file === undefined ? undefined : checkContent(fs.readFileSync(file), entry);
}

function writeSmall(content: Buffer, file: TreeFile): void {
  file.write(content);
  file.close();
}

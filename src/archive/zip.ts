import fs from "node:fs";
import type { Worker } from "node:worker_threads";
import { diskError } from "../fs/disk-error.ts";
import { startThread } from "../fs/thread.ts";
import { modeOf } from "./modes.ts";
import { checkFlatName, checkSize, LIMITS, type Limits, pathBelow, refused } from "./safety.ts";
import { TreePlan } from "./tree-plan.ts";
import type { Unpacked, UnpackedFile, UnpackOptions } from "./unpacked.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";
import { checkRoom } from "./zip-entry.ts";
import { type ArrivingArchive, unpackTogether } from "./zip-together.ts";
import type { TakenFile, ZipItem } from "./zip-work.ts";

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
  readonly arriving?: ArrivingArchive;
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
  const planned = planEntries(readDirectoryOf(file, limits), options, limits);
  return planned.map(({ entry: { size, crc32, start, end }, path }) => ({ path, size, crc32, start, end }));
}

/** Of Go's module format: https://pkg.go.dev/golang.org/x/mod/zip */
const MODULE_LIMITS: Partial<Limits> = { totalBytes: 500 * 1024 * 1024 };
/** Below this a thread would take longer to start. */
const SMALL_BYTES = 1024 * 1024;

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
  const { signal, borrowed, arriving } = options;
  signal?.throwIfAborted();
  const fd = openArchive(file);
  let helper: Worker | undefined;
  try {
    const isSmall = arriving === undefined && fs.fstatSync(fd).size < SMALL_BYTES;
    // Before the directory is read: it starts meanwhile.
    helper = isSmall ? undefined : startThread("archive/zip-thread.js");
    const entries = planEntries(readDirectoryOf(arriving?.directory ?? file, limits), options, limits);
    const { directories, items } = planTree(entries, borrowed, limits);
    for (const directory of ["", ...directories]) fs.mkdirSync(`${dest}/${directory}`, { mode: 0o755 });
    const next = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const work = { fd, dest, items, next };
    return unpackedOf(items, await unpackTogether(work, helper, arriving, signal));
  } catch (error) {
    signal?.throwIfAborted();
    throw diskError(error, `cannot unpack ${file} into ${dest}`);
  } finally {
    await helper?.terminate();
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

function readDirectoryOf(file: string, limits: Limits): readonly ZipEntry[] {
  const fd = openArchive(file);
  try {
    return readZipDirectory(fd, limits);
  } finally {
    fs.closeSync(fd);
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

function planTree(
  entries: readonly PlannedEntry[],
  borrowed: ZipOptions["borrowed"],
  limits: Limits,
): { readonly directories: readonly string[]; readonly items: readonly ZipItem[] } {
  const plan = new TreePlan(limits);
  const directories: string[] = [];
  const items: ZipItem[] = [];
  for (const { entry, path } of entries) {
    const isDirectory = entry.kind === "directory";
    const needed = isDirectory ? plan.addDirectory(path) : plan.addFile(path, entry.size, entry.mtime);
    directories.push(...needed);
    items.push({ entry, path, borrowed: borrowed?.get(path) });
  }
  return { directories, items };
}

function unpackedOf(items: readonly ZipItem[], taken: readonly TakenFile[]): Unpacked {
  const files: UnpackedFile[] = [];
  let bytes = 0;
  for (const [index, sha256] of taken) {
    const { path, entry } = items[index] as ZipItem;
    files.push({ path, sha256, bytes: entry.size, mode: modeOf(path) });
    bytes += entry.size;
  }
  return { files, bytes };
}

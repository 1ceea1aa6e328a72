import { once } from "node:events";
import fs from "node:fs";
import type { Worker } from "node:worker_threads";
import { diskError } from "../fs/disk-error.ts";
import { errorOf, type Failure, isFailure, startThread } from "../fs/thread.ts";
import { checkFlatName, checkSize, LIMITS, type Limits, pathBelow, refused } from "./safety.ts";
import { TreePlan } from "./tree-plan.ts";
import type { Unpacked, UnpackOptions } from "./unpacked.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";
import { checkRoom } from "./zip-entry.ts";
import { unpackShare, type ZipFile, type ZipShare } from "./zip-share.ts";

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
/** More than the processors of a small machine bring little, and each holds a file and its packed data. */
const THREADS = 2;
/** Below this the threads would take longer to start. */
const SMALL_BYTES = 1024 * 1024;
/** What making a file costs, in bytes that could be written meanwhile. */
const FILE_COST_BYTES = 32 * 1024;

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
  const { signal, borrowed } = options;
  signal?.throwIfAborted();
  const fd = openArchive(file);
  // Before the directory is read: they start meanwhile.
  const threads = fs.fstatSync(fd).size < SMALL_BYTES ? [] : startThreads();
  try {
    const entries = planEntries(readZipDirectory(fd, limits), options, limits);
    const { directories, files } = planTree(entries, borrowed, limits);
    for (const directory of ["", ...directories]) fs.mkdirSync(`${dest}/${directory}`, { mode: 0o755 });
    const shares = divide(files, threads.length || 1).map((part) => ({ fd, dest, files: part }));
    const results = await unpackShares(shares, threads, signal);
    return unpackedOf(shares, results);
  } catch (error) {
    signal?.throwIfAborted();
    throw diskError(error, `cannot unpack ${file} into ${dest}`);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
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

function planTree(
  entries: readonly PlannedEntry[],
  borrowed: ZipOptions["borrowed"],
  limits: Limits,
): { readonly directories: readonly string[]; readonly files: readonly ZipFile[] } {
  const plan = new TreePlan(limits);
  const directories: string[] = [];
  const files: ZipFile[] = [];
  for (const { entry, path } of entries) {
    if (entry.kind === "directory") directories.push(...plan.addDirectory(path));
    else {
      const file = plan.addFile(path, entry.size, entry.mtime);
      directories.push(...file.directories);
      files.push({ entry, path, mode: file.mode, borrowed: borrowed?.get(path) });
    }
  }
  return { directories, files };
}

/** Shares of equal work, each in the order of the data. */
function divide(files: readonly ZipFile[], count: number): readonly (readonly ZipFile[])[] {
  const shares = Array.from({ length: count }, () => ({ files: [] as ZipFile[], cost: 0 }));
  for (const file of files) {
    const lightest = shares.reduce((a, b) => (b.cost < a.cost ? b : a));
    lightest.files.push(file);
    lightest.cost += FILE_COST_BYTES + file.entry.size;
  }
  return shares.map((share) => share.files);
}

function startThreads(): readonly Worker[] {
  return Array.from({ length: THREADS }, () => startThread("archive/zip-thread.js"));
}

/** One share for each thread, or a single one for none. */
async function unpackShares(
  shares: readonly ZipShare[],
  threads: readonly Worker[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly string[])[]> {
  if (threads.length === 0) return shares.map(unpackShare);
  const answers = threads.map(async (thread, index) => {
    thread.postMessage(shares[index]);
    const [answer] = (await once(thread, "message", { signal })) as [string[] | Failure];
    if (isFailure(answer)) throw errorOf(answer);
    return answer;
  });
  return await Promise.all(answers);
}

function unpackedOf(shares: readonly ZipShare[], results: readonly (readonly string[])[]): Unpacked {
  const files = shares.flatMap((share, at) =>
    share.files.map(({ path, mode, entry }, index) => ({
      path,
      mode,
      bytes: entry.size,
      sha256: results[at]?.[index] ?? "",
    })),
  );
  return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

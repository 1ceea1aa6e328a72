import fs from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { diskError } from "../fs/disk-error.ts";
import { parseArchiveName } from "../sources/archive-name.ts";
import { checkFlatName, checkSize, LIMITS, pathBelow, refused } from "./safety.ts";
import { TreeWriter } from "./tree-writer.ts";
import type { Unpacked, UnpackOptions } from "./unpacked.ts";

export interface DirectoryOptions extends UnpackOptions {
  /**
   * `tree` is a GOROOT, perhaps one that `golang.org/dl` made; `module-cache` one as the go command unpacks
   * the module `golang.org/toolchain`, with a copy `go.mod` beside each `_go.mod`.
   */
  readonly form: "tree" | "module-cache";
}

/** What is in `dest` would be called so in an archive. */
const PREFIX = "go/";
/** Between turns of the event loop, so that others can work and a signal is seen. */
const ENTRIES_A_TURN = 64;
const READ_BYTES = 1024 * 1024;

/**
 * Copies a Go tree into `dest`, which becomes the GOROOT: it must not exist, its parent must. The rules are
 * those of the archives: regular files and directories only, names that are one file everywhere, modes by
 * path, times kept. What was hashed is what was written, whatever happens to `from` meanwhile; it is only
 * read. Refusals and left-overs as `unpackTarGz`.
 */
export async function unpackDirectory(
  from: string,
  dest: string,
  { form, signal, limits: given }: DirectoryOptions,
): Promise<Unpacked> {
  const limits = { ...LIMITS, ...given };
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  signal?.throwIfAborted();
  let tree: TreeWriter | undefined;
  try {
    tree = new TreeWriter(dest, limits);
    let entries = 0;
    for (const { kind, source, path } of entriesOf(from, form)) {
      if (entries++ % ENTRIES_A_TURN === 0) await nextTurn();
      signal?.throwIfAborted();
      pathBelow(PREFIX, `${PREFIX}${path}`, kind, limits);
      if (kind === "directory") tree.addDirectory(path);
      else await copyFile(source, path, tree, buffer);
      checkSize(tree.bytes, tree.bytes, limits);
    }
    return await tree.finish();
  } catch (error) {
    throw diskError(error, `cannot copy ${from} to ${dest}`);
  } finally {
    await tree?.dispose();
  }
}

interface TreeEntry {
  readonly kind: "file" | "directory";
  readonly source: string;
  /** Below `dest`. */
  readonly path: string;
}

/** A directory comes before what is in it. */
function* entriesOf(dir: string, form: DirectoryOptions["form"], parent = ""): Generator<TreeEntry> {
  const entries = fs.readdirSync(dir, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    const source = `${dir}/${entry.name}`;
    const path = `${parent}${entry.name}`;
    if (entry.isDirectory()) {
      yield { kind: "directory", source, path };
      yield* entriesOf(source, form, `${path}/`);
    } else if (entry.isFile()) {
      const target = form === "tree" ? pathInTree(path) : pathInModule(path, names);
      if (target !== undefined) yield { kind: "file", source, path: target };
    } else {
      throw refused("is neither a regular file nor a directory", path);
    }
  }
}

/** What `golang.org/dl` leaves in its trees is not part of the release. */
function pathInTree(path: string): string | undefined {
  if (path === ".unpacked-success" || parseArchiveName(path) !== undefined) return undefined;
  checkFlatName(path);
  return path;
}

function pathInModule(path: string, siblings: ReadonlySet<string>): string | undefined {
  if (/(?:^|\/)go\.mod$/i.test(path)) {
    if (path.endsWith("go.mod") && siblings.has("_go.mod")) return undefined;
    throw refused("is a go.mod inside of a module", path);
  }
  return path.replace(/(^|\/)_go\.mod$/, "$1go.mod");
}

/** A file that was swapped for a link or a pipe since it was listed is not followed, and nobody waits for it. */
async function copyFile(source: string, path: string, tree: TreeWriter, buffer: Buffer): Promise<void> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const fd = fs.openSync(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) throw refused("is not a regular file", path);
    const copy = tree.createFile(path, stat.size, stat.mtime);
    for (let bytes = fs.readSync(fd, buffer); bytes > 0; bytes = fs.readSync(fd, buffer)) {
      copy.write(buffer.subarray(0, bytes));
      await tree.room();
    }
    copy.close();
  } finally {
    fs.closeSync(fd);
  }
}

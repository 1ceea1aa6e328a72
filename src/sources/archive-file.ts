import fs from "node:fs";
import path from "node:path";
import { GovError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { readHead } from "../fs/read-head.ts";
import { TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { type ArchiveName, isArchiveOf, parseArchiveName } from "./archive-name.ts";
import { localArtifact } from "./local-artifact.ts";
import { namedFile, releasesIn } from "./releases-in.ts";
import type { Source } from "./source.ts";

/**
 * A source that has this one archive. What it holds its name says, or the module inside; without either it
 * is taken for whatever is asked for, and the proof decides. A file that is no archive is `archive-refused`.
 */
export function archiveFileSource(file: string): Source {
  const { container, filename } = identify(file);
  const contents = parseArchiveName(filename);
  const bytes = fs.statSync(file).size;
  const artifact = localArtifact({ source: file, kind: "file", path: file, filename, container });
  return {
    name: file,
    kind: "file",
    listUrl: undefined,
    list: contents && (async () => ({ releases: releasesIn([namedFile(filename, bytes)]), official: null })),
    locate: (version, platform) =>
      contents === undefined || isArchiveOf(contents, version, platform) ? [artifact] : [],
  };
}

interface Identified {
  readonly container: ArchiveName["container"];
  /** As upstream calls it, where that can be told. */
  readonly filename: string;
}

const MODULE_PREFIX = `${TOOLCHAIN_MODULE}@`;
const GZIP = 0x8b1f;
const ZIP_ENTRY = 0x04034b50;
const ZIP_NAME_LENGTH = 26;
const ZIP_NAME = 30;
const HEAD_BYTES = 1024;

/** The content counts, not the name: a `.zip` may be of either form. */
function identify(file: string): Identified {
  const head = headOf(file);
  const filename = path.basename(file);
  if (head.readUInt16LE(0) === GZIP) return { container: "tar.gz", filename };
  if (head.readUInt32LE(0) === ZIP_ENTRY) {
    const entry = head.toString("utf8", ZIP_NAME, ZIP_NAME + head.readUInt16LE(ZIP_NAME_LENGTH));
    if (!entry.startsWith(MODULE_PREFIX)) return { container: "zip", filename };
    const named = `${entry.slice(MODULE_PREFIX.length).split("/")[0]}.zip`;
    return { container: "module-zip", filename: parseArchiveName(named) ? named : filename };
  }
  throw new GovError("archive-refused", `${file} is neither a tar.gz nor a zip archive`, {
    hint: "--from takes the archives that upstream publishes, as they are",
  });
}

/** Zeroes where the file is shorter. */
function headOf(file: string): Buffer {
  try {
    return Buffer.concat([readHead(file, HEAD_BYTES)], HEAD_BYTES);
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  }
}

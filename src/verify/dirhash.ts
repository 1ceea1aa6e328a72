import { hash } from "node:crypto";
import { GovError } from "../errors.ts";
import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { inByteOrder } from "./byte-order.ts";
import { moduleVersion, TOOLCHAIN_MODULE } from "./module-version.ts";

/** One file of a tree: `path` relative to the GOROOT, with slashes; `sha256` in lower-case hex. */
export interface HashedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Top directories of a release that its module form leaves out. */
const NOT_IN_MODULE = new Set([".github", "api", "doc", "misc", "test"]);

/** Is this file of the GOROOT part of what the h1 of its toolchain covers? */
export function coveredByHash(path: string): boolean {
  const slash = path.indexOf("/");
  return slash < 0 || !NOT_IN_MODULE.has(path.slice(0, slash));
}

/**
 * The h1 that the checksum database records for this toolchain, from the tree of any of its containers:
 * what its module form leaves out is skipped and `go.mod` counts as `_go.mod`. A file that is really named
 * `_go.mod` would give two trees one hash, so it is refused, as are two files of one name.
 */
export function toolchainHash(files: Iterable<HashedFile>, version: GoVersion, platform: Platform): string {
  const prefix = `${TOOLCHAIN_MODULE}@${moduleVersion(version, platform)}`;
  const lines: HashLine[] = [];
  for (const { path, sha256 } of files) {
    if (coveredByHash(path)) lines.push({ name: `${prefix}/${nameInModule(path)}`, sha256 });
  }
  return hash1(lines);
}

function nameInModule(path: string): string {
  const start = path.lastIndexOf("/") + 1;
  const last = path.slice(start);
  if (last === "_go.mod") throw refused(`contains \`${path}\`, which would hide behind the hash of a go.mod`);
  return last === "go.mod" ? `${path.slice(0, start)}_go.mod` : path;
}

export interface HashLine {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Go's `dirhash.Hash1`: `h1:` and the base64 SHA-256 of one line a file, sorted by the bytes of the UTF-8
 * names. Unlike Go's it refuses two equal names, of which Go would hash one twice.
 */
export function hash1(lines: Iterable<HashLine>): string {
  let text = "";
  let previous: string | undefined;
  for (const { name, sha256 } of inByteOrder(lines, (line) => line.name)) {
    if (name === previous) throw refused(`contains \`${name}\` twice`);
    if (name.includes("\n")) throw refused("contains a file name with a newline");
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a SHA-256 in hex: ${sha256}`);
    previous = name;
    text += `${sha256}  ${name}\n`;
  }
  return `h1:${hash("sha256", text, "base64")}`;
}

function refused(why: string): GovError {
  return new GovError("archive-refused", `the toolchain ${why}`);
}

import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";
import { type GoVersion, parseUpstreamName } from "../goversion/version.ts";
import type { Platform } from "./platform.ts";

/** What a Go tree, gov's own or not, says of itself without being run. */

/** The release that line 1 of VERSION names; null when it names none, as in a source checkout. */
export function readTreeVersion(goroot: string): GoVersion | null {
  const [word = ""] = readVersionLine(goroot).split(" ");
  return parseUpstreamName(word) ?? null;
}

/** Line 1 of VERSION; empty when there is none to read. */
export function readVersionLine(goroot: string): string {
  try {
    const [line = ""] = fs.readFileSync(path.join(goroot, "VERSION"), "utf8").split("\n", 1);
    return line.trim();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR", "EACCES", "EISDIR")) return "";
    throw error;
  }
}

/** The platform whose tools the tree has; `undefined` when it has none, or several. */
export function readTreePlatform(goroot: string): Platform | undefined {
  const platforms = readTreePlatforms(goroot);
  return platforms.length === 1 ? platforms[0] : undefined;
}

/** Those that the tree has tools for: one, unless somebody built more. */
export function readTreePlatforms(goroot: string): Platform[] {
  return namesIn(path.join(goroot, "pkg", "tool")).flatMap((name) => {
    const [, os, arch] = /^([a-z0-9]+)_([a-z0-9]+)$/.exec(name) ?? [];
    return os !== undefined && arch !== undefined ? [{ os, arch }] : [];
  });
}

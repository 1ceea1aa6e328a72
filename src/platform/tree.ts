import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { kindOf } from "../fs/kind-of.ts";
import { namesIn } from "../fs/names-in.ts";
import { type GoVersion, parseUpstreamName } from "../goversion/version.ts";
import type { Platform } from "./platform.ts";

/** What a Go tree, gov's own or not, says of itself without being run. */

/** A release as it is published, at a glance: what gov takes for one to install. */
export function hasVersionAndGo(goroot: string): boolean {
  return fs.existsSync(path.join(goroot, "VERSION")) && fs.existsSync(path.join(goroot, "bin", "go"));
}

/** A release, or what is left of a damaged one: what can be verified. */
export function hasVersionOrGo(goroot: string): boolean {
  return readVersionLine(goroot) !== "" || fs.existsSync(path.join(goroot, "bin", "go"));
}

/** Tools, or a place for them that cannot be looked into, and sources: what the go command works with. */
export function hasToolsAndSources(goroot: string): boolean {
  const kind = (...names: string[]) => kindOf(path.join(goroot, ...names));
  const hasTools = ["directory", "unreadable"].includes(kind("pkg", "tool"));
  return hasTools && (kind("src", "runtime") !== "missing" || kind("src", "fmt") !== "missing");
}

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
  return toolDirNames(goroot).flatMap((name) => {
    const [, os, arch] = /^([a-z0-9]+)_([a-z0-9]+)$/.exec(name) ?? [];
    return os !== undefined && arch !== undefined ? [{ os, arch }] : [];
  });
}

/** The names in `pkg/tool` that are those of platforms, such as `linux_amd64`, sorted. */
export function toolDirNames(goroot: string, read: (dir: string) => string[] = namesIn): string[] {
  const names = read(path.join(goroot, "pkg", "tool"));
  return names.filter((name) => name.includes("_")).sort();
}

import fs from "node:fs";
import path from "node:path";
import { isSystemError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";
import { compareVersions, type GoVersion, parseVersion } from "../goversion/version.ts";

/** The name of an archive in a kept list: a release, then its platform. */
const STABLE_ARCHIVE = /\bgo([0-9]+(?:\.[0-9]+){1,2})\.[a-z]/g;

/**
 * The newest stable release in the lists that were kept, whatever their age; nobody is asked. Only the names of
 * archives are looked for: parsing a list of thousands would take `gov list` longer than all the rest.
 */
export function newestKept(cacheDir: string): GoVersion | undefined {
  const names = new Set(namesIn(cacheDir).flatMap((name) => releaseNamesIn(path.join(cacheDir, name))));
  let newest: GoVersion | undefined;
  for (const name of names) {
    const version = parseVersion(name);
    if (version === undefined) continue;
    if (newest === undefined || compareVersions(version, newest) > 0) newest = version;
  }
  return newest;
}

function releaseNamesIn(file: string): string[] {
  if (!file.endsWith(".json")) return [];
  try {
    return Array.from(fs.readFileSync(file, "utf8").matchAll(STABLE_ARCHIVE), ([, name = ""]) => name);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "EACCES", "EISDIR")) return [];
    throw error;
  }
}

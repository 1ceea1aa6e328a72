import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Files that come with gov itself. */

/** Where gov's own package is: above both the sources and the bundle. */
export function packageDirectory(): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, "shims", "resolve.sh"))) return dir;
    if (dir === path.dirname(dir)) throw new Error("the package of gov has no shims/resolve.sh");
  }
}

/** The directory of templates for shells. */
export function templatesDirectory(): string {
  return path.join(packageDirectory(), "shims");
}

/** oclif's list of gov's commands, which the build writes. */
export function manifestFile(): string {
  return path.join(packageDirectory(), "oclif.manifest.json");
}

/** What the doctor's findings mean, for `gov doctor explain`. */
export function handbookFile(): string {
  return path.join(packageDirectory(), "docs", "doctor.md");
}

import fs from "node:fs";
import path from "node:path";
import { removeTree } from "../fs/remove.ts";
import { coveredByHash } from "../verify/dirhash.ts";
import type { UnpackedFile } from "./unpacked.ts";

/**
 * Removes from the GOROOT `dest` what its h1 says nothing about, and gives the list of the files that are
 * left. For trees that the checksum database alone has proven.
 */
export function dropUncovered(dest: string, files: readonly UnpackedFile[]): UnpackedFile[] {
  for (const entry of fs.readdirSync(dest, { withFileTypes: true })) {
    if (entry.isDirectory() && !coveredByHash(`${entry.name}/`)) removeTree(path.join(dest, entry.name));
  }
  return files.filter((file) => coveredByHash(file.path));
}

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { diskError } from "../fs/disk-error.ts";
import type { ManifestEntry } from "./manifest.ts";

/** What stands below a GOROOT. */
export interface Tree {
  readonly files: readonly ManifestEntry[];
  /** Links, sockets and the like, which no release has. */
  readonly others: readonly string[];
}

/** How a tree is read: in this thread, or in another. */
export type ReadTree = (goroot: string) => Tree | Promise<Tree>;

/** Hashes every regular file below `goroot`. */
export function readTree(goroot: string): Tree {
  const files: ManifestEntry[] = [];
  const others: string[] = [];
  const visit = (relative: string) => {
    for (const entry of fs.readdirSync(path.join(goroot, relative), { withFileTypes: true })) {
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) files.push(readEntry(goroot, name));
      else others.push(name);
    }
  };
  try {
    visit("");
  } catch (error) {
    throw diskError(error, `cannot read ${goroot}`);
  }
  return { files, others };
}

function readEntry(goroot: string, name: string): ManifestEntry {
  const file = path.join(goroot, name);
  const content = fs.readFileSync(file);
  return {
    path: name,
    sha256: createHash("sha256").update(content).digest("hex"),
    mode: fs.statSync(file).mode & 0o7777,
    size: content.length,
  };
}

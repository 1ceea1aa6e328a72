import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The texts that shims are made of. */
export interface ShimTemplates {
  readonly shim: string;
  readonly resolve: string;
}

export function readShimTemplates(directory: string = shimsDirectory()): ShimTemplates {
  const read = (name: string) => fs.readFileSync(path.join(directory, name), "utf8").trimEnd();
  return { shim: read("shim.sh"), resolve: read("resolve.sh") };
}

/** The directory of templates in gov's own package, which is above both the sources and the bundle. */
export function shimsDirectory(): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); ; dir = path.dirname(dir)) {
    const candidate = path.join(dir, "shims");
    if (fs.existsSync(path.join(candidate, "resolve.sh"))) return candidate;
    if (dir === path.dirname(dir)) throw new Error("the package of gov has no shims/resolve.sh");
  }
}

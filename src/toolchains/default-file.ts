import fs from "node:fs";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";

/**
 * The text of `default`: an exact version, a line, the name of a linked toolchain or `system`. `undefined`
 * when there is none. Not checked yet: whoever reads it parses it as the request it is.
 */
export function readDefault(home: Pick<Home, "defaultFile">): string | undefined {
  try {
    const [line = ""] = fs.readFileSync(home.defaultFile, "utf8").split("\n", 1);
    return line.trim() || undefined;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw diskError(error, `cannot read ${home.defaultFile}`);
  }
}

/** Sets the default; `request` has been parsed and is one of the kinds above. */
export function writeDefault(home: Pick<Home, "defaultFile">, request: string): void {
  writeFileAtomic(home.defaultFile, `${request}\n`);
}

import fs from "node:fs";
import type { Context } from "../config/context.ts";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import type { Request } from "../goversion/request.ts";
import { parseGoVersionFile } from "../resolution/files/go-version.ts";
import { pinTextOf, requireRequested } from "./requested.ts";
import type { Toolchain } from "./store.ts";

/** Makes an installed Go the default. Throws `not-installed`. */
export function setDefault(request: Request, context: Context): void {
  writeDefault(context.home, pinTextOf(request, requireRequested(request, context)));
}

/** The first version that is installed becomes the default, unless nothing proves it. Returns whether it did. */
export function claimDefault(
  { name, unproven }: Pick<Toolchain, "name" | "unproven">,
  home: Pick<Home, "defaultFile">,
): boolean {
  if (unproven || hasDefault(home)) return false;
  writeDefault(home, name);
  return true;
}

/** `request` is a version, a line, the name of a linked toolchain or `system`. */
export function writeDefault(home: Pick<Home, "defaultFile">, request: string): void {
  writeFileAtomic(home.defaultFile, `${request}\n`);
}

/** As resolution reads it; a file that cannot be read is no reason to write over it. */
function hasDefault({ defaultFile }: Pick<Home, "defaultFile">): boolean {
  try {
    return parseGoVersionFile(fs.readFileSync(defaultFile, "utf8")) !== undefined;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return false;
    throw diskError(error, `cannot read ${defaultFile}`);
  }
}

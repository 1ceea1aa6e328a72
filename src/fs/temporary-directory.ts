import fs from "node:fs";
import path from "node:path";
import type { Context } from "../config/context.ts";
import { diskError } from "./disk-error.ts";

/** Where temporary files may be made, the likeliest first. */
export function temporaryDirectories({ env }: Pick<Context, "env">): readonly string[] {
  return [env("TMPDIR") ?? "/tmp", "/tmp", "/var/tmp"];
}

/** A new private directory in the first of these where one can be made. */
export function makeTemporaryDirectory(prefix: string, parents: readonly string[]): string {
  let failure: unknown;
  for (const parent of parents) {
    try {
      return fs.mkdtempSync(path.join(parent, prefix));
    } catch (error) {
      failure = error;
    }
  }
  throw diskError(failure, "cannot make a temporary directory");
}

import fs from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { SHIM_HEADER } from "./render.ts";

/** `stale`: a shim of gov's, but not the one that would be written now. */
export type ShimState = "current" | "stale" | "foreign" | "missing";

/** What stands under this name in `shims/`, compared with the text that ought to. */
export function inspectShim(home: Pick<Home, "shimsDir">, name: string, text: string): ShimState {
  const file = path.join(home.shimsDir, name);
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile()) return "foreign";
    const found = fs.readFileSync(file, "utf8");
    if (found === text) return (stat.mode & 0o777) === 0o755 ? "current" : "stale";
    return found.startsWith(SHIM_HEADER) ? "stale" : "foreign";
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return "missing";
    throw error;
  }
}

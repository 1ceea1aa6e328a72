import fs from "node:fs";
import path from "node:path";
import type { Home } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { diskError } from "../fs/disk-error.ts";
import type { InstalledToolchain } from "../resolution/installed.ts";
import { inspectShim } from "./inspect.ts";
import { isShimName, shimNames } from "./names.ts";
import { renderShim, type ShimValues } from "./render.ts";
import { readShimTemplates, type ShimTemplates } from "./templates.ts";

export interface WriteShimsOptions extends Omit<ShimValues, "root"> {
  readonly templates?: ShimTemplates;
}

/** Names in `shims/`, by what happened to them. */
export interface WrittenShims {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** Files under a shim's name that are not gov's: left alone. */
  readonly foreign: readonly string[];
}

/**
 * Makes `shims/` what these toolchains need, each file by one rename and only where it differs. What gov
 * did not write there is left alone.
 */
export function writeShims(
  home: Pick<Home, "root" | "shimsDir">,
  toolchains: readonly InstalledToolchain[],
  options: WriteShimsOptions,
): WrittenShims {
  const text = renderShim({ ...options, root: home.root }, options.templates ?? readShimTemplates());
  const wanted = new Set(shimNames(toolchains));
  const result = { written: [] as string[], removed: [] as string[], kept: [] as string[], foreign: [] as string[] };
  for (const name of wanted) {
    const state = inspectShim(home, name, text);
    if (state === "current") result.kept.push(name);
    else if (state === "foreign") result.foreign.push(name);
    else {
      writeFileAtomic(path.join(home.shimsDir, name), text, { mode: 0o755 });
      result.written.push(name);
    }
  }
  for (const name of namesIn(home.shimsDir)) {
    if (wanted.has(name) || !isShimName(name) || inspectShim(home, name, text) === "foreign") continue;
    removeShim(path.join(home.shimsDir, name));
    result.removed.push(name);
  }
  return result;
}

function namesIn(dir: string): string[] {
  try {
    return fs.readdirSync(dir).sort();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw diskError(error, `cannot read ${dir}`);
  }
}

function removeShim(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch (error) {
    throw diskError(error, `cannot remove ${file}`);
  }
}

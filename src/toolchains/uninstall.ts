import path from "node:path";
import type { Home } from "../config/home.ts";
import { GovError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { removeTree } from "../fs/remove.ts";
import { syncDirectory } from "../fs/sync.ts";
import { processesUsing } from "./in-use.ts";
import { moveToTrash } from "./staging.ts";
import type { Toolchain } from "./store.ts";

export interface UninstallOptions {
  /** Remove it even if it is the default or running. */
  readonly force: boolean;
  /** The name of the toolchain that the default selects, if any. */
  readonly defaultName: string | undefined;
}

/**
 * Removes a toolchain, of a linked one the link only, and returns the bytes freed. It is gone from
 * `versions/` by one rename; a removal that is interrupted after that is finished by the next sweep.
 */
export function uninstallToolchain(
  home: Pick<Home, "versionsDir" | "trashDir">,
  toolchain: Pick<Toolchain, "name" | "dir" | "kind" | "goroot" | "receipt">,
  { force, defaultName }: UninstallOptions,
): number {
  if (!force) {
    refuseDefault(toolchain.name, defaultName);
    if (toolchain.kind === "managed") refuseRunning(toolchain);
  }
  removeEntry(home, toolchain.dir);
  return toolchain.kind === "managed" ? toolchain.receipt.bytes : 0;
}

/** Removes an entry of `versions/` that is no toolchain, unless a program runs from it. */
export function uninstallBroken(
  home: Pick<Home, "versionsDir" | "trashDir">,
  dir: string,
  { force }: Pick<UninstallOptions, "force">,
): void {
  if (!force) refuseRunning({ name: path.basename(dir), goroot: dir });
  removeEntry(home, dir);
}

function removeEntry(home: Pick<Home, "versionsDir" | "trashDir">, dir: string): void {
  try {
    const trash = moveToTrash(home, dir);
    syncDirectory(home.versionsDir);
    if (trash !== undefined) removeTree(trash);
  } catch (error) {
    throw diskError(error, `cannot remove ${dir}`);
  }
}

function refuseDefault(name: string, defaultName: string | undefined): void {
  if (name !== defaultName) return;
  throw new GovError("refused", `${name} is the default`, {
    hint: `choose another with \`gov default REQUEST\`, or: gov uninstall --force ${name}`,
  });
}

function refuseRunning({ name, goroot }: Pick<Toolchain, "name" | "goroot">): void {
  const running = processesUsing(goroot);
  if (running.length === 0) return;
  const noun = running.length === 1 ? "process" : "processes";
  throw new GovError("in-use", `${name} is in use by ${noun} ${running.join(", ")}`, {
    hint: `end them first, or: gov uninstall --force ${name}`,
  });
}

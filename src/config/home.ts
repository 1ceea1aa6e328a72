import path from "node:path";
import { GovError } from "../errors.ts";

/** The layout on disk, declared once. `LAYOUT_VERSION` changes when a path here does. */
export const LAYOUT_VERSION = "1";

/**
 * In the directory of a toolchain: marks one installed without proof for `shims/resolve.sh`, which does not read
 * receipts. The receipt says the same.
 */
export const UNPROVEN_MARKER = "unproven";

export interface Home {
  readonly root: string;
  readonly layoutFile: string;
  readonly versionsDir: string;
  readonly defaultFile: string;
  readonly shimsDir: string;
  readonly shellDir: string;
  readonly cacheDir: string;
  readonly indexCacheDir: string;
  readonly downloadsDir: string;
  readonly sumdbDir: string;
  readonly stagingDir: string;
  readonly trashDir: string;
  readonly locksDir: string;
  readonly backupsDir: string;
  readonly configFile: string;
}

/** What stands in the directory of one toolchain. */
export interface ToolchainPaths {
  readonly dir: string;
  /** The GOROOT. */
  readonly goroot: string;
  readonly receipt: string;
  readonly manifest: string;
}

export function homeAt(root: string): Home {
  const at = (...parts: string[]) => path.join(root, ...parts);
  return {
    root,
    layoutFile: at("layout"),
    versionsDir: at("versions"),
    defaultFile: at("default"),
    shimsDir: at("shims"),
    shellDir: at("shell"),
    cacheDir: at("cache"),
    indexCacheDir: at("cache", "index"),
    downloadsDir: at("cache", "downloads"),
    sumdbDir: at("cache", "sumdb"),
    stagingDir: at("staging"),
    trashDir: at("trash"),
    locksDir: at("locks"),
    backupsDir: at("backups"),
    configFile: at("config.json"),
  };
}

/** What a shell loads. */
export function hookFile({ shellDir }: Pick<Home, "shellDir">, shell: string): string {
  return path.join(shellDir, `gov.${shell}`);
}

/** Below `versions/NAME`, or below any directory, such as one in staging. */
export function toolchainPathsIn(dir: string): ToolchainPaths {
  return {
    dir,
    goroot: path.join(dir, "go"),
    receipt: path.join(dir, "receipt.json"),
    manifest: path.join(dir, "manifest.gz"),
  };
}

/**
 * The root from `$GOV_ROOT`, else `~/.gov`. Only an absolute path without `:` and newline can stand in
 * PATH and in a shim, so anything else is refused.
 */
export function rootFrom(govRoot: string | undefined, homeDir: string | undefined): string {
  if (govRoot !== undefined) return checkedRoot(govRoot, "GOV_ROOT");
  if (homeDir === undefined) {
    throw new GovError("usage", "neither GOV_ROOT nor HOME is set, so there is no place for Go versions", {
      hint: "export GOV_ROOT=/absolute/path",
    });
  }
  return checkedRoot(path.join(homeDir, ".gov"), "HOME");
}

function checkedRoot(root: string, variable: string): string {
  if (!path.isAbsolute(root) || /[:\n]/.test(root)) {
    throw new GovError(
      "usage",
      `${variable} gives the root \`${root}\`, which must be an absolute path without a colon or a newline`,
      { hint: "export GOV_ROOT=/absolute/path" },
    );
  }
  const normal = path.normalize(root);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

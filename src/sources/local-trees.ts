import fs from "node:fs";
import path from "node:path";
import type { Context } from "../config/context.ts";
import { readGoSetting } from "../config/go-settings.ts";
import { type GoVersion, upstreamName } from "../goversion/version.ts";
import { type Platform, toolDirName } from "../platform/platform.ts";
import { moduleVersion, TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { treeArtifact } from "./go-tree.ts";
import type { Artifact } from "./source.ts";

type Asker = Pick<Context, "env" | "node" | "homeDir">;

/**
 * Complete trees of this release that others have left on this disk: those of `golang.org/dl` below `~/sdk`,
 * and those of the go command in its module cache. Complete says nothing about genuine: anyone may have
 * changed them since. Both places are only ever read.
 */
export function findLocalTrees(version: GoVersion, platform: Platform, asker: Asker): readonly Artifact[] {
  const cache = moduleCacheDir(asker);
  const trees = [sdkTree(version, platform, asker), cache && moduleCacheTree(version, platform, cache)];
  return trees.filter((dir) => dir !== undefined).map(treeArtifact);
}

function sdkTree(version: GoVersion, platform: Platform, { homeDir }: Asker): string | undefined {
  if (homeDir === undefined) return undefined;
  const dir = path.join(homeDir, "sdk", upstreamName(version));
  const isComplete = fs.existsSync(path.join(dir, ".unpacked-success"));
  return isComplete && fs.existsSync(path.join(dir, "pkg", "tool", toolDirName(platform))) ? dir : undefined;
}

/**
 * The release in this module cache, if it is there as a whole: the go command writes `.ziphash` before it unpacks,
 * and has `.partial` while it does.
 */
export function moduleCacheTree(version: GoVersion, platform: Platform, cache: string): string | undefined {
  const name = moduleVersion(version, platform);
  const dir = path.join(cache, `${TOOLCHAIN_MODULE}@${name}`);
  const record = path.join(cache, "cache", "download", TOOLCHAIN_MODULE, "@v", name);
  const isComplete =
    fs.existsSync(dir) && fs.existsSync(`${record}.ziphash`) && !fs.existsSync(`${record}.partial`);
  return isComplete ? dir : undefined;
}

/** `go env GOMODCACHE`. */
function moduleCacheDir(asker: Asker): string | undefined {
  const set = readGoSetting("GOMODCACHE", asker)?.value;
  if (set !== undefined) return path.isAbsolute(set) ? set : undefined;
  const [gopath] = readGoSetting("GOPATH", asker)?.value.split(":") ?? [];
  if (gopath !== undefined) return path.isAbsolute(gopath) ? path.join(gopath, "pkg", "mod") : undefined;
  return asker.homeDir && path.join(asker.homeDir, "go", "pkg", "mod");
}

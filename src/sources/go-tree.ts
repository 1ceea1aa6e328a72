import fs from "node:fs";
import path from "node:path";
import { diskError } from "../fs/disk-error.ts";
import { compareVersions, type GoVersion } from "../goversion/version.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import { readTreePlatforms, readTreeVersion } from "../platform/tree.ts";
import { localArtifact } from "./local-artifact.ts";
import type { Artifact, Source } from "./source.ts";

/** A source that has this one tree. What it is, it says itself; the proof decides. */
export function treeSource(dir: string): Source {
  const version = versionOf(dir);
  const files = readTreePlatforms(dir).map((platform) => fileOf(dir, platform));
  return {
    name: dir,
    kind: "directory",
    listUrl: undefined,
    list: async () => ({ releases: version === null ? [] : [{ version, files }], official: null }),
    locate: (wanted, host) => {
      const isWanted = version !== null && compareVersions(version, wanted) === 0;
      return isWanted && files.some(({ platform }) => samePlatform(platform, host))
        ? [treeArtifact(dir)]
        : [];
    },
  };
}

export function treeArtifact(dir: string): Artifact {
  const container = fs.existsSync(path.join(dir, "src", "_go.mod")) ? "module-cache" : "tree";
  const filename = path.basename(dir);
  return localArtifact({ source: dir, kind: "directory", path: dir, filename, container });
}

function versionOf(dir: string): GoVersion | null {
  const file = path.join(dir, "VERSION");
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch (error) {
    throw diskError(error, `cannot read ${file}`);
  }
  return readTreeVersion(dir);
}

function fileOf(dir: string, platform: Platform) {
  return { filename: path.basename(dir), platform, sha256: null, bytes: null };
}

import path from "node:path";
import { namesIn } from "../fs/names-in.ts";
import { TOOLCHAIN_MODULE } from "../verify/module-version.ts";
import { isArchiveOf, parseArchiveName } from "./archive-name.ts";
import { localArtifact } from "./local-artifact.ts";
import { namedFile, releasesIn } from "./releases-in.ts";
import type { Source } from "./source.ts";

/** Where a directory has its archives: itself, or one that is laid out as a file:// GOPROXY. */
export function archivesDir(dir: string): string | undefined {
  const candidates = [dir, path.join(dir, TOOLCHAIN_MODULE, "@v")];
  return candidates.find((candidate) => archiveNames(candidate).length > 0);
}

/** A source that has the archives in this directory, by their names. */
export function archiveDirectorySource(name: string, dir: string): Source {
  return {
    name,
    kind: "file",
    listUrl: undefined,
    list: async () => ({
      releases: releasesIn(archiveNames(dir).map((filename) => namedFile(filename))),
      official: null,
    }),
    locate: (version, platform) =>
      archiveNames(dir).flatMap((filename) => {
        const archive = parseArchiveName(filename);
        if (archive === undefined || !isArchiveOf(archive, version, platform)) return [];
        const { container } = archive;
        const file = path.join(dir, filename);
        return [localArtifact({ source: name, kind: "file", path: file, filename, container })];
      }),
  };
}

/** Sorted, which puts the plain archive of a release before its module form. */
function archiveNames(dir: string): string[] {
  return namesIn(dir)
    .filter((name) => parseArchiveName(name) !== undefined)
    .sort();
}

import { upstreamName } from "../goversion/version.ts";
import { platformName } from "../platform/platform.ts";
import { parseArchiveName } from "./archive-name.ts";
import type { Release, ReleaseFile } from "./release.ts";

/** A file in a list; which release and platform it is for, its name says. */
export type ListedFile = Omit<ReleaseFile, "platform">;

/** A file of which no more is known than its name, and perhaps its exact size. */
export function namedFile(filename: string, bytes: number | null = null): ListedFile {
  return { filename, sha256: null, bytes };
}

/**
 * The releases that a heap of files amounts to; names that are no archive of Go are passed over. One file a
 * platform: of several the first by name, so that `go1.22.5.linux-amd64.tar.gz` is chosen before its module
 * form, and of one name the first in the list.
 */
export function releasesIn(files: Iterable<ListedFile>): readonly Release[] {
  const releases = new Map<string, { version: Release["version"]; files: Map<string, ReleaseFile> }>();
  for (const file of [...files].sort(
    (a, b) => Number(a.filename > b.filename) - Number(a.filename < b.filename),
  )) {
    const archive = parseArchiveName(file.filename);
    if (archive === undefined) continue;
    const { version, platform } = archive;
    const release = releases.get(upstreamName(version)) ?? { version, files: new Map() };
    releases.set(upstreamName(version), release);
    const key = platformName(platform);
    if (!release.files.has(key)) release.files.set(key, { ...file, platform });
  }
  return Array.from(releases.values(), ({ version, files }) => ({ version, files: [...files.values()] }));
}

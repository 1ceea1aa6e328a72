import { isPrerelease, versionName } from "../goversion/version.ts";
import { platformName } from "../platform/platform.ts";
import type { RemoteRelease } from "../releases/remote-lines.ts";
import type { Support } from "../releases/support.ts";
import type { RemoteListing } from "../toolchains/list-remote.ts";
import type { Answer } from "./base-command.ts";
import { formatBytes, formatColumns } from "./format.ts";
import { SUPPORT_WORDS } from "./present-list.ts";

/** `gov list --remote --json`. */
export interface RemoteReport {
  readonly source: string;
  readonly fetchedAt: string;
  readonly stale: boolean;
  readonly lines: readonly RemoteLineRow[];
}

interface RemoteLineRow {
  readonly line: string;
  readonly support: Support;
  readonly releases: readonly {
    readonly version: string;
    readonly stable: boolean;
    readonly installed: boolean;
    /** A tree of it lies on this disk, such as in Go's module cache. */
    readonly onDisk: boolean;
    readonly file: {
      readonly name: string;
      readonly bytes: number | null;
      readonly sha256: string | null;
    } | null;
  }[];
}

/** A line a release, newest first. */
export function remoteAnswer(listing: RemoteListing): Answer<RemoteReport> {
  const { catalog, lines } = listing;
  const { source, fetchedAt, stale } = catalog;
  return {
    data: {
      source,
      fetchedAt: new Date(fetchedAt).toISOString(),
      stale,
      lines: lines.map(({ line, support, releases }) => ({
        line,
        support,
        releases: releases.map((release) => releaseRow(release, listing)),
      })),
    },
    text: formatColumns(lines.flatMap(({ releases }) => releases.map((release) => cells(release, listing)))),
  };
}

function releaseRow({ version, file }: RemoteRelease, { installed, isOnDisk }: RemoteListing) {
  const name = versionName(version);
  return {
    version: name,
    stable: !isPrerelease(version),
    installed: installed.has(name),
    onDisk: isOnDisk(version),
    file: file && { name: file.filename, bytes: file.bytes, sha256: file.sha256 },
  };
}

function cells({ version, file, support }: RemoteRelease, listing: RemoteListing): string[] {
  const { installed, isOnDisk, platform } = listing;
  const name = versionName(version);
  const here = installed.has(name) ? "installed" : isOnDisk(version) ? "on this disk" : "";
  const size = file?.bytes == null ? "" : formatBytes(file.bytes);
  const absent = file === null ? `not published for ${platformName(platform)}` : "";
  return [name, here, size, absent || SUPPORT_WORDS[support]];
}

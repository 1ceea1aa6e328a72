import fs from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Tree } from "../support/archives.ts";
import { type GoFiles, goFiles, moduleList } from "../support/go-files.ts";
import { type GoWorld, startGoWorld } from "../support/go-server.ts";
import type { ScratchHome } from "../support/scratch-home.ts";
import { fillerRecords } from "../support/sumdb-log.ts";
import { type SumdbServer, type SumdbServerOptions, startSumdb } from "../support/sumdb-server.ts";
import { FAKE, OLDER, OTHER, recordOf, release } from "./releases.ts";

export interface WorldOptions extends Pick<SumdbServerOptions, "forge"> {
  /** Releases by version; three small ones unless given. */
  readonly trees?: Readonly<Record<string, Tree>>;
  /** The versions that the checksum database knows; all unless given. */
  readonly recorded?: readonly string[];
}

/** Go's hosts, a checksum database and a module proxy, which all have the same releases. */
export interface World {
  readonly go: GoWorld;
  readonly sumdb: SumdbServer;
  readonly files: GoFiles;
  /** With these gov meets this world and no other. */
  readonly env: Readonly<Record<string, string>>;
  /** Every question for an archive or a module zip so far. */
  archiveRequests(): string[];
}

/** A world for one test. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const trees = options.trees ?? smallReleases();
  const versions = Object.keys(trees);
  const files = goFiles(versions, (version) => trees[version] ?? {});
  const go = await startGoWorld({ files });
  onTestFinished(() => go.close());
  const recorded = (options.recorded ?? versions).map((version) => recordOf(version, trees[version] ?? {}));
  const sumdb = await startSumdb({
    records: [...fillerRecords(3), ...recorded],
    ...(options.forge && { forge: options.forge }),
    files: moduleFiles(files),
  });
  onTestFinished(() => sumdb.close());
  return {
    go,
    sumdb,
    files,
    env: { ...go.env, GOPROXY: sumdb.url, GOSUMDB: sumdb.gosumdb },
    archiveRequests: () => [...go.requests, ...sumdb.requests].filter((it) => /\.(?:tar\.gz|zip)$/.test(it)),
  };
}

function smallReleases(): Record<string, Tree> {
  return Object.fromEntries([OLDER, OTHER, FAKE].map((version) => [version, release(version)]));
}

function moduleFiles(files: GoFiles): Record<string, Buffer | string> {
  const base = "/golang.org/toolchain/@v";
  return {
    [`${base}/list`]: moduleList(files),
    ...Object.fromEntries(Object.entries(files).map(([name, body]) => [`${base}/${name}`, body])),
  };
}

/** The entries of a directory below the root; none when it is not there. */
export function inRoot({ root }: ScratchHome, directory: string): string[] {
  const dir = path.join(root, directory);
  return fs.existsSync(dir) ? fs.readdirSync(dir).sort() : [];
}

/** What no run of gov may leave behind: half a version, or a lock. */
export function halfMade(scratch: ScratchHome): string[] {
  return ["staging", "trash", "locks"].flatMap((name) => inRoot(scratch, name));
}

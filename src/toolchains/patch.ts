import fs from "node:fs";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { ZipPart } from "../archive/zip.ts";
import { toolchainPathsIn } from "../config/home.ts";
import { compareVersions, lineOf } from "../goversion/version.ts";
import { samePlatform } from "../platform/platform.ts";
import type { InstallJob } from "./install.ts";
import { parseManifest } from "./manifest.ts";
import { listToolchains, type Toolchain } from "./store.ts";
import type { Supply } from "./supply.ts";

/** A range of an archive; `end` is the byte behind the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How to make a release from its module zip and a toolchain that is here. */
export interface Patch {
  /** What has to be fetched, in order. */
  readonly ranges: readonly ByteRange[];
  readonly bytes: number;
  /** Files of the other toolchain whose content the release has too, by their paths in it. */
  readonly borrowed: ReadonlyMap<string, string>;
}

/** Entries that are no further apart are fetched in one request: it costs about as much as asking again. */
const WORTH_A_REQUEST_BYTES = 64 * 1024;
/** Between turns of the event loop, so that a signal is seen. */
const PARTS_A_TURN = 256;

/** A proven toolchain of the same line and platform, the nearest patch: its files are mostly the same. */
export function neighbourOf({ version, platform }: InstallJob, supply: Supply): Toolchain | undefined {
  const { toolchains } = listToolchains(supply.home, supply.host);
  const near = toolchains.filter(
    (it) =>
      it.kind === "managed" &&
      !it.unproven &&
      it.version !== null &&
      samePlatform(it.platform, platform) &&
      lineOf(it.version) === lineOf(version) &&
      compareVersions(it.version, version) !== 0,
  );
  const older = near.findLast((it) => it.version !== null && compareVersions(it.version, version) < 0);
  return older ?? near[0];
}

/**
 * Looks for each entry's content among the neighbour's files: the same path, size and CRC. That they are right is
 * shown in the end by the hash of the whole tree.
 */
export async function planPatch(
  parts: readonly ZipPart[],
  neighbour: Toolchain,
  signal: AbortSignal,
): Promise<Patch> {
  const sizes = sizesIn(neighbour);
  const borrowed = new Map<string, string>();
  const missing: ZipPart[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % PARTS_A_TURN === 0) await nextTurn();
    signal.throwIfAborted();
    const file = path.join(neighbour.goroot, part.path);
    if (sizes.get(part.path) === part.size && hasContent(file, part)) borrowed.set(part.path, file);
    else missing.push(part);
  }
  const ranges = joined(missing);
  return { ranges, borrowed, bytes: ranges.reduce((sum, { start, end }) => sum + end - start, 0) };
}

function sizesIn({ dir }: Toolchain): ReadonlyMap<string, number> {
  const entries = parseManifest(fs.readFileSync(toolchainPathsIn(dir).manifest));
  return new Map("problem" in entries ? [] : entries.map((it) => [it.path, it.size]));
}

/** A file that cannot be read is not there. */
function hasContent(file: string, part: ZipPart): boolean {
  try {
    const content = fs.readFileSync(file);
    return content.length === part.size && crc32(content) === part.crc32;
  } catch {
    return false;
  }
}

/** `parts` are in the order of their bytes. */
function joined(parts: readonly ZipPart[]): readonly ByteRange[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of parts) {
    if (start === end) continue;
    const last = ranges.at(-1);
    if (last !== undefined && start - last.end <= WORTH_A_REQUEST_BYTES) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}

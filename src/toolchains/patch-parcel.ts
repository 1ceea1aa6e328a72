import fs from "node:fs";
import { readZipParts, unpackZip, type ZipOptions, type ZipPart } from "../archive/zip.ts";
import { removeTree } from "../fs/remove.ts";
import { scratchPath } from "../fs/scratch.ts";
import { versionName } from "../goversion/version.ts";
import { inParallel } from "../in-parallel.ts";
import { hostOf, NetworkError } from "../net/network-error.ts";
import type { RemoteFile } from "../net/remote-file.ts";
import type { Artifact } from "../sources/source.ts";
import type { InstallJob } from "./install.ts";
import type { Parcel } from "./parcel.ts";
import { type ByteRange, neighbourOf, planPatch } from "./patch.ts";
import { isDoubt, openRemoteZip, writeDirectory } from "./remote-zip.ts";
import type { Toolchain } from "./store.ts";
import type { Supply } from "./supply.ts";

export interface PatchOptions {
  readonly supply: Supply;
  readonly signal: AbortSignal;
  readonly zip: Omit<ZipOptions, "signal" | "borrowed">;
  /** The same artifact by its whole archive, for when anything about the patch is in doubt. */
  readonly whole: () => Promise<Parcel>;
}

/** More than this part of the whole is better had in one piece. */
const WORTHWHILE = 0.8;
const REQUESTS_AT_ONCE = 4;

/** Artifacts whose patch came out wrong in this process: they are fetched as a whole then. */
const spoiled = new WeakSet<Artifact>();

/**
 * A module zip of which only those entries are fetched that no other patch of the same line has here. `undefined`
 * when there is no such toolchain or it may not be borrowed from, and when the server gives out no parts.
 */
export async function openPatch(
  artifact: Artifact,
  job: InstallJob,
  options: PatchOptions,
): Promise<Parcel | undefined> {
  const { supply, signal } = options;
  const neighbour = supply.mayBorrow ? neighbourOf(job, supply) : undefined;
  if (neighbour === undefined || spoiled.has(artifact)) return undefined;
  const remote = await openRemoteZip(artifact.url, supply, signal);
  return remote && patchParcel({ artifact, job, neighbour, remote }, options);
}

interface Chance {
  readonly artifact: Artifact;
  readonly job: InstallJob;
  readonly neighbour: Toolchain;
  readonly remote: RemoteFile;
}

function patchParcel(chance: Chance, options: PatchOptions): Parcel {
  const { artifact } = chance;
  let whole: Parcel | undefined;
  return {
    artifact,
    isPatched: () => whole?.isPatched() ?? true,
    unpack: async (goroot, signal) => {
      try {
        return await unpackPatch(chance, goroot, { ...options, signal });
      } catch (error) {
        if (signal.aborted || !isDoubt(error)) throw error;
        options.supply.log(`${artifact.filename} is fetched as a whole: ${String(error)}`);
        removeTree(goroot);
        whole = await options.whole();
        return whole.unpack(goroot, signal);
      }
    },
    settle: () => whole?.settle(),
    discard: () => {
      spoiled.add(artifact);
      whole?.discard();
    },
    close: () => whole?.close(),
  };
}

/** The archive is a file with holes where the neighbour has the content. */
async function unpackPatch(chance: Chance, goroot: string, options: PatchOptions) {
  const { neighbour, remote } = chance;
  const { supply, signal, zip } = options;
  const file = scratchPath(supply.home.stagingDir, "patch");
  const fd = fs.openSync(file, "wx", 0o600);
  try {
    await writeDirectory(fd, remote);
    const parts = readZipParts(file, zip).map((part) => beforeTail(part, remote));
    const { ranges, bytes, borrowed } = await planPatch(parts, neighbour, signal);
    const needed = bytes + remote.tail.length;
    if (needed > remote.bytes * WORTHWHILE) throw notWorthwhile(chance);
    reportPatch(chance, needed, supply);
    await fetchRanges(fd, ranges, chance, supply);
    const unpacked = await unpackZip(file, goroot, { ...zip, signal, borrowed });
    return { ...unpacked, archive: null };
  } finally {
    fs.closeSync(fd);
    removeTree(file);
  }
}

/** What of an entry is still to be fetched: an empty range when its bytes came with the directory. */
function beforeTail(part: ZipPart, { bytes, tail }: RemoteFile): ZipPart {
  const tailStart = bytes - tail.length;
  return { ...part, start: Math.min(part.start, tailStart), end: Math.min(part.end, tailStart) };
}

async function fetchRanges(
  fd: number,
  ranges: readonly ByteRange[],
  { job, remote }: Chance,
  { emit }: Supply,
): Promise<void> {
  const total = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  let received = 0;
  await inParallel(ranges, REQUESTS_AT_ONCE, async ({ start, end }) => {
    const content = await remote.read(start, end);
    fs.writeSync(fd, content, 0, content.length, start);
    received += content.length;
    emit({ type: "progress", version: versionName(job.version), received, total });
  });
}

function notWorthwhile({ artifact, neighbour }: Chance): NetworkError {
  return new NetworkError(`${hostOf(artifact.url)} has little that ${neighbour.name} has too`, {
    url: artifact.url,
  });
}

function reportPatch({ job, neighbour, remote }: Chance, needed: number, { emit }: Supply): void {
  const megabytes = (bytes: number) => Math.max(1, Math.round(bytes / 1e6));
  const message = `Go ${versionName(job.version)}: ${megabytes(needed)} of ${megabytes(remote.bytes)} MB are fetched, the rest is in ${neighbour.name}`;
  emit({ type: "note", message });
}

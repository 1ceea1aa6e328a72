import { type Room, roomAt } from "../../fs/free-space.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, type Evidence, pathEvidence } from "../finding.ts";
import {
  buildCache,
  directoryEvidence,
  type GoDirectory,
  moduleCache,
  temporaryDirectory,
} from "../settings/go-directories.ts";

const MIB = 1 << 20;
/** Where building anything fails soon. */
const LOW_BYTES = 1024 * MIB;
/** A small tmpfs does for temporary files. */
const LOW_TEMPORARY_BYTES = 128 * MIB;
/** What counts as full: an index of the standard library does not fit. */
const FULL_BYTES = MIB;
const LOW_INODES = 1000;
const FULL_INODES = 10;

/** A full disk makes go say that standard packages are missing, because it cannot write its index of them. */
export const gocacheSpace: Check = {
  id: "gocache-space",
  find: (machine) =>
    [buildCache(machine), temporaryDirectory(machine), moduleCache(machine)].flatMap((directory) => {
      const room = directory && roomAt(directory.dir);
      return directory === undefined || room === undefined ? [] : shortage(directory, room);
    }),
};

/** Several directories of one file system are one cause. */
function shortage(directory: GoDirectory, { device, bytes, inodes }: Room): Diagnosis[] {
  const isTemporary = directory.name === "GOTMPDIR" || directory.name === "TMPDIR";
  const isFull = bytes < FULL_BYTES || (inodes ?? LOW_INODES) < FULL_INODES;
  const isLow =
    bytes < (isTemporary ? LOW_TEMPORARY_BYTES : LOW_BYTES) || (inodes ?? LOW_INODES) < LOW_INODES;
  if (!isFull && !isLow) return [];
  const left = inodes !== undefined && inodes < LOW_INODES ? `${inodes} inodes` : `${mebibytes(bytes)} MiB`;
  const free: Evidence = pathEvidence(directory.dir, `${left} free`);
  return [
    {
      cause: `disk:${device}`,
      severity: isFull ? "error" : "warning",
      title: isFull ? "the disk that go writes to is full" : "the disk that go writes to is nearly full",
      evidence: directory.variable === undefined ? [free] : [directoryEvidence(directory), free],
      effect: `go ${isFull ? "fails" : "will fail"} with: no space left on device, or with: package fmt is not in std`,
      fix: { text: "make room", command: `df -h ${quotePosix(directory.dir)}` },
      repair: null,
    },
  ];
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / MIB);
}

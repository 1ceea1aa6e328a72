import fs from "node:fs";
import { directoryStartIn, END_BYTES } from "../archive/zip-directory.ts";
import { GovError } from "../errors.ts";
import { openRemoteFile, type RemoteFile } from "../net/remote-file.ts";
import type { Supply } from "./supply.ts";

/** The central directory of a release has about 2 MB; when it has more, the rest is asked for. */
const TAIL_BYTES = 2_500_000;

/** A zip on a server, with its end at hand; `undefined` when the server gives out no parts. */
export function openRemoteZip(
  url: string,
  { http }: Pick<Supply, "http">,
  signal: AbortSignal,
): Promise<RemoteFile | undefined> {
  return openRemoteFile(http, url, { tailBytes: TAIL_BYTES, signal });
}

/** Writes the directory into a file of the size of the archive: the tail, and what of it is before that. */
export async function writeDirectory(fd: number, remote: RemoteFile): Promise<void> {
  const { bytes, tail, read } = remote;
  const tailStart = bytes - tail.length;
  fs.ftruncateSync(fd, bytes);
  fs.writeSync(fd, tail, 0, tail.length, tailStart);
  if (hasDirectory(remote)) return;
  const directoryStart = directoryStartOf(tail);
  const rest = await read(directoryStart, tailStart);
  fs.writeSync(fd, rest, 0, rest.length, directoryStart);
}

/** Is the whole directory in the tail? */
export function hasDirectory({ bytes, tail }: RemoteFile): boolean {
  return directoryStartOf(tail) >= bytes - tail.length;
}

function directoryStartOf(tail: Buffer): number {
  return tail.length < END_BYTES ? 0 : directoryStartIn(tail);
}

/** May an archive that was put together from parts be to blame? Everything but faults of this disk. */
export function isDoubt(error: unknown): boolean {
  return error instanceof GovError && (error.code === "network" || error.code === "archive-refused");
}

import fs from "node:fs";
import type { Worker } from "node:worker_threads";
import { answerOf } from "../fs/thread.ts";
import { untilAborted } from "../until-aborted.ts";
import type { Arrival } from "./arrival.ts";
import { refused } from "./safety.ts";
import type { ZipTask } from "./zip-thread.ts";
import { type TakenFile, unpackItems, type ZipWork } from "./zip-work.ts";

/** An archive that is still being written. Whoever does that compares its directory with this one in the end. */
export interface ArrivingArchive {
  /** A file of the size of the archive, with the directory at its place, and anything before it. */
  readonly directory: string;
  readonly arrival: Arrival;
  /** Resolves when it is whole. */
  readonly whole: Promise<void>;
}

/**
 * Unpacks files in two threads, of which the helper begins at once, also on an archive that is not whole yet; this
 * one joins it when it is. Both have stopped when it settles.
 */
export async function unpackTogether(
  work: ZipWork,
  helper: Worker | undefined,
  arriving: ArrivingArchive | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly TakenFile[]> {
  const failed = new AbortController();
  const stop = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const stopAll = (error: unknown) => failed.abort(error);
  const parts = await Promise.all([
    unpackHere(work, arriving, stop).catch(stopAll),
    helper && unpackApart(helper, { work, arrivalOf: arriving?.arrival.shared }, stop).catch(stopAll),
  ]);
  stop.throwIfAborted();
  return parts.flatMap((part) => part ?? []);
}

async function unpackHere(
  work: ZipWork,
  arriving: ArrivingArchive | undefined,
  signal: AbortSignal,
): Promise<readonly TakenFile[]> {
  if (arriving !== undefined) {
    await untilAborted(arriving.whole, signal);
    // With less in it the helper would wait for ever.
    const isSame = fs.fstatSync(work.fd).size === fs.statSync(arriving.directory).size;
    if (!isSame) throw refused("is not the one that its directory is of");
  }
  return unpackItems(work, signal);
}

async function unpackApart(
  helper: Worker,
  task: ZipTask,
  signal: AbortSignal,
): Promise<readonly TakenFile[]> {
  try {
    helper.postMessage(task);
    return await answerOf<readonly TakenFile[]>(helper, signal);
  } finally {
    await helper.terminate();
  }
}

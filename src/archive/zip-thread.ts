import { parentPort } from "node:worker_threads";
import { resultOrFailure } from "../fs/failure-data.ts";
import { Arrival } from "./arrival.ts";
import { unpackItems, type ZipWork } from "./zip-work.ts";

/** What the thread is sent once. */
export interface ZipTask {
  readonly work: ZipWork;
  /** Of an `Arrival`, when the archive is still being written. */
  readonly arrivalOf: SharedArrayBuffer | undefined;
}

/** Runs in a thread of its own: takes items of a zip, and posts what it made of them. */
parentPort?.once("message", async ({ work, arrivalOf }: ZipTask) => {
  const arrival = arrivalOf && new Arrival(arrivalOf);
  parentPort?.postMessage(await resultOrFailure(() => unpackItems(work, undefined, arrival)));
});

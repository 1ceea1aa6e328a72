import { parentPort } from "node:worker_threads";
import { resultOrFailure } from "../fs/thread.ts";
import { Arrival } from "./arrival.ts";
import { unpackFiles, type ZipWork } from "./zip-work.ts";

/** What the thread is sent once. */
export interface ZipTask {
  readonly work: ZipWork;
  /** Of an `Arrival`, when the archive is still being written. */
  readonly arriving: SharedArrayBuffer | undefined;
}

/** Runs in a thread of its own: takes files of a zip, and posts what it made of them. */
parentPort?.once("message", async ({ work, arriving }: ZipTask) => {
  const arrival = arriving && new Arrival(arriving);
  parentPort?.postMessage(await resultOrFailure(() => unpackFiles(work, undefined, arrival)));
});

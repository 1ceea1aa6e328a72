import { parentPort, workerData } from "node:worker_threads";
import { isFailure, resultOrFailure } from "../fs/failure-data.ts";
import { type Batch, TreeDisk } from "./tree-disk.ts";

/** The answer to a batch that is written: its buffer, to be filled again. */
export interface Written {
  readonly data: ArrayBuffer;
}

/** Runs in a thread of its own: writes batches below the directory that it was given, up to the first failure. */
const disk = new TreeDisk(workerData);
let hasFailed = false;

parentPort?.on("message", async (batch: Batch) => {
  if (hasFailed) return;
  const written = await resultOrFailure((): Written => {
    disk.write(batch);
    return { data: batch.data };
  });
  hasFailed = isFailure(written);
  parentPort?.postMessage(written, isFailure(written) ? [] : [written.data]);
});

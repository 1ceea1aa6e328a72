import { parentPort, workerData } from "node:worker_threads";
import { isFailure, resultOrFailure } from "../fs/thread.ts";
import { type Batch, TreeDisk } from "./tree-disk.ts";

/** The answer to a batch that is written: its buffer, to be filled again. */
export interface Written {
  readonly data: ArrayBuffer;
}

/** Runs in a thread of its own: writes batches below the directory that it was given. */
const disk = new TreeDisk(workerData);

parentPort?.on("message", async (batch: Batch) => {
  const written = await resultOrFailure((): Written => {
    disk.write(batch);
    return { data: batch.data };
  });
  parentPort?.postMessage(written, isFailure(written) ? [] : [written.data]);
});

import { parentPort, workerData } from "node:worker_threads";
import { GovError } from "../errors.ts";
import { readTree } from "./read-tree.ts";

/** Runs in a thread of its own: reads one tree and posts it, or the failure as data. */
try {
  parentPort?.postMessage(readTree(workerData));
} catch (error) {
  if (!(error instanceof GovError)) throw error;
  const { code, message, hint } = error;
  parentPort?.postMessage({ code, message, hint });
}

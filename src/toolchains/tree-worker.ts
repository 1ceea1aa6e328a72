import { parentPort, workerData } from "node:worker_threads";
import { resultOrFailure } from "../fs/failure-data.ts";
import { readTree } from "./read-tree.ts";

/** Runs in a thread of its own: reads one tree and posts it, or the failure. */
parentPort?.postMessage(await resultOrFailure(() => readTree(workerData)));

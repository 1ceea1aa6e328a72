import { parentPort } from "node:worker_threads";
import { resultOrFailure } from "../fs/thread.ts";
import { unpackShare, type ZipShare } from "./zip-share.ts";

/** Runs in a thread of its own: unpacks one share and posts the hashes of its files. */
parentPort?.once("message", (share: ZipShare) => {
  parentPort?.postMessage(resultOrFailure(() => unpackShare(share)));
});

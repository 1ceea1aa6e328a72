import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { untilAborted } from "../until-aborted.ts";
import { errorOf, type Failure, isFailure } from "./failure-data.ts";

/** Little lives long in a thread of gov's: a small nursery is cleared often, and with it the buffers that are done. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** Runs the file `name` of the bundle in a thread of its own. */
export function startThread(name: string, workerData?: unknown): Worker {
  return new Worker(threadFile(name), { workerData, resourceLimits });
}

/** The one message of a thread, or the failure that it sends instead. Throws too when the thread ends without any. */
export function answerOf<T extends object>(thread: Worker, signal?: AbortSignal): Promise<T> {
  const answer = new Promise<T>((resolve, reject) => {
    thread.once("message", (answer: T | Failure) => {
      if (isFailure(answer)) reject(errorOf(answer));
      else resolve(answer);
    });
    thread.once("error", reject);
    thread.once("exit", () => reject(endedError()));
  });
  return untilAborted(answer, signal);
}

/** Of a thread that is gone and had something to say. */
export function endedError(): Error {
  return new Error("a thread ended before its work was done");
}

/** Above or beside whatever chunk this is in; run from its sources gov takes the thread of its last build. */
function threadFile(name: string): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); ; dir = path.dirname(dir)) {
    const found = [path.join(dir, name), path.join(dir, "dist", name)].find((file) => fs.existsSync(file));
    if (found !== undefined) return found;
    if (dir === path.dirname(dir)) throw new Error(`the bundle of gov has no ${name}`);
  }
}

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { GovError } from "../errors.ts";

/** A failure as data: of an error itself only the text would arrive in another thread. */
export interface Failure {
  readonly failure: Readonly<Record<string, unknown>>;
}

/** Little lives long in a thread of gov's: a small nursery is cleared often, and with it the buffers that are done. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** Runs the file `name` of the bundle in a thread of its own. */
export function startThread(name: string, workerData?: unknown): Worker {
  return new Worker(threadFile(name), { workerData, resourceLimits });
}

/** What `work` returns, or its failure as data. Anything but a failure of gov or of the system is thrown. */
export async function resultOrFailure<T>(work: () => T | Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GovError) && typeof (error as NodeJS.ErrnoException).code !== "string")
      throw error;
    const { name, message } = error as Error;
    return { failure: { ...(error as Error), name, message, cause: undefined } };
  }
}

export function isFailure(result: object): result is Failure {
  return "failure" in result;
}

/** The error again that became data in another thread. */
export function errorOf({ failure }: Failure): Error {
  const { name, message, code, ...rest } = failure;
  if (name === "GovError") return new GovError(code as GovError["code"], String(message), rest);
  return Object.assign(new Error(String(message)), { code }, rest);
}

/** Above or beside whatever chunk this is in; run from its sources gov takes the thread of its last build. */
function threadFile(name: string): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); ; dir = path.dirname(dir)) {
    const found = [path.join(dir, name), path.join(dir, "dist", name)].find((file) => fs.existsSync(file));
    if (found !== undefined) return found;
    if (dir === path.dirname(dir)) throw new Error(`the bundle of gov has no ${name}`);
  }
}

import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type ErrorCode, GovError } from "../errors.ts";
import type { Tree } from "./read-tree.ts";

/** What `tree-worker.ts` posts. */
type Answer =
  | Tree
  | { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };

/** As `readTree`, in a thread of its own: several at once use several processors. */
export async function readTreeApart(goroot: string): Promise<Tree> {
  const worker = new Worker(workerFile(), { workerData: goroot });
  const [answer] = (await once(worker, "message")) as [Answer];
  if ("code" in answer) throw new GovError(answer.code, answer.message, { hint: answer.hint });
  return answer;
}

/** The worker stands in the bundle, above or beside whatever chunk this is in. */
function workerFile(): string {
  for (let dir = path.dirname(fileURLToPath(import.meta.url)); ; dir = path.dirname(dir)) {
    const candidate = path.join(dir, "toolchains", "tree-worker.js");
    if (fs.existsSync(candidate)) return candidate;
    if (dir === path.dirname(dir)) throw new Error("the bundle of gov has no toolchains/tree-worker.js");
  }
}

import { answerOf, startThread } from "../fs/thread.ts";
import type { Tree } from "./read-tree.ts";

/** As `readTree`, in a thread of its own: several at once use several processors. */
export function readTreeApart(goroot: string): Promise<Tree> {
  return answerOf<Tree>(startThread("toolchains/tree-worker.js", goroot));
}

import { once } from "node:events";
import { errorOf, type Failure, isFailure, startThread } from "../fs/thread.ts";
import type { Tree } from "./read-tree.ts";

/** As `readTree`, in a thread of its own: several at once use several processors. */
export async function readTreeApart(goroot: string): Promise<Tree> {
  const [answer] = (await once(startThread("toolchains/tree-worker.js", goroot), "message")) as [
    Tree | Failure,
  ];
  if (isFailure(answer)) throw errorOf(answer);
  return answer;
}

import type { PinLine } from "./go-version.ts";
import { pinLinesOf, wordsBeforeComment } from "./lines.ts";

/** The first `golang` or `go` line of `.tool-versions` that names a version. */
export function parseToolVersions(text: string): PinLine | undefined {
  for (const { number, words } of pinLinesOf(text)) {
    const [tool = "", ...versions] = words;
    if (tool !== "golang" && tool !== "go") continue;
    const requests = wordsBeforeComment(versions);
    if (requests.length > 0) return { line: number, requests };
  }
  return undefined;
}

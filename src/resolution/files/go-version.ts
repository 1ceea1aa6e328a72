import { pinLinesOf, wordsBeforeComment } from "./lines.ts";

/** What a pin file asks for. */
export interface PinLine {
  readonly line: number;
  /** At least one; the first that is installed is meant. Not checked yet. */
  readonly requests: readonly string[];
}

/** The first line with a word on it, of `.go-version` or `default`; `undefined` when there is none. */
export function parseGoVersionFile(text: string): PinLine | undefined {
  for (const { number, words } of pinLinesOf(text)) {
    const requests = wordsBeforeComment(words);
    if (requests.length > 0) return { line: number, requests };
  }
  return undefined;
}

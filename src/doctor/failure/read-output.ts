import { MESSAGES, NOT_OF_GO } from "./messages.ts";

/** What one message in a program's output means. */
export interface Reading {
  /** The line that holds it. */
  readonly message: string;
  readonly meaning: string;
  /** Checks that find its cause, the likeliest first. */
  readonly ids: readonly string[];
}

/**
 * What go's own words in an output point to, in the order of diagnosis; consequences of a cause already
 * named are kept, for the caller to drop. Searches the whole text: the telling line is seldom the last.
 */
export function readOutput(output: string): readonly Reading[] {
  const all = [...MESSAGES, ...NOT_OF_GO.map((it) => ({ ...it, ids: [] }))];
  return all.flatMap(({ pattern, meaning, ids }) => {
    const found = pattern.exec(output);
    return found === null ? [] : [{ message: lineAt(output, found.index), meaning, ids }];
  });
}

function lineAt(output: string, index: number): string {
  const start = output.lastIndexOf("\n", index - 1) + 1;
  const end = output.indexOf("\n", index);
  return output.slice(start, end === -1 ? undefined : end).trim();
}

/** One line of a text file, cut at blanks. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  readonly words: readonly string[];
}

/** `shims/resolve.sh` has a variable for each. */
const MAX_WORDS = 9;

/**
 * The lines of a pin file or go.mod as `read` of a shell sees them: only blank and tab part words, a NUL
 * is not there, what comes after the ninth word is not read, and a CR at the end of a word is dropped.
 */
export function* linesOf(text: string): Generator<Line> {
  let number = 0;
  for (const line of text.replaceAll("\0", "").split("\n")) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    number += 1;
    yield { number, words: words.slice(0, MAX_WORDS).map((word) => word.replace(/\r$/, "")) };
  }
}

/** The same for pin files, which may begin with a byte order mark. */
export function* pinLinesOf(text: string): Generator<Line> {
  for (const { number, words } of linesOf(text)) {
    const [first = "", ...others] = words;
    yield { number, words: number === 1 ? [first.replace(/^\uFEFF/, ""), ...others] : words };
  }
}

/** The words up to a comment. */
export function wordsBeforeComment(words: readonly string[]): string[] {
  const end = words.findIndex((word) => word === "" || word.startsWith("#"));
  return words.slice(0, end === -1 ? words.length : end);
}

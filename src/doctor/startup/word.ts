/** A piece of a word: text as it is, a variable by itself, or something that only running it would tell. */
export type Part = string | { readonly variable: string } | { readonly unknown: string };

/** A word of a shell's, taken apart. Quotes are gone, `~` is the variable HOME. */
export type Word = readonly Part[];

/** As it was written, without the quotes. */
export function writtenWord(word: Word): string {
  return word
    .map((part) => {
      if (typeof part === "string") return part;
      return "variable" in part ? `$${part.variable}` : part.unknown;
    })
    .join("");
}

/** The text of a word without variables and the like; `undefined` for any other. */
export function literalWord(word: Word): string | undefined {
  return expandedWord(word, () => undefined);
}

/** The word with its variables put in; `undefined` when one of them, or anything else in it, is not known. */
export function expandedWord(word: Word, lookUp: (name: string) => string | undefined): string | undefined {
  let value = "";
  for (const part of word) {
    const text = typeof part === "string" ? part : "variable" in part ? lookUp(part.variable) : undefined;
    if (text === undefined) return undefined;
    value += text;
  }
  return value;
}

/**
 * Can the word come to `value`? Its literal text has to be there, in order; anything else may stand for
 * everything. HOME alone is taken to be known.
 */
export function canBe(word: Word, value: string, home: string | undefined): boolean {
  const literal = (part: Part) =>
    typeof part === "string" ? part : "variable" in part && part.variable === "HOME" ? home : undefined;
  const pieces = [""];
  for (const part of word) {
    const text = literal(part);
    if (text === undefined) pieces.push("");
    else pieces.push(pieces.pop() + text);
  }
  const [first = "", ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = value.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return value.length - from >= last.length && value.endsWith(last);
}

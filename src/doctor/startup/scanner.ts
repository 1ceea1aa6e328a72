import type { Part, Word } from "./word.ts";

export type Dialect = "posix" | "fish";

/** A word as it was read. */
export interface Scanned {
  readonly word: Word;
  /** Its text when nothing in it is quoted or expanded: only such a word can be a keyword. */
  readonly bare: string | undefined;
}

const PLAIN = /[^ \t\n;&|()<>'"`\\$~]+/y;
const QUOTED = /[^"\\$`]+/y;
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y;
const SPECIAL = /\$[?$!#@*\d-]/y;
const ANSI_QUOTED = /\$'((?:[^'\\]|\\[\s\S])*)'?/y;

/** Substitutions in quotes in substitutions: deeper than that is nobody's start-up file. */
const MAX_NESTING = 100;

/**
 * Reads words of a shell's file from left to right, quotes and expansions taken apart. It never fails: what
 * is not closed reaches to the end of the file, as it does for the shell.
 */
export class Scanner {
  pos = 0;
  readonly text: string;
  readonly #dialect: Dialect;
  #line = 1;
  #lineEnd: number;
  #nesting = 0;

  constructor(text: string, dialect: Dialect) {
    this.text = text;
    this.#dialect = dialect;
    this.#lineEnd = endOfLine(text, 0);
  }

  /** The line that `pos` is in, from 1. */
  get line(): number {
    while (this.#lineEnd < this.pos) {
      this.#line += 1;
      this.#lineEnd = endOfLine(this.text, this.#lineEnd + 1);
    }
    return this.#line;
  }

  /** What a sticky pattern matches here; `pos` moves behind it. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.pos;
    const match = pattern.exec(this.text);
    if (match !== null) this.pos = pattern.lastIndex;
    return match;
  }

  /** The same for who needs no more than to know whether it matched. */
  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.pos;
    if (!pattern.test(this.text)) return false;
    this.pos = pattern.lastIndex;
    return true;
  }

  /** The word that starts here; an empty one, and `pos` stays, where none does. */
  word(): Scanned {
    const start = this.pos;
    const parts: Part[] = [];
    let isBare = true;
    while (this.pos < this.text.length) {
      const from = this.pos;
      if (this.skip(PLAIN)) append(parts, this.text.slice(from, this.pos));
      else if (this.#special(parts, start)) isBare = false;
      else break;
    }
    return { word: parts, bare: isBare ? this.text.slice(start, this.pos) : undefined };
  }

  /** Takes one quoted or expanded piece of a word in; false where the word ends. */
  #special(parts: Part[], start: number): boolean {
    const isFish = this.#dialect === "fish";
    switch (this.text[this.pos]) {
      case "'":
        this.#singleQuoted(parts);
        return true;
      case '"':
        this.#doubleQuoted(parts);
        return true;
      case "\\":
        this.#escaped(parts);
        return true;
      case "$":
        this.#dollar(parts, false);
        return true;
      case "~":
        this.#tilde(parts, start);
        return true;
      case "`":
        if (isFish) append(parts, this.#next());
        else this.#unknown(parts, () => this.#skipBackticks());
        return true;
      case "(":
        if (!isFish && (this.pos === start || this.text[this.pos + 1] === ")")) return false;
        this.#unknown(parts, () => this.#skipBalanced("(", ")", false));
        return true;
      case "<":
      case ">":
        if (isFish || this.pos !== start || this.text[this.pos + 1] !== "(") return false;
        this.#unknown(parts, () => {
          this.pos += 1;
          this.#skipBalanced("(", ")", false);
        });
        return true;
      default:
        return false;
    }
  }

  #next(): string {
    const char = this.text[this.pos] ?? "";
    this.pos += 1;
    return char;
  }

  #unknown(parts: Part[], skip: () => void): void {
    const start = this.pos;
    skip();
    parts.push({ unknown: this.text.slice(start, this.pos) });
  }

  #singleQuoted(parts: Part[]): void {
    const [, content = ""] =
      this.take(this.#dialect === "fish" ? /'((?:[^'\\]|\\[\s\S])*)'?/y : /'([^']*)'?/y) ?? [];
    append(parts, this.#dialect === "fish" ? content.replace(/\\(['\\])/g, "$1") : content);
  }

  #doubleQuoted(parts: Part[]): void {
    this.pos += 1;
    // A quoted word that is empty is a word.
    append(parts, "");
    while (this.pos < this.text.length) {
      const from = this.pos;
      if (this.skip(QUOTED)) append(parts, this.text.slice(from, this.pos));
      else if (this.skip(/"/y)) return;
      else if (this.text[this.pos] === "$") this.#dollar(parts, true);
      else if (this.text[this.pos] === "`" && this.#dialect === "posix") {
        this.#unknown(parts, () => this.#skipBackticks());
      } else if (!this.skip(/\\\n/y)) append(parts, this.take(/\\([$`"\\])/y)?.[1] ?? this.#next());
    }
  }

  #escaped(parts: Part[]): void {
    if (this.skip(/\\\n/y)) return;
    this.pos += 1;
    append(parts, this.#next());
  }

  #dollar(parts: Part[], inQuotes: boolean): void {
    const [, name, braced] = this.take(VARIABLE) ?? [];
    const variable = name ?? braced;
    if (variable !== undefined) parts.push({ variable });
    else if (this.text.startsWith("$(", this.pos))
      this.#unknown(parts, () => this.#substitution("(", ")", false));
    else if (this.text.startsWith("${", this.pos))
      this.#unknown(parts, () => this.#substitution("{", "}", inQuotes));
    else if (!inQuotes && this.#ansiQuoted(parts)) return;
    else {
      const special = this.take(SPECIAL);
      if (special === null) append(parts, this.#next());
      else parts.push({ unknown: special[0] });
    }
  }

  #ansiQuoted(parts: Part[]): boolean {
    const match = this.#dialect === "posix" ? this.take(ANSI_QUOTED) : null;
    if (match === null) return false;
    const [whole, content = ""] = match;
    if (content.includes("\\")) parts.push({ unknown: whole });
    else append(parts, content);
    return true;
  }

  /** `~` is the home directory at the start of a word or of an element of a list, and nothing else. */
  #tilde(parts: Part[], start: number): void {
    const before = this.pos === start ? "" : this.text[this.pos - 1];
    const isHome = /[/:\s;&|)]|$/y;
    isHome.lastIndex = this.pos + 1;
    const stands = before === "" || (this.#dialect === "posix" && (before === "=" || before === ":"));
    if (stands && isHome.test(this.text)) parts.push({ variable: "HOME" });
    else append(parts, "~");
    this.pos += 1;
  }

  #substitution(open: string, close: string, inQuotes: boolean): void {
    this.pos += 1;
    this.#skipBalanced(open, close, inQuotes);
  }

  /** From an opening bracket to behind the one that closes it. In double quotes a single quote is none. */
  #skipBalanced(open: string, close: string, inQuotes: boolean): void {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.pos = this.text.length;
    this.#skipPairs(open, close, inQuotes);
    this.#nesting -= 1;
  }

  #skipPairs(open: string, close: string, inQuotes: boolean): void {
    let depth = 0;
    while (this.pos < this.text.length) {
      const char = this.text[this.pos];
      if (char === open) depth += 1;
      if (char === close) depth -= 1;
      if (char === "\\") this.pos += 2;
      else if (char === "'" && !inQuotes) this.#singleQuoted([]);
      else if (char === '"') this.#doubleQuoted([]);
      else if (char === "`" && this.#dialect === "posix") this.#skipBackticks();
      else if (char === "#" && open === "(" && /\s/.test(this.text[this.pos - 1] ?? "")) this.skip(/[^\n]*/y);
      else this.pos += 1;
      if (depth === 0) return;
    }
  }

  #skipBackticks(): void {
    this.skip(/`(?:[^`\\]|\\[\s\S])*`?/y);
  }
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at === -1 ? text.length : at;
}

/** Neighbouring text is one part. */
function append(parts: Part[], text: string): void {
  const last = parts.at(-1);
  if (typeof last === "string") parts[parts.length - 1] = last + text;
  else parts.push(text);
}

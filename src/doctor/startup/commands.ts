import { type Dialect, Scanner } from "./scanner.ts";
import type { Word } from "./word.ts";

/** One simple command in a shell's file. */
export interface Command {
  readonly words: readonly Word[];
  /** As it stands there. */
  readonly source: string;
  /** That it starts in, from 1. */
  readonly line: number;
  /** Inside of `if`, `for`, a function, a subshell and the like. */
  readonly inBlock: boolean;
  /** It runs only if the command before it went well, or failed: `&&`, `||`, `and`, `or`. */
  readonly conditional: boolean;
  /** Does its line hold whole commands only, outside of any block? */
  readonly whole: boolean;
}

/** Words that only structure a file: what opens a block and closes it, and what a command may follow. */
interface Grammar {
  readonly opens: ReadonlyMap<string, string>;
  readonly passes: ReadonlySet<string>;
  readonly joins: ReadonlySet<string>;
}

const GRAMMARS: Readonly<Record<Dialect, Grammar>> = {
  posix: {
    opens: new Map([
      ["if", "fi"],
      ["case", "esac"],
      ["do", "done"],
      ["{", "}"],
    ]),
    passes: new Set(["then", "else", "elif", "while", "until", "!", "time"]),
    joins: new Set(),
  },
  fish: {
    opens: new Map(["if", "for", "while", "function", "begin", "switch"].map((word) => [word, "end"])),
    passes: new Set(["else", "not"]),
    joins: new Set(["and", "or"]),
  },
};

/** Openers whose line goes on with something that is no command. */
const HEADERS = new Set(["case", "for", "function", "switch"]);

const BLANK = /(?:[ \t]|\\\n)+/y;
const COMMENT = /#[^\n]*/y;
/** Arithmetic of bash and zsh, in which `<<` is no here-document. */
const ARITHMETIC = /\(\((?:[^)\n]|\)(?!\))){0,200}\)\)/y;
const OPERATOR = /&&|\|\||;;&?|;&|[;&|]/y;
const REDIRECTION = /\d*(?:&>>?|>&|<&|>>|<<<|<<-?|<>|>\||[<>](?!\())[ \t]*/y;

/**
 * The commands of a start-up file of a POSIX shell, zsh included, or of fish, nested ones too. What they
 * would do is not looked at. Nothing stops it: a file in disorder gives fewer commands.
 */
export function shellCommands(text: string, dialect: Dialect): readonly Command[] {
  return new CommandReader(text, dialect).read();
}

class CommandReader {
  readonly #scan: Scanner;
  readonly #dialect: Dialect;
  readonly #grammar: Grammar;
  readonly #commands: { -readonly [key in keyof Command]: Command[key] }[] = [];
  /** What closes the blocks that are open, the innermost last. */
  readonly #blocks: string[] = [];
  readonly #hereDocuments: string[] = [];
  #words: Word[] = [];
  #start = 0;
  #startLine = 1;
  #end = 0;
  #afterElse = false;
  #conditional = false;
  /** Of the line that is being read: its number, its first command, and whether it is whole so far. */
  #lineNumber = 1;
  #lineCommands = 0;
  #lineIsWhole = true;
  #joinsNext = false;

  constructor(text: string, dialect: Dialect) {
    this.#scan = new Scanner(text, dialect);
    this.#dialect = dialect;
    this.#grammar = GRAMMARS[dialect];
  }

  read(): readonly Command[] {
    const { text } = this.#scan;
    while (this.#scan.pos < text.length) this.#token();
    this.#endLine();
    return this.#commands;
  }

  #token(): void {
    const scan = this.#scan;
    const char = scan.text[scan.pos] ?? "";
    switch (char) {
      case " ":
      case "\t":
        scan.skip(BLANK);
        break;
      case "\n":
        this.#newline();
        break;
      case "#":
        scan.skip(COMMENT);
        break;
      case ")":
        scan.pos += 1;
        this.#close(")");
        break;
      case ";":
      case "&":
      case "|":
      case "<":
      case ">":
        if (!this.#redirect() && !this.#operator()) this.#argument();
        break;
      case "(":
        this.#parenthesis();
        break;
      case "\\":
        if (!scan.skip(BLANK)) this.#argument();
        break;
      default:
        if (!/\d/.test(char) || !this.#redirect()) this.#argument();
    }
  }

  #argument(): void {
    const start = this.#scan.pos;
    const { line } = this.#scan;
    const { word, bare } = this.#scan.word();
    // What starts no word is passed over.
    if (this.#scan.pos === start) this.#scan.pos += 1;
    else this.#word(word, { bare, start, line });
  }

  /** A subshell, a command substitution of fish's, or arithmetic. */
  #parenthesis(): void {
    const { pos: start, line } = this.#scan;
    const isPosix = this.#dialect === "posix";
    const arithmetic = isPosix && this.#words.length === 0 ? this.#scan.take(ARITHMETIC) : null;
    if (arithmetic !== null) this.#word([{ unknown: arithmetic[0] }], { bare: undefined, start, line });
    else if (isPosix) {
      this.#scan.pos += 1;
      this.#open(")");
    } else this.#argument();
  }

  #word(
    word: Word,
    at: { readonly bare: string | undefined; readonly start: number; readonly line: number },
  ) {
    const isFirst = this.#words.length === 0;
    if (at.bare !== undefined && this.#keyword(at.bare, isFirst)) return;
    if (isFirst) {
      this.#start = at.start;
      this.#startLine = at.line;
    }
    this.#end = this.#scan.pos;
    this.#words.push(word);
  }

  /** Is it a word of the grammar, rather than of a command? Braces are, wherever they stand by themselves. */
  #keyword(word: string, isFirst: boolean): boolean {
    const { opens, passes, joins } = this.#grammar;
    if (!isFirst && word !== "{" && word !== "}") return false;
    const closer = opens.get(word);
    const isElseIf = this.#afterElse && word === "if";
    this.#afterElse = this.#dialect === "fish" && word === "else";
    if (isElseIf) return true;
    if (closer !== undefined) {
      this.#open(closer);
      return !HEADERS.has(word);
    }
    if (word === this.#blocks.at(-1)) {
      this.#close(word);
      return true;
    }
    if (joins.has(word)) this.#conditional = true;
    return passes.has(word) || joins.has(word);
  }

  #open(closer: string): void {
    this.#endCommand();
    this.#blocks.push(closer);
    this.#lineIsWhole = false;
  }

  /** One that closes nothing ends a pattern of `case`. */
  #close(closer: string): void {
    this.#endCommand();
    if (this.#blocks.at(-1) === closer) this.#blocks.pop();
    this.#lineIsWhole = false;
  }

  #operator(): boolean {
    const [operator] = this.#scan.take(OPERATOR) ?? [];
    if (operator === undefined) return false;
    this.#endCommand();
    this.#conditional = operator === "&&" || operator === "||";
    this.#joinsNext = this.#conditional || operator === "|";
    return true;
  }

  #redirect(): boolean {
    const [operator] = this.#scan.take(REDIRECTION) ?? [];
    if (operator === undefined) return false;
    const { word } = this.#scan.word();
    if (!/<<-?\s*$/.test(operator) || operator.includes("<<<")) return true;
    this.#hereDocuments.push(word.map((part) => (typeof part === "string" ? part : "")).join(""));
    this.#lineIsWhole = false;
    return true;
  }

  #endCommand(): void {
    this.#joinsNext = false;
    if (this.#words.length > 0) {
      this.#commands.push({
        words: this.#words,
        source: this.#scan.text.slice(this.#start, this.#end),
        line: this.#startLine,
        inBlock: this.#blocks.length > 0,
        conditional: this.#conditional,
        whole: false,
      });
      this.#conditional = false;
    }
    this.#words = [];
    this.#afterElse = false;
  }

  #newline(): void {
    const joinsNext = this.#words.length === 0 && this.#joinsNext;
    this.#endLine(joinsNext);
    this.#scan.pos += 1;
    for (const delimiter of this.#hereDocuments.splice(0)) this.#skipHereDocument(delimiter);
    this.#lineNumber = this.#scan.line;
    this.#lineCommands = this.#commands.length;
    this.#lineIsWhole = this.#blocks.length === 0 && !joinsNext;
    this.#joinsNext = joinsNext;
  }

  #endLine(joinsNext = false): void {
    this.#endCommand();
    if (!this.#lineIsWhole || joinsNext || this.#scan.line !== this.#lineNumber) return;
    for (const command of this.#commands.slice(this.#lineCommands)) command.whole = true;
  }

  #skipHereDocument(delimiter: string): void {
    const scan = this.#scan;
    while (scan.pos < scan.text.length) {
      const [line = ""] = scan.take(/[^\n]*\n?/y) ?? [];
      if (line.trim() === delimiter) return;
    }
  }
}

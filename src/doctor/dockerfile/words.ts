import type { Instruction } from "./instructions.ts";

/** A word as it stands there, quotes and escapes included. */
export interface Word {
  readonly raw: string;
  readonly line: number;
}

/** `NAME=VALUE` of an ENV or ARG. */
export interface Assignment {
  readonly name: string;
  /** Quotes and escapes included; null for an ARG without a value. */
  readonly raw: string | null;
  readonly line: number;
}

/** What ENV and ARG set: `A=b C="d e"`, and the old form of ENV, `A the rest`. */
export function assignmentsOf(instruction: Instruction, escapeMark: string): Assignment[] {
  const words = splitWords(instruction, escapeMark);
  const [first] = words;
  if (first === undefined) return [];
  if (instruction.name === "ENV" && !first.raw.includes("=")) {
    const raw = instruction.text.slice(first.raw.length).trim();
    return [{ name: first.raw, raw, line: first.line }];
  }
  return words.map(({ raw, line }) => {
    const equals = raw.indexOf("=");
    if (equals === -1) return { name: raw, raw: null, line };
    return { name: raw.slice(0, equals), raw: raw.slice(equals + 1), line };
  });
}

/** The words of COPY and ADD, and of the exec form of RUN, CMD and ENTRYPOINT. */
export function plainWords(instruction: Instruction, escapeMark: string): string[] {
  return jsonWords(instruction.text) ?? splitWords(instruction, escapeMark).map(({ raw }) => unquote(raw));
}

/** The words of `["go", "build"]`; undefined when it is no such form, and then it is for a shell. */
export function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === "string") ? words : undefined;
  } catch {
    return undefined;
  }
}

function splitWords({ text, lineAt }: Instruction, escapeMark: string): Word[] {
  const words: Word[] = [];
  let start = -1;
  let quote = "";
  for (let index = 0; index <= text.length; index += 1) {
    const character = text[index] ?? "";
    const ends = character === "" || (quote === "" && /\s/.test(character));
    if (ends && start >= 0) words.push({ raw: text.slice(start, index), line: lineAt(start) });
    if (ends) start = -1;
    else if (start < 0) start = index;
    if (character === escapeMark && quote !== "'") index += 1;
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
  }
  return words;
}

function unquote(raw: string): string {
  return raw.replaceAll(/["']/g, "");
}

import type { Command } from "./commands.ts";
import type { Dialect } from "./scanner.ts";
import { literalWord, type Part, type Word } from "./word.ts";

/** What a command does that matters here: it sets a variable, or has the shell read another file. */
export type Effect =
  | { readonly kind: "set"; readonly name: string; readonly value: Word }
  | { readonly kind: "read"; readonly file: Word };

export type Statement = Effect & {
  readonly line: number;
  /** The only thing that its line does, outside of any block. */
  readonly alone: boolean;
};

const ASSIGNMENT = /^([A-Za-z_]\w*)(\+?)=/;
const DECLARES = new Set(["export", "declare", "typeset", "readonly"]);

/** The statements among the commands of a file, in its order. */
export function shellStatements(commands: readonly Command[], dialect: Dialect): readonly Statement[] {
  const effects = dialect === "fish" ? fishEffects : posixEffects;
  return commands.flatMap(({ words, line, whole }, index) => {
    const found = effects(words);
    if (found.length === 0) return [];
    const shares = commands[index - 1]?.line === line || commands[index + 1]?.line === line;
    const alone = whole && !shares && found.length === 1;
    return found.map((effect) => ({ ...effect, line, alone }));
  });
}

/** `NAME=value`, unless a command follows that alone gets it; `export NAME=value`; `. FILE`. */
function posixEffects(words: readonly Word[]): readonly Effect[] {
  const [first = [], ...others] = words;
  const command = literalWord(first);
  if (command === "." || command === "source") return readEffect(others[0]);
  if (command !== undefined && DECLARES.has(command)) return others.flatMap(assigned);
  const effects = assigned(first).length === 0 ? [] : words.flatMap(assigned);
  return effects.length === words.length ? effects : [];
}

function assigned([first, ...rest]: Word): readonly Effect[] {
  const [start, name, plus] = (typeof first === "string" && ASSIGNMENT.exec(first)) || [];
  if (start === undefined || name === undefined) return [];
  const text = (first as string).slice(start.length);
  const value: Word = text === "" ? rest : [text, ...rest];
  // zsh ties the array `path` to PATH.
  const isPath = name === "path" && isList(value[0]);
  return [
    {
      kind: "set",
      name: isPath ? "PATH" : name,
      value: plus === "" ? value : [{ variable: name }, ...value],
    },
  ];
}

function isList(part: Part | undefined): boolean {
  return typeof part === "object" && "unknown" in part && part.unknown.startsWith("(");
}

/** `set -gx NAME value...`, `export NAME=value`, `fish_add_path DIR`, `source FILE`. */
function fishEffects(words: readonly Word[]): readonly Effect[] {
  const [first = [], ...others] = words;
  switch (literalWord(first)) {
    case ".":
    case "source":
      return readEffect(others[0]);
    case "export":
      return others.flatMap(assigned);
    case "fish_add_path":
      return [{ kind: "set", name: "PATH", value: [...joined(others, ":"), ":", { variable: "PATH" }] }];
    case "set":
      return setEffect(others);
    default:
      return [];
  }
}

/** Lists whose name ends in PATH are exported with `:` between, all others with a space. */
function setEffect(words: readonly Word[]): readonly Effect[] {
  const flags = words.findIndex((word) => !(literalWord(word) ?? "").startsWith("-"));
  const name = literalWord(words[flags] ?? []);
  const given = words.slice(0, flags).map((word) => literalWord(word) ?? "");
  const isOther = given.some((flag) =>
    /^(?:-[a-zA-Z]*[eqnSlfh]|--(?:erase|query|names|show|local|function|help)$)/.test(flag),
  );
  if (flags === -1 || !name || isOther) return [];
  const value = joined(words.slice(flags + 1), name.endsWith("PATH") ? ":" : " ");
  const adds = given.some((flag) => /^(?:-[a-zA-Z]*[ap]|--(?:append|prepend)$)/.test(flag));
  return [{ kind: "set", name, value: adds ? [{ variable: name }, ...value] : value }];
}

function joined(words: readonly Word[], separator: string): Word {
  return words.flatMap((word, index) => (index === 0 ? word : [separator, ...word]));
}

function readEffect(file: Word | undefined): readonly Effect[] {
  return file === undefined ? [] : [{ kind: "read", file }];
}

import type { Instruction } from "./instructions.ts";
import { jsonWords } from "./words.ts";

/** Words that stand before a command and leave it what it is. */
const BEFORE = [
  "sudo",
  "env",
  "exec",
  "command",
  "time",
  "then",
  "do",
  "else",
  "if",
  "while",
  "until",
  "!",
  "{",
  "(",
];

/** A comment, a separator, or a word with its quoted parts; a backslash takes the next character with it. */
const TOKEN =
  /(?<![^\s;|&()])#.*|\n|&&|\|\||\$\(|[;|&()`]|(?:\\[\s\S]|"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\$(?!\()|[^\s;|&()`"'\\$]|["'\\])+/g;
const SEPARATOR = /^(?:\n|&&|\|\||\$\(|[;|&()`])$/;

/**
 * The commands of a RUN, CMD, ENTRYPOINT or HEALTHCHECK, as words. It reads shell only as far as finding out
 * which programs are started takes: a word may keep its variables, and quotes are gone.
 */
export function commandsOf({ name, text, heredocs }: Instruction): string[][] {
  const body = name === "HEALTHCHECK" ? text.replace(/^CMD\s+/i, "") : text;
  const words = jsonWords(body);
  if (words === undefined) return shellCommands([body, ...heredocs].join("\n"));
  const [program = "", ...args] = words;
  const script = args[args.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1];
  if (/(?:^|\/)(?:ba|da|a|z)?sh$/.test(program) && script !== undefined) return shellCommands(script);
  return [words];
}

/** Splits at what ends a command, outside of quotes, and at blanks. */
function shellCommands(script: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of script.matchAll(TOKEN)) {
    if (SEPARATOR.test(token)) commands.push([]);
    else if (!token.startsWith("#")) commands.at(-1)?.push(token.replaceAll(/["']/g, ""));
  }
  return commands.map(commandWords).filter((words) => words.length > 0);
}

/** Without the assignments, keywords, `sudo` and `env` in front. */
function commandWords(words: readonly string[]): string[] {
  let start = 0;
  for (; start < words.length; start += 1) {
    const word = words[start] ?? "";
    const option = word.startsWith("-") && ["sudo", "env"].includes(words[start - 1] ?? "");
    if (!option && !BEFORE.includes(word) && !/^[A-Za-z_]\w*=/.test(word)) break;
  }
  return words.slice(start);
}

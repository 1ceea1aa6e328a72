import type { Context } from "../../config/context.ts";
import type { Command } from "../startup/commands.ts";
import type { ReadFile } from "../startup/startup.ts";
import { shellStatements } from "../startup/statements.ts";
import { expandedWord, literalWord, type Word, writtenWord } from "../startup/word.ts";
import type { Manager } from "./known.ts";
import { owns } from "./ownership.ts";

type Asker = Pick<Context, "env" | "homeDir">;

/** A line of a start-up file that has to do with a manager. */
export interface StartupLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The whole line. */
  readonly text: string;
  /** Does it run the manager or read one of its files, with nothing before it that asks whether that is there? */
  readonly loads: boolean;
  /** The file that it reads; null for one that runs a program. */
  readonly reads: string | null;
  /** Is all that it does the manager's, so that it can be taken out? */
  readonly isWholly: boolean;
}

export function linesOf(manager: Manager, files: readonly ReadFile[], asker: Asker): readonly StartupLine[] {
  const { mentions } = manager;
  if (mentions === null) return [];
  return files
    .filter(({ file, text }) => mentions.test(text) && !owns(manager, file, asker))
    .flatMap(({ file, text, commands }) => {
      const lines = text.split("\n");
      const numbers = new Set(commands.map(({ line }) => line));
      return [...numbers]
        .filter((line) => mentions.test(lines[line - 1] ?? ""))
        .map((line) => {
          const onLine = commands.filter((command) => command.line === line);
          return { file, line, text: lines[line - 1] ?? "", ...judged(manager, onLine, asker) };
        });
    });
}

function judged(manager: Manager, commands: readonly Command[], asker: Asker) {
  const loading = commands.filter(({ source }) => manager.loads?.test(source) ?? false);
  const [first] = loading;
  return {
    loads: first !== undefined && !isGuarded(first, commands),
    reads: first === undefined ? null : readBy(first, manager, asker),
    isWholly: commands.every(
      (it) => it.whole && (loading.includes(it) || isGuard(it.words) || setsOwn(manager, it, asker)),
    ),
  };
}

/** What stands inside of a block may be guarded by it; whether a shell is interactive guards nothing. */
function isGuarded(command: Command, commands: readonly Command[]): boolean {
  const before = commands[commands.indexOf(command) - 1];
  const asks = before !== undefined && literalWord(before.words[0] ?? []) !== "status";
  return command.inBlock || (command.conditional && asks);
}

function readBy(
  { words: [verb = [], file = []] }: Command,
  { homeVariable, homes }: Manager,
  { homeDir, env }: Asker,
) {
  const isReading = /^(?:\.|source)$/.test(literalWord(verb) ?? "");
  if (!isReading) return null;
  const known = (name: string) => {
    if (name === "HOME") return homeDir;
    return name === homeVariable ? (env(name) ?? `${homeDir}/${homes[0]}`) : undefined;
  };
  const path = expandedWord(file, known);
  return path?.startsWith("/") ? path : null;
}

const GUARDS = new Set(["[", "[[", "test", "command", "type", "which", "hash", "status", "unalias"]);

/** Asks something, or is the `source` that a fish line ends in. */
function isGuard(words: readonly Word[]): boolean {
  const [first = []] = words;
  const verb = literalWord(first) ?? "";
  return GUARDS.has(verb) || writtenWord(first).startsWith("((") || (verb === "source" && words.length === 1);
}

/** Sets nothing but the manager's own variables, and others to places in its directories. */
function setsOwn(manager: Manager, command: Command, asker: Asker): boolean {
  const dialect = literalWord(command.words[0] ?? []) === "set" ? "fish" : "posix";
  const settings = shellStatements([command], dialect);
  return (
    settings.length > 0 &&
    settings.every(
      (it) =>
        it.kind === "set" &&
        (manager.variables.includes(it.name) || isOwnValue(manager, it.value, it.name, asker)),
    )
  );
}

function isOwnValue(manager: Manager, value: Word, name: string, asker: Asker): boolean {
  const home = `${asker.homeDir ?? ""}/${manager.homes[0] ?? ""}`;
  const text = writtenWord(value)
    .replace(new RegExp(`\\$\\{${manager.homeVariable}:-[^}]*\\}|\\$${manager.homeVariable}\\b`, "g"), home)
    .replaceAll("$HOME", asker.homeDir ?? "");
  const elements = text.split(":").filter((it) => it !== `$${name}` && it !== "");
  return elements.length > 0 && elements.every((it) => it.startsWith("/") && owns(manager, it, asker));
}

import path from "node:path";
import type { Context } from "../../config/context.ts";
import { hookFile } from "../../config/home.ts";
import { readText } from "../../fs/read-text.ts";
import { SHELLS } from "../../shells/rc-line.ts";
import { oncePerKey } from "../once.ts";
import { type Command, shellCommands } from "./commands.ts";
import { type Format, type StartupFile, startupFiles } from "./files.ts";
import {
  environmentDStatements,
  environmentStatements,
  pamEnvironmentStatements,
  plistStatements,
  universalStatements,
} from "./plain-files.ts";
import { type Statement, shellStatements } from "./statements.ts";
import { canBe, expandedWord, type Word, writtenWord } from "./word.ts";

/** A line of a start-up file that sets a variable. */
export interface Assignment {
  readonly name: string;
  /** The value as written, without quotes. */
  readonly value: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The whole line. */
  readonly text: string;
  /**
   * Can the line be taken out? It does nothing else, stands outside of any block, and no other line uses the
   * variable.
   */
  readonly alone: boolean;
}

/** A start-up file, or one that such a file reads. */
export interface ReadFile {
  readonly file: string;
  readonly text: string;
  /** Of a shell's file; none in others. */
  readonly commands: readonly Command[];
}

/** The start-up files of this account's shells and of the system. */
export interface Startup {
  /** Every file that was read, in the order of the search, with its text. */
  readonly files: readonly ReadFile[];
  /** All lines that set `name`, in the order of the search. */
  readonly assignments: (name: string) => readonly Assignment[];
  /**
   * The line that explains the present value: the last that gives it, else the last that could, with variables
   * and commands in it of which only a shell knows what they come to. A line that plainly gives another value
   * explains nothing: then the value was inherited.
   */
  readonly explain: (name: string, value: string | undefined) => Assignment | undefined;
}

/** An assignment, and what it comes to. */
interface Traced {
  readonly word: Word;
  /** `undefined` when only a shell would know. */
  readonly given: string | undefined;
  readonly assignment: Assignment;
}

/** Reads them all. `root` stands for `/` and is something else in tests only. */
export function readStartup(
  context: Pick<Context, "env" | "home" | "homeDir" | "cwd" | "node">,
  root = "/",
): Startup {
  const groups = startupFiles(context, root);
  // gov's own hook sets what gov chose, and is nobody's to mend.
  const hooks = SHELLS.map((shell) => hookFile(context.home, shell));
  const known = [...groups.flat().map(({ file }) => file), ...hooks];
  const reader = new StartupReader(known, context.homeDir);
  for (const group of groups) reader.readGroup(group);
  const { files, traced } = reader;
  const tracedAs = (name: string) => traced.filter(({ assignment }) => assignment.name === name);
  const settled = oncePerKey((name) => {
    const found = tracedAs(name);
    const setting = new Set(found.map(({ assignment: { file, line } }) => `${line} ${file}`));
    const isUsed = uses(name, files, (file, line) => setting.has(`${line} ${file}`));
    return found.map(({ assignment, ...it }) => ({
      ...it,
      assignment: { ...assignment, alone: assignment.alone && !isUsed },
    }));
  });
  return {
    files,
    assignments: (name) => settled(name).map(({ assignment }) => assignment),
    explain: (name, value) => {
      if (value === undefined) return undefined;
      const lines = settled(name);
      const found =
        lines.findLast(({ given }) => given === value) ??
        lines.findLast(({ word }) => canBe(word, value, context.homeDir));
      return found?.assignment;
    },
  };
}

/** Does a line other than those that set `name` use it? */
function uses(name: string, files: readonly ReadFile[], isSetting: (file: string, line: number) => boolean) {
  const use = new RegExp(`\\$\\{?${name}\\b`);
  return files.some(
    ({ file, text }) =>
      use.test(text) && text.split("\n").some((line, index) => use.test(line) && !isSetting(file, index + 1)),
  );
}

class StartupReader {
  readonly files: ReadFile[] = [];
  readonly traced: Traced[] = [];
  /** Files that are not to be followed: they are read at their own place, or were read before, or are gov's. */
  readonly #known: Set<string>;
  /** What a session's files set is there in every shell. */
  readonly #session = new Map<string, string>();

  constructor(known: readonly string[], home: string | undefined) {
    this.#known = new Set(known);
    if (home !== undefined) this.#session.set("HOME", home);
  }

  /** Files that one shell reads, one after the other. */
  readGroup(group: readonly StartupFile[]): void {
    const isShell = group.some(({ format }) => format === "posix" || format === "fish");
    const scope = isShell ? new Map(this.#session) : this.#session;
    for (const file of group) this.#readFile(file, scope, true);
  }

  #readFile({ file, format }: StartupFile, scope: Map<string, string>, follows: boolean): void {
    const text = readText(file);
    if (text === undefined) return;
    const { commands, statements } = parse(text, format);
    this.files.push({ file, text, commands });
    const lines = text.split("\n");
    for (const statement of statements) {
      if (statement.kind === "set")
        this.#set(statement, scope, { file, text: lines[statement.line - 1] ?? "" });
      // One level deep: what is read by a file that was read already is not followed.
      else if (follows) this.#follow(statement.file, scope, format);
    }
  }

  #set(
    { name, value, line, alone }: Extract<Statement, { kind: "set" }>,
    scope: Map<string, string>,
    at: Pick<Assignment, "file" | "text">,
  ): void {
    const given = expandedWord(value, (variable) => scope.get(variable));
    if (given === undefined) scope.delete(name);
    else scope.set(name, given);
    const assignment = { name, value: writtenWord(value), ...at, line, alone };
    this.traced.push({ word: value, given, assignment });
  }

  #follow(word: Word, scope: Map<string, string>, format: Format): void {
    const file = expandedWord(word, (variable) => scope.get(variable));
    if (file === undefined || !path.isAbsolute(file) || this.#known.has(path.normalize(file))) return;
    this.#known.add(path.normalize(file));
    this.#readFile({ file: path.normalize(file), format }, scope, false);
  }
}

const PLAIN_FILES = {
  "fish variables": universalStatements,
  environment: environmentStatements,
  "environment.d": environmentDStatements,
  pam: pamEnvironmentStatements,
  plist: plistStatements,
} as const;

function parse(text: string, format: Format) {
  if (format !== "posix" && format !== "fish") return { commands: [], statements: PLAIN_FILES[format](text) };
  const commands = shellCommands(text, format);
  return { commands, statements: shellStatements(commands, format) };
}

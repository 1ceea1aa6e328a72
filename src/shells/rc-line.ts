import path from "node:path";
import { type Home, hookFile } from "../config/home.ts";
import { quoteFish, quotePosix } from "./quote.ts";

export type Shell = "bash" | "zsh" | "fish";
export const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

/**
 * The marks at the end of gov's line say how the file gets back to what it was, byte for byte, without
 * anything remembered elsewhere.
 */
const MARKS = {
  added: "# gov",
  /** The file had no final newline; the one before the line is gov's. */
  addedNewline: "# gov, and the newline before it",
  madeFile: "# gov made this file",
} as const;

const GOV_LINE =
  /^if .*\/shell\/gov\.(?:bash|zsh|fish).* (# gov(?:, and the newline before it| made this file)?)\r?$/s;

/**
 * The command that loads the hook. It is silent, and true, once the hook is gone. A hook below the home
 * directory is named through HOME, so that shared dotfiles work for every account.
 */
export function guardedCommand(shell: Shell, home: Pick<Home, "shellDir">, homeDir: string): string {
  const file = hookWord(shell, home, homeDir, (relative) => `"$HOME/${relative}"`);
  return shell === "fish"
    ? `if test -r ${file}; source ${file}; end`
    : `if [ -r ${file} ]; then . ${file}; fi`;
}

/** The command that loads the hook into a running shell, to be typed. */
export function loadCommand(shell: Shell, home: Pick<Home, "shellDir">, homeDir: string): string {
  const file = hookWord(shell, home, homeDir, (relative) => `~/${relative}`);
  return shell === "fish" ? `source ${file}` : `. ${file}`;
}

/**
 * The rc file with the command in it once, at the end; a gov line for another root is changed in place.
 * Contents are byte strings (latin1), so that files in any encoding survive; null is a missing file.
 */
export function addLine(content: string | null, command: string): string {
  const bytes = toByteString(command);
  if (content === null) return `${bytes} ${MARKS.madeFile}\n`;
  const lines = content.split("\n");
  const present = lines.findIndex((line) => markOf(line) !== undefined);
  if (present !== -1) {
    lines[present] = `${bytes} ${markOf(lines[present])}`;
    return lines.join("\n");
  }
  if (content === "" || content.endsWith("\n")) return `${content}${bytes} ${MARKS.added}\n`;
  return `${content}\n${bytes} ${MARKS.addedNewline}\n`;
}

/** The rc file as it was before `addLine`, later changes of the user's kept; null when the file was made by it. */
export function removeLine(content: string): string | null {
  const lines = content.split("\n");
  const index = lines.findIndex((line) => markOf(line) !== undefined);
  if (index === -1) return content;
  const mark = markOf(lines[index]);
  const isLast = index === lines.length - 2 && lines[index + 1] === "";
  lines.splice(index, mark === MARKS.addedNewline && isLast ? 2 : 1);
  const rest = lines.join("\n");
  return rest === "" && mark === MARKS.madeFile ? null : rest;
}

/** gov's line in a byte string, as text; `undefined` when there is none. */
export function govLine(content: string): string | undefined {
  const line = content.split("\n").find((it) => markOf(it) !== undefined);
  return line && Buffer.from(line, "latin1").toString("utf8");
}

export function hasLine(content: string): boolean {
  return govLine(content) !== undefined;
}

function markOf(line: string | undefined): string | undefined {
  return line === undefined ? undefined : GOV_LINE.exec(line)?.[1];
}

/** The hook as one word; `fromHome` gives that for a plain path below the home directory. */
function hookWord(
  shell: Shell,
  home: Pick<Home, "shellDir">,
  homeDir: string,
  fromHome: (relative: string) => string,
): string {
  const file = hookFile(home, shell);
  const relative = path.relative(homeDir, file);
  if (/^[\w./-]+$/.test(relative) && !relative.startsWith("../")) return fromHome(relative);
  return shell === "fish" ? quoteFish(file) : quotePosix(file);
}

function toByteString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

import type { GoVersion } from "../../goversion/version.ts";
import { minorOf } from "../go/running-go.ts";
import { FIRST_KNOWN_MINOR, flagSince, LAST_KNOWN_MINOR, needsValue } from "./go-flags-table.ts";

/** One word of GOFLAGS. */
export interface GoFlag {
  /** As it stands there, quotes included. */
  readonly raw: string;
  /** Without dashes. */
  readonly name: string;
  /** Undefined without a `=`. */
  readonly value: string | undefined;
}

/** A word of GOFLAGS that stops go, and what go says. */
export interface BadWord {
  readonly raw: string;
  /** Which commands fail. */
  readonly commands: string;
  readonly message: string;
}

export interface ParsedFlags {
  /** All words, as they stand there. */
  readonly words: readonly string[];
  /** Those before the bad one. */
  readonly flags: readonly GoFlag[];
  readonly bad: BadWord | undefined;
}

const EVERY_COMMAND = "every go command but go env fails";

/**
 * GOFLAGS as the go command of `version` reads it; the first bad word ends the reading, as in go. Words are
 * quoted from 1.20 on. Source: https://go.dev/src/cmd/go/internal/base/goflags.go.
 */
export function parseGoFlags(text: string, version: GoVersion | null): ParsedFlags {
  const minor = version === null ? LAST_KNOWN_MINOR : minorOf(version);
  const flags: GoFlag[] = [];
  const words = minor >= 20 ? quotedWords(text) : plainWords(text);
  const raws = words.map(({ raw }) => raw);
  const open = words.find((word) => word.open !== "");
  if (open !== undefined) {
    const message = `go: parsing $GOFLAGS: unterminated ${open.open} string`;
    return { words: raws, flags, bad: { raw: open.raw, commands: EVERY_COMMAND, message } };
  }
  for (const word of words) {
    const flag = parseWord(word);
    const message = complaint(word, flag, version === null ? null : minor);
    if (message !== undefined) return { words: raws, flags, bad: { raw: word.raw, ...message } };
    flags.push(flag);
  }
  return { words: raws, flags, bad: undefined };
}

/** A word of a list that may hold quotes, such as GOFLAGS, CC and the value of `-toolexec`. */
export interface Word {
  readonly raw: string;
  /** Without quotes. */
  readonly text: string;
  /** The quote that is not closed; empty when there is none. */
  readonly open: string;
}

/** A quote counts at the beginning of a word only, has no escapes, and ends the word. */
export function quotedWords(text: string): Word[] {
  const words = text.match(/'[^']*'|"[^"]*"|['"][\s\S]*|[^ \t\n\r]+/g) ?? [];
  return words.map((raw) => {
    const quote = /^['"]/.exec(raw)?.[0] ?? "";
    if (quote === "") return { raw, text: raw, open: "" };
    const isClosed = raw.length > 1 && raw.endsWith(quote);
    return { raw, text: isClosed ? raw.slice(1, -1) : raw, open: isClosed ? "" : quote };
  });
}

/** Is it the flag by which go starts its tools through a program? */
export function isToolexec(word: string): boolean {
  return /^--?toolexec(?:=|$)/.test(word);
}

function plainWords(text: string): Word[] {
  return (text.match(/[^ \t\n\r]+/g) ?? []).map((raw) => ({ raw, text: raw, open: "" }));
}

function parseWord({ raw, text }: Word): GoFlag {
  const [, name = "", value] = /^--?([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  return { raw, name, value };
}

function complaint(
  { text }: Word,
  { name, value }: GoFlag,
  minor: number | null,
): Omit<BadWord, "raw"> | undefined {
  const commands = EVERY_COMMAND;
  if (!/^--?[^-=]/.test(text))
    return { commands, message: `go: parsing $GOFLAGS: non-flag ${JSON.stringify(text)}` };
  if (!isKnown(name, minor)) return { commands, message: `go: parsing $GOFLAGS: unknown flag -${name}` };
  if (value !== undefined || !needsValue(name)) return undefined;
  const message = `go: flag needs an argument: -${name} (from $GOFLAGS)`;
  return { commands: "every go command that has this flag fails", message };
}

/** Of releases that the table does not speak of nothing is claimed. */
function isKnown(name: string, minor: number | null): boolean {
  if (minor === null || minor < FIRST_KNOWN_MINOR || minor > LAST_KNOWN_MINOR) return true;
  const since = flagSince(name);
  return since !== undefined && since <= minor;
}

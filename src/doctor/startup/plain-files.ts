import { Scanner } from "./scanner.ts";
import type { Statement } from "./statements.ts";
import type { Part, Word } from "./word.ts";

/**
 * Lines of `NAME=value` as pam_env(8) reads `/etc/environment`: quotes round the whole value are taken off,
 * nothing is expanded.
 */
export function environmentStatements(text: string): readonly Statement[] {
  return lines(text).flatMap(({ content, line }) => {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(content) ?? [];
    return name === undefined || value === undefined ? [] : [set(name, [unquoted(value.trim())], line)];
  });
}

/** environment.d(5): the same, with quotes and `$NAME` as in a shell. */
export function environmentDStatements(text: string): readonly Statement[] {
  return lines(text).flatMap(({ content, line }) => {
    const [start, name] = /^\s*([A-Za-z_]\w*)=/.exec(content) ?? [];
    if (start === undefined || name === undefined) return [];
    return [set(name, expanded(content.slice(start.length)), line)];
  });
}

/** pam_env.conf(5): `NAME DEFAULT=value OVERRIDE=value`, with `${NAME}` for variables and `@{HOME}`. */
export function pamEnvironmentStatements(text: string): readonly Statement[] {
  const settings = lines(text).flatMap(({ content, line }) => {
    const [, name, value] = /^\s*(\w+)\s+.*?(?:OVERRIDE|DEFAULT)=("[^"]*"|\S*)\s*$/.exec(content) ?? [];
    if (name === undefined || value === undefined) return [];
    return [set(name, expanded(value.replaceAll("@{HOME}", "$HOME")), line)];
  });
  return [...settings, ...environmentStatements(text)];
}

/** Variables of fish's that outlive it: `SETUVAR --export NAME:value`, lists and odd characters as escapes. */
export function universalStatements(text: string): readonly Statement[] {
  return lines(text).flatMap(({ content, line }) => {
    const [, name, value] = /^SETUVAR(?=.* --export)(?:\s+--\w+)*\s+([A-Za-z_]\w*):(.*)$/.exec(content) ?? [];
    if (name === undefined || value === undefined) return [];
    const separator = name.endsWith("PATH") ? ":" : " ";
    return [set(name, [universalValue(value).replaceAll("\x1e", separator)], line)];
  });
}

/** A launchd agent that has `launchctl setenv NAME value` run, in one string or in three. */
export function plistStatements(text: string): readonly Statement[] {
  const separator = String.raw`(?:\s+|</string>\s*<string>)`;
  const calls = text.matchAll(new RegExp(`\\bsetenv${separator}([A-Za-z_]\\w*)${separator}([^<\\s;]*)`, "g"));
  return [...calls].map(({ 1: name = "", 2: value = "", index }) => {
    const line = text.slice(0, index).split("\n").length;
    return { ...set(name, [unquoted(value)], line), alone: false };
  });
}

function set(name: string, value: Word, line: number): Statement {
  return { kind: "set", name, value, line, alone: true };
}

function lines(text: string): readonly { readonly content: string; readonly line: number }[] {
  return text.split("\n").map((content, index) => ({ content: content.replace(/\r$/, ""), line: index + 1 }));
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

/** Everything up to the end of the line is one word. */
function expanded(text: string): Word {
  const scan = new Scanner(text.trim(), "posix");
  const parts: Part[] = [];
  while (scan.pos < scan.text.length) {
    const { word } = scan.word();
    if (word.length > 0) parts.push(...word);
    else parts.push(scan.text[scan.pos++] ?? "");
  }
  return parts;
}

function universalValue(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([\\n]))/gi, (_, byte, unit, char) => {
    if (char !== undefined) return char === "n" ? "\n" : char;
    return String.fromCharCode(Number.parseInt(byte ?? unit, 16));
  });
}

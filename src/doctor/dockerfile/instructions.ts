/** One instruction of a Dockerfile, its lines joined and its comments gone. */
export interface Instruction {
  /** In capitals: `RUN`, `ENV`. */
  readonly name: string;
  /** Behind the name and the flags. */
  readonly text: string;
  /** `--from=build` as `from` -> `build`; a flag without a value is empty. */
  readonly flags: ReadonlyMap<string, string>;
  /** The bodies of heredocs, in their order. */
  readonly heredocs: readonly string[];
  /** From 1, of its first line. */
  readonly line: number;
  /** The line where the character at this place of `text` stands. */
  readonly lineAt: (offset: number) => number;
}

/** A Dockerfile as text becomes a Dockerfile as instructions. */
export interface Dockerfile {
  readonly instructions: readonly Instruction[];
  /** What ends a line that goes on, and escapes a `$`: a backslash unless the first lines say otherwise. */
  readonly escapeMark: string;
}

/** Lists of lines have the next one last, where taking it away costs nothing. */
interface Line {
  readonly text: string;
  readonly number: number;
}

/** Only these take heredocs. */
const WITH_HEREDOC = ["RUN", "COPY", "ADD"];

/**
 * Never fails: what is no instruction to Docker becomes one of a name that means nothing here.
 * Source: https://docs.docker.com/reference/dockerfile/.
 */
export function parseDockerfile(source: string): Dockerfile {
  const escapeMark = escapeOf(source);
  const lines = source
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((text, index) => ({ text: text.replace(/\r$/, ""), number: index + 1 }))
    .reverse();
  const instructions: Instruction[] = [];
  while (lines.length > 0) {
    const joined = takeInstruction(lines, escapeMark);
    if (joined.length === 0) continue;
    instructions.push(instructionOf(joined, (names) => takeHeredocs(lines, names)));
  }
  return { instructions, escapeMark };
}

/** Directives are comments before anything else: `# escape=` and a character. */
function escapeOf(source: string): string {
  for (const line of source.replace(/^\ufeff/, "").split("\n")) {
    const [, name, value] = /^\s*#\s*([a-z]+)\s*=\s*(\S+)\s*$/i.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === "escape") return value === "`" ? "`" : "\\";
  }
  return "\\";
}

/** The lines of the next instruction; none where there is a blank line or a comment. */
function takeInstruction(lines: Line[], escapeMark: string): Line[] {
  const taken: Line[] = [];
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    // Inside an instruction, too, comments and blank lines are passed over.
    if (/^\s*(?:#|$)/.test(line.text)) {
      if (taken.length === 0) return [];
      continue;
    }
    const trimmed = line.text.trimEnd();
    if (!trimmed.endsWith(escapeMark)) return [...taken, line];
    taken.push({ text: trimmed.slice(0, -1), number: line.number });
  }
  return taken;
}

function instructionOf(
  lines: readonly Line[],
  heredocs: (names: readonly Heredoc[]) => string[],
): Instruction {
  const whole = lines.map(({ text }) => text).join("");
  const [head = "", name = ""] = /^\s*(\S+)\s*/.exec(whole) ?? [];
  const { flags, length } = readFlags(whole.slice(head.length));
  const start = head.length + length;
  const text = whole.slice(start).trimEnd();
  const upper = name.toUpperCase();
  return {
    name: upper,
    text,
    flags,
    heredocs: WITH_HEREDOC.includes(upper) ? heredocs(heredocsIn(text)) : [],
    line: lines[0]?.number ?? 1,
    lineAt: (offset) => lineAt(lines, start + offset),
  };
}

function readFlags(text: string): { flags: Map<string, string>; length: number } {
  const flags = new Map<string, string>();
  let length = 0;
  for (;;) {
    const [all, name, value] = /^--([a-z-]+)(?:=(\S*))?(?:\s+|$)/.exec(text.slice(length)) ?? [];
    if (all === undefined || name === undefined) return { flags, length };
    flags.set(name, value ?? "");
    length += all.length;
  }
}

function lineAt(lines: readonly Line[], offset: number): number {
  let end = 0;
  for (const { text, number } of lines) {
    end += text.length;
    if (offset < end) return number;
  }
  return lines.at(-1)?.number ?? 1;
}

interface Heredoc {
  readonly word: string;
  /** `<<-`: tabs in front are not part of it. */
  readonly tabs: boolean;
}

function heredocsIn(text: string): Heredoc[] {
  const marks = text.matchAll(/(?:^|[\s\d])<<(-?)(?:"([^"\s]+)"|'([^'\s]+)'|([A-Za-z_][\w.-]*))/g);
  return [...marks].map(([, dash, double, single, bare]) => ({
    word: double ?? single ?? bare ?? "",
    tabs: dash === "-",
  }));
}

function takeHeredocs(lines: Line[], heredocs: readonly Heredoc[]): string[] {
  return heredocs.map(({ word, tabs }) => {
    const body: string[] = [];
    for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
      const text = tabs ? line.text.replace(/^\t+/, "") : line.text;
      if (text === word) break;
      body.push(text);
    }
    return body.join("\n");
  });
}

import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteFish, quotePosix } from "../../src/shells/quote.ts";

const HOSTILE = [
  "",
  "$(touch x)",
  "`id`",
  "a'b",
  "''",
  "\\",
  "\\'",
  "a\\",
  "$HOME ~ * ? [a] {a,b}",
  "-rf",
  "!history !!",
  "line\nbreak\r\n",
  '"; rm -rf "',
  "\u001b]0;title\u0007",
  "ü 漢 🐹",
  "%s %n",
];

/** What the shell sees: every word printed with a NUL behind it. */
function wordsSeenBy(command: string[], quoted: string[], print: string): string[] {
  const [file = "", ...args] = command;
  const script = quoted.map((word) => `${print} ${word}\n`).join("");
  const out = execFileSync(file, [...args, "-c", script], {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return out.split("\0").slice(0, -1);
}

describe.each([
  { shell: "sh", command: ["/bin/sh"], quote: quotePosix, print: "printf '%s\\0'" },
  { shell: "bash", command: ["bash", "--norc"], quote: quotePosix, print: "printf '%s\\0'" },
  { shell: "zsh", command: ["zsh", "-f"], quote: quotePosix, print: "printf '%s\\0'" },
  {
    shell: "zsh, rc_quotes",
    command: ["zsh", "-f", "-o", "rcquotes"],
    quote: quotePosix,
    print: "printf '%s\\0'",
  },
  { shell: "fish", command: ["fish", "--no-config"], quote: quoteFish, print: "printf '%s\\0'" },
])("$shell", ({ command, quote, print }) => {
  test("gets back every text", () => {
    const text = fc.string({ unit: fc.constantFrom(..."'\\\"$`!*?~ \n\t;&|#(){}[]<>=%^-aü\u001b") });
    const texts = [...HOSTILE, ...fc.sample(text, { numRuns: 300, seed: 1 })];
    expect(wordsSeenBy(command, texts.map(quote), print)).toEqual(texts);
  });
});

test("a NUL is refused, not cut off", () => {
  expect(() => quotePosix("a\0b")).toThrow("NUL");
  expect(() => quoteFish("a\0b")).toThrow("NUL");
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { addLine, guardedCommand, hasLine, loadCommand, removeLine } from "../../src/shells/rc-line.ts";

const COMMAND = guardedCommand("bash", homeAt("/home/u/.gov"), "/home/u");

describe("guardedCommand", () => {
  test.each([
    { root: "/home/u/.gov", word: '"$HOME/.gov/shell/gov.zsh"' },
    { root: "/opt/gov", word: "'/opt/gov/shell/gov.zsh'" },
    { root: "/home/u/$(x)", word: "'/home/u/$(x)/shell/gov.zsh'" },
    { root: "/o'p", word: "'/o'\\''p/shell/gov.zsh'" },
  ])("$root", ({ root, word }) => {
    expect(guardedCommand("zsh", homeAt(root), "/home/u")).toBe(`if [ -r ${word} ]; then . ${word}; fi`);
  });

  test("fish", () => {
    const word = "'/o\\'p/shell/gov.fish'";
    expect(guardedCommand("fish", homeAt("/o'p"), "/home/u")).toBe(`if test -r ${word}; source ${word}; end`);
  });
});

test.each([
  ["zsh", "/home/u/.gov", ". ~/.gov/shell/gov.zsh"],
  ["fish", "/home/u/.gov", "source ~/.gov/shell/gov.fish"],
  ["bash", "/home/u/a b", ". '/home/u/a b/shell/gov.bash'"],
  ["fish", "/o'p", "source '/o\\'p/shell/gov.fish'"],
] as const)("loadCommand of %s for %s", (shell, root, command) => {
  expect(loadCommand(shell, homeAt(root), "/home/u")).toBe(command);
});

describe("addLine and removeLine", () => {
  const contents = [null, "", "\n", "a", "a\n", "a\r\n", "a\r\nb", "a\n\n\n", "\xff\xfe\n", "if x # gov"];

  test.each(contents.map((content) => ({ content })))("$content comes back", ({ content }) => {
    const added = addLine(content, COMMAND);
    expect(hasLine(added)).toBe(true);
    expect(added.endsWith("\n")).toBe(true);
    expect(addLine(added, COMMAND)).toBe(added);
    expect(removeLine(added)).toBe(content);
  });

  test("any text comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (content) => {
        expect(removeLine(addLine(content, COMMAND))).toBe(content);
      }),
    );
  });

  test.each([
    { before: null, after: "mine\n" },
    { before: "a\n", after: "a\nmine\n" },
    { before: "a", after: "a\nmine\n" },
  ])("$before: what the user added later stays", ({ before, after }) => {
    expect(removeLine(`${addLine(before, COMMAND)}mine\n`)).toBe(after);
  });

  test("an editor that makes CRLF of everything does not hide the line", () => {
    expect(removeLine(addLine("a\n", COMMAND).replaceAll("\n", "\r\n"))).toBe("a\r\n");
  });

  test("a line for another root is changed in place and keeps its mark", () => {
    const old = `${addLine("a", guardedCommand("bash", homeAt("/old root"), "/home/u"))}b\n`;
    const changed = addLine(old, COMMAND);
    expect(changed).toContain(COMMAND);
    expect(changed).not.toContain("/old root");
    expect(removeLine(changed)).toBe("a\nb\n");
  });

  test("a root outside ASCII becomes its UTF-8 bytes", () => {
    const added = addLine("", guardedCommand("bash", homeAt("/ü"), "/home/u"));
    expect(Buffer.from(added, "latin1").toString("utf8")).toContain("'/ü/shell/gov.bash'");
  });
});

test.each(["# gov", "echo hi # gov", "if true; then :; fi # gov", "# . ~/.gov/shell/gov.bash # gov"])(
  "a user's own line is not gov's: %s",
  (line) => {
    expect(hasLine(line)).toBe(false);
  },
);

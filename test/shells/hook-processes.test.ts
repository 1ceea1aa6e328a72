import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Shell } from "../../src/shells/rc-line.ts";
import { Sandbox } from "./hook-sandbox.ts";

let box: Sandbox;
let a = "";
let b = "";

beforeAll(() => {
  box = new Sandbox();
  box.writeHooks(true);
  for (const version of ["1.21.0", "1.22.5"]) box.addVersion(version);
  a = box.addProject("a", "1.21.0\n");
  b = box.addProject("b", "1.22\n");
});
afterAll(() => box.remove());

/** What the session started: `fork` for each process, and the file of each program. */
function startedBy(shell: Shell, typed: string[]): string[] {
  const trace = box.at("trace");
  const { said } = box.run(shell, typed, { trace });
  expect(said.length).toBe(typed.filter((line) => line.startsWith("cd /")).length);
  const lines = readFileSync(trace, "utf8").split("\n");
  return lines.flatMap((line) => {
    if (line.includes("CLONE_THREAD")) return [];
    const [, program, fork] = /^\d+ +(?:execve\("([^"]+)|(clone|clone3|fork|vfork)\()/.exec(line) ?? [];
    return program ?? (fork === undefined ? [] : ["fork"]);
  });
}

const prompts = Array.from({ length: 50 }, () => "true");

describe.each(["bash", "zsh"] as const)("%s", (shell) => {
  test("starts nothing: not at its start, not at a prompt, not on a change", () => {
    const typed = [...prompts, `cd ${a}`, ...prompts, `cd ${b}`, `cd ${a}`];
    expect(startedBy(shell, typed)).toEqual([expect.stringMatching(`/${shell}$`)]);
  });
});

test("fish starts one /bin/sh for each change of directory and nothing else", () => {
  const [fish, ...started] = startedBy("fish", [...prompts, `cd ${a}`, ...prompts, `cd ${b}`, `cd ${a}`]);
  expect(fish).toMatch(/\/fish$/);
  expect(started).toEqual(Array.from({ length: 4 }, () => ["fork", "/bin/sh"]).flat());
});

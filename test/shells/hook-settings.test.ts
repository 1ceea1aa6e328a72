import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHELLS, type Shell } from "../../src/shells/rc-line.ts";
import { Sandbox } from "./hook-sandbox.ts";

let box: Sandbox;
let a = "";
let gone = "";

beforeAll(() => {
  box = new Sandbox();
  for (const version of ["1.21.0", "1.22.5"]) box.addVersion(version);
  a = box.addProject("a", "1.21.0\n");
  gone = box.addProject("gone", "1.19\n");
  box.addCommand("gov", "exit 1");
});
afterAll(() => box.remove());

/** A walk through everything the hook does, and what it must say. */
const walk = () => [`cd ${a}`, `cd ${gone}`, "gov install 1.19 || true", "false && true", "cd", "echo alive"];
const news = () => [
  `Go 1.21.0 (${a}/.go-version:1)`,
  `Go 1.19 is not installed (asked for by ${gone}/.go-version:1); run: gov install 1.19`,
  "Go 1.22.5",
];

/** The walk under settings of the user's, which must be the same afterwards. */
function expectWalk(shell: Shell, settings: string, list: string) {
  const before = `${settings}\n${list} >|before`;
  const { said, noise, stdout, status } = box.run(shell, [...walk(), `${list} >|after`], { before });
  expect(noise).toEqual([]);
  expect(said).toEqual(news());
  expect(stdout).toBe("alive\n");
  expect(status).toBe(0);
  expect(readFileSync(`${box.home}/after`, "utf8")).toBe(readFileSync(`${box.home}/before`, "utf8"));
}

test.each([
  "set -eu",
  "set -euo pipefail; set -o noclobber",
  "set -f",
  "set -a",
  "set -o posix",
  "set +h",
  "shopt -s failglob",
  "shopt -s nullglob dotglob nocaseglob nocasematch extglob globstar",
  "IFS=:; shopt -s nullglob failglob",
  "IFS=/.",
  "shopt -u expand_aliases",
])("bash with %s", (settings) => {
  expectWalk("bash", settings, '{ shopt -p; set +o; printf "%q" "$IFS"; }');
});

test.each([
  "setopt err_exit no_unset",
  "setopt noclobber",
  "setopt ksh_arrays sh_word_split",
  "setopt no_glob",
  "setopt null_glob glob_dots no_case_glob no_case_match extended_glob numeric_glob_sort",
  "setopt csh_null_glob",
  "setopt all_export",
  "setopt posix_builtins posix_identifiers",
  "setopt warn_create_global glob_subst rc_expand_param",
  "setopt no_equals no_multios no_function_argzero",
  "setopt no_hash_cmds",
  "IFS=:",
  "IFS=/.",
  "unsetopt aliases",
])("zsh with %s", (settings) => {
  expectWalk("zsh", settings, '{ setopt | grep -v shinstdin; printf "%q" "$IFS"; }');
});

describe("aliases and functions of the user's", () => {
  const words = "cd go gov local export printf unset return hash set test read command setopt emulate";
  test.each(["bash", "zsh"] as const)("%s: set before and after the hook is loaded", (shell) => {
    const aliases = words
      .split(" ")
      .map((word) => `alias ${word}='echo ALIAS'`)
      .join("\n");
    const typed = [`\\cd ${a}`, `\\cd ${gone}`, "\\cd", "echo alive", "alias cd"];
    const { said, noise, stdout } = box.run(shell, typed, { before: aliases, after: aliases });
    expect(noise).toEqual([]);
    expect(said).toEqual(news());
    expect(stdout.replace("alias ", "")).toBe("alive\ncd='echo ALIAS'\n");
  });

  test.each(SHELLS)("%s: a cd that is a function and prints", (shell) => {
    const body = { bash: 'cd() { builtin cd "$@"; }', zsh: 'cd() { builtin cd "$@" }', fish: "" }[shell];
    expect(box.run(shell, walk(), { before: body }).said).toEqual(news());
  });
});

describe("prompt hooks of the user's", () => {
  test.each([
    { what: "a string", set: "PROMPT_COMMAND='echo mine $?'" },
    { what: "a string that ends in a semicolon", set: "PROMPT_COMMAND='echo mine $?;'" },
    { what: "a string that ends in a comment", set: "PROMPT_COMMAND='echo mine $? # said'" },
    { what: "an array", set: "PROMPT_COMMAND=('echo mine $?' 'echo second $?')" },
    { what: "a string added behind", set: "", add: "PROMPT_COMMAND+='; echo mine $?'" },
    { what: "an array element added behind", set: "", add: "PROMPT_COMMAND+=('echo mine $?')" },
  ])("bash: $what", ({ set, add = "" }) => {
    const { stdout, said, noise } = box.run("bash", [`cd ${a}; (exit 3)`, "true"], {
      before: set,
      after: add,
    });
    expect(noise).toEqual([]);
    expect(said).toEqual(news().slice(0, 1));
    const mine = stdout.split("\n").filter((line) => line.startsWith("mine"));
    expect(mine).toEqual(["mine 0", "mine 3", "mine 0"]);
    if (set.includes("second")) expect(stdout).toContain("second 3\n");
  });

  test("zsh: precmd and precmd_functions", () => {
    const before = "precmd() { echo mine $? }; other() { echo other $? }; precmd_functions=(other)";
    const { stdout, said, noise } = box.run("zsh", [`cd ${a}; (exit 3)`, "true"], { before });
    expect(noise).toEqual([]);
    expect(said).toEqual(news().slice(0, 1));
    expect(stdout.split("\n").filter((line) => line.endsWith("3"))).toEqual(["mine 3", "other 3"]);
  });

  test("fish: other handlers of the event", () => {
    const before = "function mine --on-event fish_prompt; echo mine; end";
    const { stdout, said } = box.run("fish", [`cd ${a}`], { before });
    expect(said).toEqual(news().slice(0, 1));
    expect(stdout).toBe("mine\nmine\n");
  });

  test.each([
    { shell: "bash", count: "declare -p PROMPT_COMMAND | grep -o _gov_prompt | wc -l" },
    { shell: "zsh", count: 'printf "%s\\n" $precmd_functions | grep -c _gov_prompt' },
  ] as const)("$shell: loading twice adds one", ({ shell, count }) => {
    const again = `source ${box.hook(shell)}`;
    expect(box.run(shell, [again, again, count]).stdout).toBe("1\n");
  });
});

test.each([
  { shell: "bash", settings: "set -a" },
  { shell: "zsh", settings: "setopt all_export" },
  { shell: "fish", settings: "" },
] as const)("$shell: nothing of the hook's own reaches a program", ({ shell, settings }) => {
  const typed = [`cd ${a}`, `cd ${gone}`, "env | grep -i _gov_; echo done"];
  expect(box.run(shell, typed, { after: settings }).stdout).toBe("done\n");
});

test.each(["dash", "sh", "bash --posix"])("%s that reads gov.bash is left alone", (command) => {
  const [file = "", ...args] = command.split(" ");
  const script = `. '${box.gov.shellDir}/gov.bash'; echo "$? $PATH"`;
  const { stdout, stderr } = spawnSync(file, [...args, "-c", script], {
    env: { PATH: "/bin" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect({ stdout, stderr }).toEqual({ stdout: "0 /bin\n", stderr: "" });
});

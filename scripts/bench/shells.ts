import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interleave, median, timeOnce } from "./measure.ts";
import { freshDir, gov, rootOfStubs, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const START_ROUNDS = 15;
const PROMPT_ROUNDS = 5;

interface Shell {
  readonly name: string;
  /** argv that runs a script as an interactive shell without the user's files. */
  readonly argv: readonly [string, ...string[]];
  /** Defines `prompt`, which runs the prompt hooks once, and `now`, which sets `t` to seconds. */
  readonly definitions: string;
  /** Runs `body` so often, and prints `name`, the time before and the time after. */
  readonly loop: (name: string, times: number, body: string) => string;
  readonly must: string;
}

const posixLoop = (name: string, times: number, body: string) =>
  `now; t0=$t; for ((i = 0; i < ${times}; i++)); do ${body}; done; now; echo "${name} $t0 $t"`;

const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    argv: ["bash", "--noprofile", "--norc", "-i"],
    definitions: 'prompt() { eval "$PROMPT_COMMAND"; }\nnow() { t=$EPOCHREALTIME; }',
    loop: posixLoop,
    must: "0.2 / 0.4 ms; +1 ms",
  },
  {
    name: "zsh",
    argv: ["zsh", "-f", "-i"],
    definitions:
      "zmodload zsh/datetime\nprompt() { for c in $precmd_functions; do $c; done; }\nnow() { t=$EPOCHREALTIME; }",
    loop: posixLoop,
    must: "0.2 / 0.4 ms; +1 ms",
  },
  {
    name: "fish",
    argv: ["fish", "--no-config", "-i"],
    definitions: "function prompt; emit fish_prompt; end\nfunction now; set -g t (date +%s.%N); end",
    loop: (name, times, body) =>
      `now; set t0 $t; for i in (seq ${times}); ${body}; end; now; echo "${name} $t0 $t"`,
    must: "1.5 ms; +2 ms",
  },
];

/** The shell hook: at a prompt where nothing changed, after a change of version, and at shell start. */
export async function shellRows(): Promise<RowResult[]> {
  const { home, root } = rootOfStubs(["1.21.6", "1.22.5"]);
  const env = { HOME: home, PATH: SYSTEM_PATH, GOV_QUIET: "1" };
  timeOnce({ argv: [...gov, "reshim"], env, cwd: home });
  const rows: RowResult[] = [];
  for (const shell of SHELLS.filter(isInstalled)) {
    const source = `. '${path.join(root, "shell", `gov.${shell.name}`)}'`;
    const { same, changed } = promptCosts(shell, source, env);
    const start = await startCost(shell, source, env);
    rows.push({
      work: `hook ${shell.name}: nothing changed / switch; shell start`,
      against: "the shell without it",
      measured: `${same.toFixed(3)} / ${changed.toFixed(2)} ms; +${start.toFixed(2)} ms`,
      must: shell.must,
      aim: "",
      detail: "",
    });
  }
  return rows;
}

function isInstalled({ argv: [program] }: Shell): boolean {
  return spawnSync(program, ["-c", ":"]).status === 0;
}

interface PromptCosts {
  readonly same: number;
  readonly changed: number;
}

/** Milliseconds that the hook adds to a prompt, measured inside the shell. */
function promptCosts(shell: Shell, source: string, env: Record<string, string>): PromptCosts {
  const [without, withHook] = [promptScript(shell, ""), promptScript(shell, source)];
  const rounds = Array.from({ length: PROMPT_ROUNDS }, () => {
    const [base, ours] = [runPrompts(shell, without, env), runPrompts(shell, withHook, env)];
    return { same: ours.same - base.same, changed: ours.changed - base.changed };
  });
  return {
    same: median(rounds.map(({ same }) => same)),
    changed: median(rounds.map(({ changed }) => changed)),
  };
}

const SAME = 1000;
const CHANGES = 200;

function promptScript({ definitions, loop }: Shell, source: string): string {
  const [a, b] = [projectWith("1.21.6"), projectWith("1.22.5")];
  const script = path.join(freshDir(), "prompts");
  const lines = [
    source,
    definitions,
    `cd '${a}'; prompt`,
    loop("same", SAME, "prompt"),
    loop("changed", CHANGES / 2, `cd '${b}'; prompt; cd '${a}'; prompt`),
  ];
  fs.writeFileSync(script, `${lines.join("\n")}\n`);
  return script;
}

function runPrompts(
  { argv: [program, ...args] }: Shell,
  script: string,
  env: Record<string, string>,
): PromptCosts {
  const { stdout } = spawnSync(program, [...args, script], { env, encoding: "utf8" });
  const milliseconds = (name: string, calls: number) => {
    const [, from, to] = new RegExp(`^${name} (\\S+) (\\S+)$`, "m").exec(stdout) ?? [];
    return ((Number(to) - Number(from)) * 1000) / calls;
  };
  return { same: milliseconds("same", SAME), changed: milliseconds("changed", CHANGES) };
}

async function startCost(shell: Shell, source: string, env: Record<string, string>): Promise<number> {
  const dir = freshDir();
  const empty = path.join(dir, "empty");
  const loaded = path.join(dir, "loaded");
  fs.writeFileSync(empty, "");
  fs.writeFileSync(loaded, `${source}\n`);
  const pair = await interleave(
    START_ROUNDS,
    () => timeOnce({ argv: [...shell.argv, empty], env }),
    () => timeOnce({ argv: [...shell.argv, loaded], env }),
  );
  return pair.difference;
}

function projectWith(version: string): string {
  const dir = freshDir();
  fs.writeFileSync(path.join(dir, ".go-version"), `${version}\n`);
  return dir;
}

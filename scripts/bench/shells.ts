import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interleave, median, timeOnce } from "./measure.ts";
import { freshDir, gov, rootOfStubs, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const ROUNDS = 15;

interface Shell {
  readonly name: string;
  /** argv that runs a script as an interactive shell without the user's files. */
  readonly argv: readonly [string, ...string[]];
  /** Runs the prompt hooks once. */
  readonly prompt: string;
  /** Defines `now`, which prints nothing and sets `t` to seconds. */
  readonly clock: string;
}

const SHELLS: readonly Shell[] = [
  {
    name: "bash",
    argv: ["bash", "--noprofile", "--norc", "-i"],
    prompt: 'eval "$PROMPT_COMMAND"',
    clock: "now() { t=$EPOCHREALTIME; }",
  },
  {
    name: "zsh",
    argv: ["zsh", "-f", "-i"],
    prompt: "for c in $precmd_functions; do $c; done",
    clock: "zmodload zsh/datetime; now() { t=$EPOCHREALTIME; }",
  },
];

/** The shell hook: at a prompt where nothing changed, after a change of version, and at shell start. */
export async function shellRows(): Promise<RowResult[]> {
  const { home, root } = rootOfStubs(["1.21.6", "1.22.5"]);
  const env = { HOME: home, PATH: SYSTEM_PATH, GOV_QUIET: "1" };
  const rows: RowResult[] = [];
  for (const shell of SHELLS) {
    timeOnce({ argv: [...gov, "setup"], env: { ...env, SHELL: `/bin/${shell.name}` }, cwd: home });
    const source = `. '${path.join(root, "shell", `gov.${shell.name}`)}'`;
    const [same, switched] = await promptCosts(shell, source, env);
    const start = await startCost(shell, source, env);
    rows.push({
      work: `hook ${shell.name}: nothing changed / switch; shell start`,
      against: "the shell without it",
      measured: `${same.toFixed(3)} / ${switched.toFixed(2)} ms; +${start.toFixed(2)} ms`,
      must: "0.2 / 0.4 ms; +1 ms",
      aim: "",
      detail: "",
    });
  }
  return rows;
}

/** Milliseconds a prompt, measured inside the shell. */
async function promptCosts(
  shell: Shell,
  source: string,
  env: Record<string, string>,
): Promise<[number, number]> {
  const [a, b] = [projectWith("1.21.6"), projectWith("1.22.5")];
  const script = path.join(freshDir(), "prompts");
  const prompt = `prompt() { ${shell.prompt}; }`;
  fs.writeFileSync(
    script,
    `${source}
${shell.clock}
${prompt}
cd '${a}'; prompt
now; t0=$t; for ((i = 0; i < 1000; i++)); do prompt; done; now; echo "same $t0 $t"
now; t0=$t; for ((i = 0; i < 200; i++)); do cd '${b}'; prompt; cd '${a}'; prompt; done; now; echo "switch $t0 $t"
`,
  );
  const [program, ...args] = shell.argv;
  const samples = { same: [] as number[], switch: [] as number[] };
  for (let round = 0; round < 5; round += 1) {
    const { stdout } = spawnSync(program, [...args, script], { env, encoding: "utf8" });
    for (const [, name, from, to] of stdout.matchAll(/^(same|switch) (\S+) (\S+)$/gm)) {
      const calls = name === "same" ? 1000 : 400;
      samples[name as keyof typeof samples].push(((Number(to) - Number(from)) * 1000) / calls);
    }
  }
  return [median(samples.same), median(samples.switch)];
}

async function startCost(shell: Shell, source: string, env: Record<string, string>): Promise<number> {
  const dir = freshDir();
  const empty = path.join(dir, "empty");
  const loaded = path.join(dir, "loaded");
  fs.writeFileSync(empty, "");
  fs.writeFileSync(loaded, `${source}\n`);
  const pair = await interleave(
    ROUNDS,
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

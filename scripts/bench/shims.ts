import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interleave, timeOnce, timePerCall, type Work } from "./measure.ts";
import { freshDir, gov, rootOfStubs, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const ROUNDS = 15;
const CALLS = 100;

/** What a shim adds to a script that does nothing but exec the same program. */
export async function shimRows(): Promise<RowResult[]> {
  const sixty = Array.from({ length: 60 }, (_, index) => `1.${20 + (index % 6)}.${Math.floor(index / 6)}`);
  const pin = { ".go-version": "1.22.5\n" };
  const floor = { "go.mod": "module example.com/m\n\ngo 1.22.5\n" };
  return [
    await row(
      "shim, exact pin five up, dash",
      "/bin/dash",
      ["1.21.6", "1.22.5"],
      pin,
      "+0.4 ms, 0 forks",
      "+0.2 ms",
    ),
    await row("the same, bash as sh", "/bin/bash", ["1.21.6", "1.22.5"], pin, "+1.2 ms, 0 forks", ""),
    await row("shim, floor over 60 versions, dash", "/bin/dash", sixty, floor, "+0.8 ms", ""),
  ];
}

async function row(
  work: string,
  shell: string,
  versions: readonly string[],
  files: Readonly<Record<string, string>>,
  must: string,
  aim: string,
): Promise<RowResult> {
  const { home, root } = rootOfStubs(versions);
  const env = { HOME: home, PATH: SYSTEM_PATH };
  timeOnce({ argv: [...gov, "reshim"], env });
  const script = path.join(freshDir(), "go");
  fs.writeFileSync(script, `#!/bin/sh\nexec '${path.join(root, "versions/1.22.5/go/bin/go")}' "$@"\n`);
  const cwd = projectWith(files);
  const shellArgs = shell.endsWith("bash") ? ([shell, "--posix"] as const) : ([shell] as const);
  const base: Work = { argv: [...shellArgs, script], env, cwd };
  const ours: Work = { argv: [...shellArgs, path.join(root, "shims/go")], env, cwd };
  const pair = await interleave(
    ROUNDS,
    () => timePerCall(base, CALLS),
    () => timePerCall(ours, CALLS),
  );
  return {
    work,
    against: "a one-line exec script",
    measured: `+${pair.difference.toFixed(2)} ms, ${forks(ours)} forks`,
    must,
    aim,
    detail: `${pair.ours.toFixed(2)} ms, ${pair.base.toFixed(2)} ms`,
  };
}

/** A directory five below the one that holds `files`. */
export function projectWith(files: Readonly<Record<string, string>>): string {
  const top = freshDir();
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(top, name), text);
  const deep = path.join(top, "a/b/c/d/e");
  fs.mkdirSync(deep, { recursive: true });
  return deep;
}

/** Processes that a run starts, as strace sees them; `?` without strace. */
function forks({ argv, env, cwd }: Work): string {
  const seen = path.join(freshDir(), "seen");
  const args = ["-f", "-qq", "-e", "trace=clone,clone3,fork,vfork", "-o", seen, ...argv];
  const { status } = spawnSync("strace", args, { env, cwd, stdio: "ignore" });
  if (status !== 0) return "?";
  const calls = fs.readFileSync(seen, "utf8").split("\n");
  return String(calls.filter((line) => /\b(clone3?|v?fork)\(/.test(line)).length);
}

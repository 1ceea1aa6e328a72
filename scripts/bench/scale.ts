import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { interleave, timeOnce } from "./measure.ts";
import { gov, rootOfStubs, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";

const ROUNDS = 10;

/** A machine and its ten times larger brother: what grows at most linearly takes at most ten times as long. */
const SMALL = { versions: 6, depth: 20, pathEntries: 20, rcLines: 1000 };
const LARGE = { versions: 60, depth: 200, pathEntries: 200, rcLines: 10_000 };

interface Machine {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How the commands and the shim grow with versions, depth of the directory, PATH and start-up files. */
export async function scaleRows(): Promise<RowResult[]> {
  const [small, large] = [machineOf(SMALL), machineOf(LARGE)];
  const works = [
    ...["list", "current", "doctor"].map((command) => ({ name: `gov ${command}`, argv: [...gov, command] })),
    { name: "the shim", argv: ["go", "version"] },
  ];
  const rows: RowResult[] = [];
  for (const { name, argv } of works) {
    const timed =
      ({ env, cwd }: Machine) =>
      () =>
        timeOnce({ argv: ["/usr/bin/env", ...argv], env, cwd });
    const pair = await interleave(ROUNDS, timed(small), timed(large));
    rows.push({
      work: `${name}, ten times as much of everything`,
      against: "the same, with a tenth",
      measured: pair.ratio.toFixed(2),
      must: "10",
      aim: "",
      detail: `${pair.ours.toFixed(1)} ms, ${pair.base.toFixed(1)} ms`,
    });
  }
  return rows;
}

function machineOf({ versions, depth, pathEntries, rcLines }: typeof SMALL): Machine {
  const names = Array.from(
    { length: versions },
    (_, index) => `1.${20 + Math.floor(index / 10)}.${index % 10}`,
  );
  const { home, root } = rootOfStubs(names);
  const others = Array.from({ length: pathEntries }, (_, index) => path.join(home, "bin", `${index}`));
  for (const dir of others) fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(
    path.join(home, ".bashrc"),
    "export EDITOR=vi # mine\nalias ll='ls -l'\n".repeat(rcLines / 2),
  );
  const cwd = path.join(home, ...Array.from({ length: depth }, () => "d"));
  fs.mkdirSync(cwd, { recursive: true });
  fs.writeFileSync(path.join(home, "d", ".go-version"), `${names[0]}\n`);
  const env = {
    HOME: home,
    PATH: [path.join(root, "shims"), ...others, SYSTEM_PATH].join(":"),
    SHELL: "/bin/bash",
  };
  execFileSync(gov[0], [gov[1], "setup", "--shell", "bash"], { env, stdio: "ignore" });
  return { env, cwd };
}

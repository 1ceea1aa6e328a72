import fs from "node:fs";
import path from "node:path";
import { expect, inject } from "vitest";
import type { DoctorReport } from "../../src/cli/present-doctor.ts";
import type { Finding } from "../../src/doctor/finding.ts";
import { type RunOptions, type RunResult, runGov, runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { type EraVersion, type SeedVersion, SYSTEM_PATH } from "../support/seed.ts";
import { cloneToolchains, linkToolchains } from "../support/toolchains.ts";
import { writeTree } from "../support/tree.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** A machine of its own: a home with real releases in gov's root, shims on PATH, and a project. */
export interface World extends ScratchHome {
  /** gov's shims first, then the system. */
  readonly path: string;
  /** The GOROOT of an installed release. */
  readonly goroot: (version: string) => string;
  /** Go as typed here: the first on PATH. Its output is stdout and stderr together. */
  readonly go: (args: readonly string[], env?: Env) => Promise<GoRun>;
  /** What `gov doctor --json` reports. */
  readonly doctor: (env?: Env, args?: readonly string[], options?: RunOptions) => Promise<DoctorReport>;
}

export interface GoRun {
  readonly status: number | null;
  readonly output: string;
}

/** A program, its test, and a package whose test needs `net`: `go run`, `test` and `vet` pass. */
const PROJECT = {
  "go.mod": "module example.com/m\n\ngo 1.19\n",
  "hello/main.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n',
  "hello/main_test.go": 'package main\n\nimport "testing"\n\nfunc TestX(t *testing.T) {}\n',
  "web/web.go": 'package web\n\nimport "net"\n\nvar Length = net.IPv4len\n',
  "web/web_test.go": 'package web\n\nimport "testing"\n\nfunc TestX(t *testing.T) { _ = Length }\n',
};

/** The first of `versions` is the default. Real toolchains as hard links: replace their files, never edit them. */
export async function doctorWorld(...versions: readonly (SeedVersion | EraVersion)[]): Promise<World> {
  const scratch = scratchHome();
  await cloneToolchains(scratch, versions);
  return worldIn(scratch, versions);
}

/** The same, much quicker to make. Nothing below `src` may be changed: it is shared by all tests. */
export async function lightWorld(...versions: readonly (SeedVersion | EraVersion)[]): Promise<World> {
  const scratch = scratchHome();
  await linkToolchains(scratch, versions);
  return worldIn(scratch, versions);
}

async function worldIn(
  scratch: ScratchHome,
  versions: readonly (SeedVersion | EraVersion)[],
): Promise<World> {
  const [first] = versions;
  if (first !== undefined) fs.writeFileSync(path.join(scratch.root, "default"), `${first}\n`);
  await runGov(scratch, ["reshim"]);
  writeTree(scratch.project, PROJECT);
  const searchPath = `${path.join(scratch.root, "shims")}:${SYSTEM_PATH}`;
  const base = { PATH: searchPath, GOTOOLCHAIN: "local", GOCACHE: sharedCache() };
  return {
    ...scratch,
    path: searchPath,
    goroot: (version) => path.join(scratch.root, "versions", version, "go"),
    go: async (args, env) => {
      const options = { env: { ...base, ...env } };
      const { status, stdout, stderr } = await runProgram(scratch, "/usr/bin/env", ["go", ...args], options);
      return { status, output: stdout + stderr };
    },
    doctor: async (env, args = [], options = {}) => {
      const all = { ...options, env: { ...base, ...env } };
      return reportOf(await runGov(scratch, ["doctor", "--json", ...args], all));
    },
  };
}

/** Go's build cache for all tests of a run, which makes the second build of anything quick. */
export function sharedCache(): string {
  const dir = path.join(inject("runDir"), "gocache");
  fs.mkdirSync(dir, { recursive: true });
  return dir;
}

/** The ids found, worst first: what most tests compare. */
export function idsOf({ findings }: DoctorReport): string[] {
  return findings.map(({ id, severity }) => `${severity} ${id}`);
}

/** The only finding with this id. */
export function finding({ findings }: DoctorReport, id: string): Finding {
  const found = findings.filter((it) => it.id === id);
  expect(found, `findings with the id ${id}, of ${findings.map((it) => it.id)}`).toHaveLength(1);
  return found[0] as Finding;
}

/** Puts a file in the place of one that a test must not write into, since its bytes are shared. */
export function replaceFile(file: string, content: string | Buffer, mode = 0o755): void {
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, content, { mode });
  fs.chmodSync(file, mode);
}

function reportOf({ stdout, stderr }: RunResult): DoctorReport {
  try {
    return JSON.parse(stdout) as DoctorReport;
  } catch {
    throw new Error(`no report: ${stdout}${stderr}`);
  }
}

import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { FAKE, OTHER } from "../install/releases.ts";
import type { RunOptions, RunResult } from "../support/run-gov.ts";
import type { ScratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";

/** Who goes through the day, and where. */
export interface Walker {
  readonly scratch: ScratchHome;
  /** The gov root. */
  readonly root: string;
  gov(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  run(program: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

const says = (version: string) => `go version go${version} linux/amd64\n`;

/** Everything that only looks and runs, once {@link FAKE} is the default and {@link OTHER} is there too. */
export async function lookAround(walker: Walker): Promise<void> {
  const { gov, run, root, scratch } = walker;
  const goroot = (version: string) => path.join(root, "versions", version, "go");
  const json = async (...args: string[]) => JSON.parse(await dataOf(gov([...args, "--json"])));
  const list = await json("list");
  expect(list).toMatchObject({
    toolchains: [{ version: OTHER }, { version: FAKE, default: true }],
    problems: [],
  });
  expect(await json("current")).toMatchObject({
    version: FAKE,
    root: goroot(FAKE),
    reason: { kind: "default" },
  });
  expect(await json("env")).toMatchObject({ set: { GOROOT: goroot(FAKE) } });
  expect(await dataOf(gov(["which"]))).toBe(`${path.join(goroot(FAKE), "bin", "go")}\n`);
  expect(await dataOf(gov(["which", "--root"]))).toBe(`${goroot(FAKE)}\n`);
  expect(await dataOf(gov(["exec", OTHER, "go", "version"]))).toBe(says(OTHER));
  const shims = path.join(root, "shims");
  expect(await dataOf(run(path.join(shims, "go"), ["version"]))).toBe(says(FAKE));
  expect(await dataOf(run(path.join(shims, `go${OTHER}`), ["version"]))).toBe(says(OTHER));
  const env = { GOV_VERSION: OTHER, PATH: `${shims}:${SYSTEM_PATH}` };
  expect(await dataOf(run("sh", ["-c", "go version"], { env }))).toBe(says(OTHER));
  const script = `eval "$(cat)" && printf "%s\\n" "$GOROOT"`;
  const variables = await dataOf(gov(["env", OTHER]));
  expect(await dataOf(run("sh", ["-c", script], { stdin: variables, cwd: scratch.project }))).toBe(
    `${goroot(OTHER)}\n`,
  );
}

/** A project of one's own: the pin decides, whoever made the versions. */
export async function pinProject({ gov, run, root, scratch }: Walker): Promise<void> {
  expect(await dataOf(gov(["use", OTHER]))).toBe("");
  expect(await dataOf(run(path.join(root, "shims", "go"), ["version"]))).toBe(says(OTHER));
  expect(await dataOf(gov(["use", "--unset"]))).toBe("");
  expect(fs.readdirSync(scratch.project)).toEqual([]);
}

/** The start-up files of bash are loaded by a shell in a terminal, and are afterwards as they were. */
export async function setUpBash({ gov, run, scratch }: Walker): Promise<void> {
  const rc = path.join(scratch.home, ".bashrc");
  const before = fs.readFileSync(rc);
  await dataOf(gov(["setup", "--shell", "bash"]));
  await dataOf(gov(["setup", "--check", "--shell", "bash"]));
  const interactive = ["--norc", "-i", "-c", '. "$HOME/.bashrc"; go version'];
  expect((await run("bash", interactive)).stdout).toBe(says(FAKE));
  await dataOf(gov(["setup", "--remove"]));
  expect(fs.readFileSync(rc)).toEqual(before);
}

/** What is ordered succeeds; what it printed as data. */
export async function dataOf(run: Promise<RunResult>): Promise<string> {
  const { status, stdout, stderr } = await run;
  expect(status, stderr).toBe(0);
  return stdout;
}

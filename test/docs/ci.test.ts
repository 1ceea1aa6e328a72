import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parseDockerfile } from "../../src/doctor/dockerfile/instructions.ts";
import { lintDockerfile } from "../../src/doctor/dockerfile/lint.ts";
import { warmUp } from "../doctor/tree-damage.ts";
import { doctorWorld, sharedCache, type World } from "../doctor/world.ts";
import { govBin, repositoryDir } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { networkEnv, SYSTEM_PATH } from "../support/seed.ts";

const PAGE = fs.readFileSync(path.join(repositoryDir, "docs/ci.md"), "utf8");

beforeAll(() => warmUp("1.22.5"));

test("the steps for GitHub Actions pass, one after the other", async () => {
  const world = await ciWorld();
  const pathFile = path.join(world.dir, "path");
  const steps = runnable(block("GitHub Actions", "yaml"), /^\s+- run: (.*)$/gm);
  expect(steps).toContain("go test ./...");
  for (const step of steps) {
    const added = fs.existsSync(pathFile)
      ? fs.readFileSync(pathFile, "utf8").trim().split("\n").reverse()
      : [];
    const output = await runSteps(world, [step], {
      GITHUB_PATH: pathFile,
      PATH: [...added, ciPath(world)].join(":"),
    });
    if (step === "gov doctor --format github") expect(output).toMatch(/^(?:::(?:notice|warning) .*\n)*$/);
  }
});

test("the script for GitLab CI passes", async () => {
  const world = await ciWorld();
  const steps = runnable(block("GitLab CI", "yaml"), /^ {4}- (.*)$/gm);
  expect(steps).toContain("go test ./...");
  // The project of the job is the directory that holds gov's root.
  await runSteps(world, steps, { GOV_ROOT: path.join(world.home, ".gov"), CI_PROJECT_DIR: world.home });
});

test("the commands of the image pass, and its Dockerfile has no mistakes", async () => {
  const world = await ciWorld();
  const dockerfile = block("An image with gov", "dockerfile");
  expect(lintDockerfile(dockerfile, path.join(world.project, "Dockerfile"))).toEqual([]);
  const steps = parseDockerfile(dockerfile).instructions.filter(({ name }) => name === "RUN");
  const commands = steps.map(({ text }) => text).filter((text) => !text.startsWith("npm "));
  const env = { GOV_ROOT: world.root, PATH: `${world.root}/shims:${ciPath(world)}` };
  await runSteps(world, commands, env);
  const app = path.join(world.project, "bin/hello");
  expect((await runProgram(world, app, [])).stdout).toBe("hello\n");
});

test("every other line for a shell passes", async () => {
  const world = await ciWorld();
  fs.writeFileSync(path.join(world.project, "Dockerfile"), block("An image with gov", "dockerfile"));
  const blocks = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = ""]) => lines);
  const lines = runnable(blocks.join(""), /^(.+)$/gm);
  expect(lines).toContain("sh doctor.sh");
  await runSteps(world, lines, { PATH: `${world.root}/shims:${ciPath(world)}` });
});

/** A project with a pin and a lock, and a gov whose root has that version already, as a cache would. */
async function ciWorld(): Promise<World> {
  const world = await doctorWorld("1.22.5");
  fs.writeFileSync(path.join(world.project, ".go-version"), "1.22.5\n");
  fs.mkdirSync(path.join(world.dir, "bin"));
  const program = `#!/bin/sh\nexec '${hostNode}' '${govBin}' "$@"\n`;
  fs.writeFileSync(path.join(world.dir, "bin/gov"), program, { mode: 0o755 });
  const locked = await runGov(world, ["lock"], { env: networkEnv() });
  expect(locked.status, locked.stderr).toBe(0);
  return world;
}

function ciPath(world: World): string {
  return `${world.dir}/bin:${SYSTEM_PATH}`;
}

async function runSteps(
  world: World,
  steps: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const all = { ...networkEnv(), GOCACHE: sharedCache(), PATH: ciPath(world), ...env };
  const { status, stdout, stderr } = await runProgram(world, "/bin/sh", ["-ec", steps.join("\n")], {
    env: all,
  });
  expect(status, `${steps.join("\n")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** Without those that need a registry or a daemon. */
function runnable(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)]
    .map(([, line = ""]) => line)
    .filter((line) => !/^(?:npm|docker) /.test(line));
}

/** The first block of a language behind a heading. */
function block(heading: string, language: string): string {
  const [, section = ""] = PAGE.split(`## ${heading}\n`);
  const [, text = ""] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(section) ?? [];
  expect(text).not.toBe("");
  return text;
}

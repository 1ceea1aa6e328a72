import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { FAKE, OLDER, OTHER } from "../install/releases.ts";
import { halfMade, startWorld } from "../install/world.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { type RunOptions, runGov, runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { describeTree } from "../support/tree.ts";
import { asUser, giveToOrdinaryUser } from "./place.ts";
import { dataOf, lookAround, pinProject, setUpBash, type Walker } from "./suite.ts";

/** Whoever runs the tests, or somebody who is not root. */
function walkerIn(
  scratch: ScratchHome,
  root: string,
  env: RunOptions["env"],
  words: readonly string[] = [],
): Walker {
  const run: Walker["run"] = (program, args, options = {}) => {
    const [first = "", ...rest] = [...words, program, ...args];
    return runProgram(scratch, first, rest, { ...options, env: { ...env, GOV_ROOT: root, ...options.env } });
  };
  return { scratch, root, run, gov: (args, options) => run(hostNode, [govBin, ...args], options) };
}

/** A path with all that a shell, a regular expression, a URL or a printf may stumble over, 200 characters long. */
const ODD = `it's a "root" $HOME \`id\` \\n %s %2F #1 & (a|b) [c] {d,e} * ? ~ ! ünïcödé e\u0301 日本語 🐹 ; <x> =`;
const ODD_NAME = `${ODD} ${"long ".repeat(40)}`.slice(0, 200).trim();

test("a day under a root with spaces, quotes, unicode and two hundred characters", async () => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["--version"]);
  fs.writeFileSync(path.join(scratch.home, ".bashrc"), "alias ll='ls -l'");
  const walker = walkerIn(scratch, path.join(scratch.dir, ODD_NAME), env);
  const { gov } = walker;
  await dataOf(gov(["install", FAKE, OTHER]));
  await dataOf(gov(["default", FAKE]));
  await dataOf(gov(["verify", FAKE, OTHER]));
  await lookAround(walker);
  await pinProject(walker);
  await setUpBash(walker);
  expect(await gov(["uninstall", FAKE])).toMatchObject({ status: 1 });
  await dataOf(gov(["uninstall", OTHER]));
  await dataOf(gov(["install", "--force", FAKE]));
  expect(fs.readdirSync(path.join(walker.root, "versions"))).toEqual([FAKE]);
  expect(halfMade({ ...scratch, root: walker.root })).toEqual([]);
});

test("a day of an ordinary user on a machine that root prepared", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const root = path.join(scratch.dir, "opt");
  const admin = walkerIn(scratch, root, world.env);
  await runGov(scratch, ["--version"]);
  await dataOf(admin.gov(["install", FAKE, OTHER]));
  await dataOf(admin.gov(["default", FAKE]));
  fs.writeFileSync(path.join(scratch.home, ".bashrc"), "");
  openTo(scratch, world.env.SSL_CERT_FILE);
  for (const it of [scratch.home, scratch.project]) giveToOrdinaryUser(it);
  makeReadOnly(root);
  const before = describeTree(root);
  const user = walkerIn(scratch, root, world.env, asUser());
  await lookAround(user);
  await pinProject(user);
  await dataOf(user.gov(["verify", FAKE]));
  await dataOf(user.gov(["install", FAKE]));
  // The start-up files are the user's own, and so is the place for what they were.
  await setUpBash(user);
  await expectDenied(user, [
    ["install", OLDER],
    ["default", OTHER],
    ["uninstall", OTHER],
    ["config", "set", "jobs", "2"],
  ]);
  expect(describeTree(root)).toEqual(before);
});

test("a day with a root and a home that cannot be written to", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["--version"]);
  fs.writeFileSync(path.join(scratch.home, ".bashrc"), "");
  const admin = walkerIn(scratch, scratch.root, world.env);
  await dataOf(admin.gov(["install", FAKE, OTHER]));
  await dataOf(admin.gov(["default", FAKE]));
  openTo(scratch, world.env.SSL_CERT_FILE);
  giveToOrdinaryUser(scratch.dir);
  makeReadOnly(scratch.home);
  const before = describeTree(scratch.home);
  const user = walkerIn(scratch, scratch.root, world.env, asUser());
  await lookAround(user);
  await pinProject(user);
  await expectDenied(user, [
    ["install", OLDER],
    ["default", OTHER],
    ["uninstall", OTHER],
    ["setup", "--shell", "bash"],
  ]);
  expect(describeTree(scratch.home)).toEqual(before);
});

/** Each says why and what to look at, and nothing worse. */
async function expectDenied({ gov }: Walker, commands: readonly (readonly string[])[]): Promise<void> {
  for (const words of commands) {
    const { status, stderr } = await gov(words);
    expect(stderr, `gov ${words.join(" ")}`).toMatch(
      /^gov: cannot \S.*: permission denied.*\nhint: ls -ld \S+\n$/m,
    );
    expect(status).toBe(7);
  }
}

function openTo({ dir }: ScratchHome, certificates: string | undefined): void {
  for (const it of [dir, path.dirname(certificates ?? dir)]) fs.chmodSync(it, 0o755);
}

/** Every directory below, and itself; the owner that runs the tests may write to it again. */
function makeReadOnly(dir: string): void {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) makeReadOnly(path.join(dir, entry.name));
  }
  fs.chmodSync(dir, 0o555);
}

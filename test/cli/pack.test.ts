import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ensureBuilt, repositoryDir } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { makeScratchHome, removeTree } from "../support/scratch-home.ts";

const run = promisify(execFile);
const scratch = makeScratchHome();
const installed = path.join(scratch.dir, "prefix", "lib", "node_modules", "gov");

/** No cache, no registry: what is not in the package cannot come from anywhere. */
const offline = {
  PATH: `${path.dirname(hostNode)}:${process.env.PATH}`,
  HOME: scratch.home,
  npm_config_cache: path.join(scratch.dir, "cache"),
  npm_config_registry: "http://127.0.0.1:9/",
  npm_config_offline: "true",
  npm_config_update_notifier: "false",
  npm_config_audit: "false",
  npm_config_fund: "false",
};

beforeAll(async () => {
  await ensureBuilt(inject("runDir"));
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch.dir],
    { cwd: repositoryDir, env: offline },
  );
  const { filename } = [JSON.parse(stdout)].flat()[0];
  await run("npm", ["install", "--global", "--prefix", path.join(scratch.dir, "prefix"), `./${filename}`], {
    cwd: scratch.dir,
    env: offline,
  });
});

afterAll(() => removeTree(scratch.dir));

test("the package installs without a network and runs", async () => {
  const gov = path.join(scratch.dir, "prefix", "bin", "gov");
  const { stdout, stderr } = await run(gov, ["--version"], { env: offline });
  expect(stdout).toMatch(/^gov\/\d+\.\d+\.\d+ /);
  expect(stderr).toBe("");
});

test("it has no dependencies and runs no script when it is installed", () => {
  const description = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8"));
  expect(description.dependencies).toBeUndefined();
  expect(description.optionalDependencies).toBeUndefined();
  expect(fs.existsSync(path.join(installed, "node_modules"))).toBe(false);
  const scripts = Object.keys(description.scripts);
  expect(scripts.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
});

test("it holds what runs, and neither sources nor tests", () => {
  const names = fs.readdirSync(installed).sort();
  expect(names).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD-PARTY-NOTICES.txt",
    "bin",
    "dist",
    "docs",
    "oclif.manifest.json",
    "package.json",
    "shims",
  ]);
});

test("the notices name every package whose code is in the bundle", () => {
  const notices = fs.readFileSync(path.join(installed, "THIRD-PARTY-NOTICES.txt"), "utf8");
  const named = [...notices.matchAll(/^-{78}\n(\S+) \d\S* \(.+\)$/gm)].map((match) => match[1]);
  expect(named).toEqual(
    expect.arrayContaining(["@oclif/core", "undici", "tar", "semver", "proper-lockfile"]),
  );
  expect(notices).toContain("Permission is hereby granted");
});

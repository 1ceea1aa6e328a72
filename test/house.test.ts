import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryDir } from "./support/build.ts";
import { makeScratchHome, removeTree } from "./support/scratch-home.ts";
import { writeTree } from "./support/tree.ts";

/** A file, what stands in it, and words of the message that must say where to go instead. */
const BROKEN: readonly (readonly [file: string, text: string, message: string])[] = [
  ["src/errors.ts", 'import "./net/client.ts";', "imports nothing of gov"],
  ["src/in-parallel.ts", 'import "./net/client.ts";', "imports nothing of gov"],
  ["src/log.ts", 'import "./events.ts";', "imports nothing of gov"],
  ["src/in-parallel.ts", 'import "./net/client.ts";', "imports nothing of gov"],
  ["src/net/client.ts", 'import "../goversion/version.ts";', "know nothing of Go versions"],
  ["src/fs/remove.ts", 'import "../toolchains/store.ts";', "know nothing of Go versions"],
  ["src/config/home.ts", 'import "../main.ts";', "know nothing of Go versions"],
  ["src/verify/digest.ts", 'import "../toolchains/store.ts";', "let the layer above decide"],
  ["src/sources/select.ts", 'import "../releases/catalog.ts";', "let the layer above decide"],
  ["src/resolution/files/go-mod.ts", 'import "../../cli/output.ts";', "does not know who shows it"],
  ["src/shims/write.ts", 'import "../commands/install.ts";', "does not know who shows it"],
  ["src/toolchains/here.ts", 'import "../doctor/machine.ts";', "never the other way"],
  ["src/shells/setup.ts", 'import "../trace/trace.ts";', "never the other way"],
  ["src/trace/trace.ts", 'import "../cli/output.ts";', "does not know who shows it"],
  ["src/platform/tree.ts", 'import "../trace/calls.ts";', "let the layer above decide"],
  ["src/cli/output.ts", 'import "../commands/install.ts";', "knows none of them"],
  ["src/commands/cache/dir.ts", 'import "../../commands/install.ts";', "do not call each other"],
  ["src/commands/use.ts", 'import "./install.ts";', "do not call each other"],
  ["src/sources/official.ts", 'import "undici";', "call net/client.ts"],
  ["src/sources/local.ts", 'import "tar";', "belongs to archive/"],
  ["src/goversion/version.ts", 'import "semver";', "Go versions are not semver"],
  ["src/toolchains/staging.ts", 'import "proper-lockfile";', "fs/lock.ts"],
  ["src/config/settings.ts", 'import "@oclif/core";', "main.ts, cli/ and commands/"],
  ["src/goversion/match.ts", 'import "node:fs";', "file is pure"],
  ["src/verify/policy.ts", 'import "node:fs/promises";', "file is pure"],
  ["src/releases/support.ts", 'import "node:process";', "file is pure"],
  ["src/net/retry.ts", "export const a = process.env;", "Only config/context.ts reads the process"],
  ["src/cli/style.ts", "export const a = process.env;", "Only config/context.ts reads the process"],
  ["src/resolution/locate.ts", "export const a = process.cwd();", "Only config/context.ts reads the process"],
  ["src/toolchains/store.ts", "process.exit(1);", "Nobody below cli/ prints or exits"],
  ["src/doctor/run.ts", 'process.stdout.write("");', "Nobody below cli/ prints or exits"],
  ["src/toolchains/link.ts", "console.log(1);", "noConsole"],
  ["src/net/download.ts", 'export const a = fetch("");', "net/client.ts"],
  ["src/net/credentials.ts", "export default 1;", "noDefaultExport"],
  ["src/goversion/request.ts", 'export * from "./match.ts";', "noBarrelFile"],
  ["src/net/redact.ts", "export const a: any = 1;", "noExplicitAny"],
  ["src/shells/bash.ts", 'import "./zsh.ts";', "noImportCycles"],
  ["src/shells/zsh.ts", 'import "./bash.ts";', "noImportCycles"],
  ["src/shims/inspect.ts", "export async function a() {} a();", "noFloatingPromises"],
];

/** What the layers allow, so that a rule that forbids everything fails here. */
const FINE: readonly (readonly [file: string, text: string])[] = [
  ["src/net/pool.ts", 'import "undici";'],
  ["src/archive/tar.ts", 'import "tar";'],
  ["src/archive/tar.ts", 'import "tar";'],
  ["src/goversion/range.ts", 'import "semver";'],
  ["src/fs/lock.ts", 'import "proper-lockfile";'],
  ["src/main.ts", 'import "@oclif/core"; import "./cli/output.ts"; process.exitCode = 1;'],
  ["src/commands/list.ts", 'import "../toolchains/store.ts"; export default class {}'],
  ["src/toolchains/uninstall.ts", 'import "../fs/remove.ts"; import "node:fs";'],
  ["src/trace/tools.ts", 'import "../doctor/machine.ts"; import "../resolution/trace.ts";'],
  ["src/cli/report-error.ts", "process.exitCode = 1;"],
  ["src/config/context.ts", "export const a = process.env;"],
];

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly message: string;
    readonly location: { readonly path: string };
  }[];
}

/** What the linter says of each sample. */
const complaints = new Map<string, string>();

/** One run over all samples, under a copy of the project's rules. */
beforeAll(() => {
  const { dir } = makeScratchHome();
  try {
    const configuration = fs.readFileSync(path.join(repositoryDir, "biome.json"), "utf8");
    writeTree(dir, {
      // Not a git checkout, so there are no ignore files to honour.
      "biome.json": configuration.replace('"enabled": true', '"enabled": false'),
      "scripts/house.grit": fs.readFileSync(path.join(repositoryDir, "scripts/house.grit"), "utf8"),
      ...Object.fromEntries([...BROKEN, ...FINE].map(([file, text]) => [file, `${text}\n`])),
    });
    for (const { category, message, location } of lint(dir).diagnostics) {
      complaints.set(location.path, `${complaints.get(location.path) ?? ""}${category}: ${message}\n`);
    }
  } finally {
    removeTree(dir);
  }
});

describe("the linter refuses", () => {
  test.each(BROKEN)("%s: %s", (file, _text, message) => {
    expect(complaints.get(file)).toContain(message);
  });
});

describe("the linter allows", () => {
  test.each(FINE)("%s: %s", (file) => {
    expect(complaints.get(file)).toBeUndefined();
  });
});

function lint(dir: string): Report {
  const biome = path.join(repositoryDir, "node_modules/@biomejs/biome/bin/biome");
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(process.execPath, [biome, ...args], {
    cwd: dir,
    encoding: "utf8",
    env: { ...process.env, XDG_CACHE_HOME: dir },
  });
  return JSON.parse(stdout);
}

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { completionCommands, type Manifest } from "../../src/shells/completions.ts";
import { SHELLS } from "../../src/shells/rc-line.ts";
import { COMPLETION_FILES, readManifest, renderCompletions } from "../../src/shells/render-completions.ts";
import { packagedTemplates } from "../../src/shells/template.ts";
import { makeScratchHome, removeTree, type ScratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";
import { CompletionDriver } from "./completion-driver.ts";

const TEMPLATES = packagedTemplates();

const text = (name: string, more: object = {}) => ({ name, type: "option" as const, ...more });
const bit = (name: string, more: object = {}) => ({ name, type: "boolean" as const, ...more });

/** Commands as oclif lists them, and words that a shell could take amiss. */
const MANIFEST: Manifest = {
  commands: {
    install: {
      id: "install",
      summary: "make [it] present: `now`, it's $(touch x) 100%",
      args: { request: { name: "request", multiple: true } },
      flags: {
        from: text("from", { summary: "a 'source'" }),
        os: text("os"),
        offline: bit("offline", { description: "nothing\nbut the cache." }),
        secret: bit("secret", { hidden: true }),
      },
    },
    uninstall: {
      id: "uninstall",
      args: { request: { name: "request", multiple: true } },
      flags: { force: bit("force") },
    },
    env: {
      id: "env",
      args: { request: { name: "request" } },
      flags: { format: text("format", { char: "f", options: ["sh", "fish", "json"] }) },
    },
    exec: {
      id: "exec",
      args: { request: { name: "request" }, command: { name: "command", multiple: true } },
      flags: { all: bit("all") },
    },
    "config:set": {
      id: "config:set",
      args: { name: { name: "name" }, value: { name: "value" } },
      flags: { json: bit("json") },
    },
    "config:list": { id: "config:list", args: {}, flags: {} },
    completions: {
      id: "completions",
      args: { shell: { name: "shell", options: ["bash", "zsh", "fish"] } },
      flags: {},
    },
    help: { id: "help", args: { command: { name: "command", multiple: true } }, flags: {} },
    internal: { id: "internal", hidden: true, args: {}, flags: {} },
  },
};
const COMMANDS = ["completions", "config", "env", "exec", "help", "install", "uninstall"];

let scratch: ScratchHome;
let driver: CompletionDriver;

beforeAll(() => {
  scratch = makeScratchHome();
  const root = path.join(scratch.dir, "a r$oot'");
  const installed = ["1.21.3", "1.22.5", "1.22.10", "work", ".hidden", "odd $(touch x)"];
  writeTree(root, Object.fromEntries(installed.map((name) => [`versions/${name}/`, ""])));
  writeTree(root, { "cache/index/versions.txt": "1.24.1\n1.24rc1\n1.22.10\n1.9 $(touch x)\n" });
  for (const shell of SHELLS) {
    const script = renderCompletions(shell, root, MANIFEST, TEMPLATES);
    fs.writeFileSync(path.join(scratch.project, COMPLETION_FILES[shell]), script);
  }
  driver = new CompletionDriver(scratch.project);
});
afterAll(() => removeTree(scratch.dir));

describe.each(SHELLS)("%s offers", (shell) => {
  test.each<[string, readonly string[]]>([
    ["gov ", COMMANDS],
    ["gov e", ["env", "exec"]],
    ["gov install 1.2", ["1.21.3", "1.22.10", "1.22.5", "1.24.1", "1.24rc1"]],
    ["gov install 1.22.5 la", ["latest"]],
    ["gov install --o", ["--offline", "--os"]],
    ["gov install --s", []],
    ["gov install --from off", ["official"]],
    ["gov install --from=go", ["goproxy"]],
    ["gov install --os linux 1.24", ["1.24.1", "1.24rc1"]],
    ["gov install --os=linux 1.24", ["1.24.1", "1.24rc1"]],
    ["gov install --os li", []],
    ["gov uninstall ", ["1.21.3", "1.22.10", "1.22.5", "work"]],
    ["gov uninstall --force 1.21.3 w", ["work"]],
    ["gov env ", ["1.21.3", "1.22.10", "1.22.5", "system", "work"]],
    ["gov env 1.22.5 1", []],
    ["gov env --format ", ["fish", "json", "sh"]],
    ["gov env --format=j", ["json"]],
    ["gov exec --a", ["--all"]],
    ["gov exec sys", ["system"]],
    ["gov config ", ["list", "set"]],
    ["gov config set e", ["export"]],
    ["gov config set export ", []],
    ["gov config set --j", ["--json"]],
    ["gov completions ", ["bash", "fish", "zsh"]],
    ["gov help install un", ["uninstall"]],
    ["gov internal ", []],
    ["gov nonsense x", []],
    ["gov --v", ["--version"]],
  ])("after %j", (line, expected) => {
    expect([...new Set(driver.offers(shell, line))].sort()).toEqual(expected);
  });

  test("none of its own flags to a program that it runs", () => {
    expect(driver.offers(shell, "gov exec 1.22 true --al")).not.toContain("--all");
  });
});

test.each([
  ["zsh", "gov exec 1.22 bas"],
  ["fish", "gov exec 1.22 -- bas"],
] as const)("%s completes the program behind exec as if it stood alone", (shell, line) => {
  expect(driver.offers(shell, line)).toContain("bash");
});

test.each(["bash", "fish"] as const)("%s starts no process for it", (shell) => {
  const trace = path.join(scratch.dir, "trace");
  const words = ["-f", "-qq", "-e", "trace=execve,clone,clone3,fork,vfork", "-o", trace];
  const { stdout } = spawnSync("strace", [...words, ...driver.command(shell, "gov install ")], {
    cwd: scratch.project,
    env: { PATH: "/usr/bin:/bin", HOME: scratch.home },
    encoding: "utf8",
  });
  expect(stdout).toContain("1.24.1\n");
  const calls = fs.readFileSync(trace, "utf8").match(/^.*(?:execve|clone3?|v?fork)\(.*$/gm) ?? [];
  expect(calls.filter((call) => !call.includes("CLONE_THREAD"))).toHaveLength(1);
});

test("a file that is not there is no manifest", () => {
  expect(readManifest(path.join(scratch.dir, "none.json"))).toBeUndefined();
});

describe("the commands of a manifest", () => {
  const named = (name: string) => completionCommands(MANIFEST).find((it) => it.name === name);

  test("hidden commands and flags are left out, topics are there", () => {
    expect(completionCommands(MANIFEST).map(({ name }) => name)).toEqual(
      ["", ...COMMANDS, "config list", "config set"].sort(),
    );
    expect(named("install")?.flags.map(({ name }) => name)).toEqual(["from", "os", "offline", "help"]);
  });

  test("of a summary the first line is taken, without its full stop", () => {
    expect(named("install")?.flags[2]?.summary).toBe("nothing");
    expect(named("")?.subcommands.get("config")).toBe("");
  });
});

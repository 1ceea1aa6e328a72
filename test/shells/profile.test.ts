import { describe, expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { type Account, detectShells, planRemoval, planSetup, rcFiles } from "../../src/shells/profile.ts";
import type { Shell } from "../../src/shells/rc-line.ts";

const HOME = "/home/u";

function account(env: Record<string, string> = {}, platform: NodeJS.Platform = "linux"): Account {
  return { homeDir: HOME, platform, env: (name) => env[name] };
}

/** Names below HOME, so that a table stays readable. */
function contentsOf(files: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(files).map(([name, text]) => [`${HOME}/${name}`, text]));
}

describe("detectShells", () => {
  const cases: { env?: Record<string, string>; files?: Record<string, string>; shells: Shell[] }[] = [
    { shells: [] },
    { env: { SHELL: "/bin/sh" }, files: { ".profile": "" }, shells: [] },
    { env: { SHELL: "/usr/bin/fish" }, shells: ["fish"] },
    {
      env: { SHELL: "/bin/zsh" },
      files: { ".bashrc": "", ".config/fish/config.fish": "" },
      shells: ["bash", "zsh", "fish"],
    },
    { env: { ZDOTDIR: `${HOME}/z` }, files: { ".zshrc": "" }, shells: [] },
    { env: { ZDOTDIR: `${HOME}/z` }, files: { "z/.zshrc": "" }, shells: ["zsh"] },
    { env: { XDG_CONFIG_HOME: `${HOME}/x` }, files: { "x/fish/config.fish": "" }, shells: ["fish"] },
  ];
  test.each(cases)("$env $files -> $shells", ({ env, files, shells }) => {
    const here = account(env);
    const contents = contentsOf(files ?? {});
    expect(detectShells(here, contents)).toEqual(shells);
    for (const file of contents.keys()) expect([...rcFiles(here), `${HOME}/.zshrc`]).toContain(file);
  });
});

describe("which files", () => {
  const line = 'if [ -r "$HOME/.gov/shell/gov.bash" ]; then . "$HOME/.gov/shell/gov.bash"; fi # gov\n';
  const cases: {
    what: string;
    shell: Shell;
    platform?: NodeJS.Platform;
    env?: Record<string, string>;
    files?: Record<string, string>;
    edits: Record<string, string>;
  }[] = [
    { what: "bash, nothing there", shell: "bash", edits: { ".bashrc": "create" } },
    {
      what: "bash on macOS, nothing there",
      shell: "bash",
      platform: "darwin",
      edits: { ".bashrc": "create", ".bash_profile": "create" },
    },
    {
      what: "a login file that reads .bashrc",
      shell: "bash",
      files: { ".bashrc": "", ".profile": "[ -f ~/.bashrc ] && . ~/.bashrc\n" },
      edits: { ".bashrc": "append" },
    },
    {
      what: "a login file that only talks of .bashrc",
      shell: "bash",
      files: { ".bashrc": "", ".profile": "# see .bashrc\n" },
      edits: { ".bashrc": "append", ".profile": "append" },
    },
    {
      what: "the first login file is the one bash reads",
      shell: "bash",
      files: { ".bash_login": "x\n", ".profile": "y\n" },
      edits: { ".bashrc": "create", ".bash_login": "append" },
    },
    {
      what: "done already",
      shell: "bash",
      files: { ".bashrc": line, ".bash_profile": line },
      edits: { ".bashrc": "none", ".bash_profile": "none" },
    },
    {
      what: "another root",
      shell: "bash",
      files: { ".bashrc": line.replaceAll("$HOME/.gov", "/old") },
      edits: { ".bashrc": "update" },
    },
    { what: "zsh", shell: "zsh", edits: { ".zshrc": "create" } },
    {
      what: "zsh with ZDOTDIR",
      shell: "zsh",
      env: { ZDOTDIR: `${HOME}/z` },
      edits: { "z/.zshrc": "create" },
    },
    { what: "fish", shell: "fish", edits: { ".config/fish/conf.d/gov.fish": "create" } },
    {
      what: "fish elsewhere",
      shell: "fish",
      env: { XDG_CONFIG_HOME: `${HOME}/x` },
      edits: { "x/fish/conf.d/gov.fish": "create" },
    },
  ];

  test.each(cases)("$what", ({ shell, platform, env, files, edits }) => {
    const here = account(env, platform);
    const contents = contentsOf(files ?? {});
    const plan = planSetup([shell], { account: here, home: homeAt(`${HOME}/.gov`), contents });
    expect(Object.fromEntries(plan.map((edit) => [edit.file.slice(HOME.length + 1), edit.action]))).toEqual(
      edits,
    );
  });

  test.each(cases)(
    "$what: done twice changes nothing, undone gives everything back",
    ({ shell, platform, env, files }) => {
      const here = account(env, platform);
      const before = contentsOf(files ?? {});
      const plan = planSetup([shell], { account: here, home: homeAt(`${HOME}/.gov`), contents: before });
      const contents = new Map<string, string | null>(before);
      for (const edit of plan) contents.set(edit.file, edit.after);

      const again = planSetup([shell], { account: here, home: homeAt(`${HOME}/.gov`), contents });
      expect(again.map((edit) => edit.action)).toEqual(plan.map(() => "none"));
      const removal = planRemoval(here, contents);
      for (const edit of removal) expect(edit.action).toBe("remove");
      if (plan.some((edit) => edit.action === "none" || edit.action === "update")) return;
      for (const edit of removal) expect(edit.after).toBe(before.get(edit.file) ?? null);
      expect(removal.map((edit) => edit.file).sort()).toEqual(plan.map((edit) => edit.file).sort());
    },
  );
});

test("removal without a line in any file is an empty plan", () => {
  expect(planRemoval(account(), contentsOf({ ".bashrc": "x\n", ".zshrc": "" }))).toEqual([]);
});

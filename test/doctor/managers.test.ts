import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Context, readContext } from "../../src/config/context.ts";
import { homeAt } from "../../src/config/home.ts";
import { gopathInVersion } from "../../src/doctor/checks/gopath-in-version.ts";
import { leftovers } from "../../src/doctor/checks/leftovers.ts";
import type { Diagnosis } from "../../src/doctor/finding.ts";
import { examine, type Machine } from "../../src/doctor/machine.ts";
import { MANAGERS } from "../../src/doctor/managers/known.ts";
import { managerOf } from "../../src/doctor/managers/ownership.ts";
import { tracesOf } from "../../src/doctor/managers/traces.ts";
import { runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";

/** A manager as it is after it was installed and its lines were put into the start-up files. */
interface Fixture {
  readonly name: string;
  /** What it keeps below the home directory. */
  readonly disk: readonly string[];
  /** The directory that it puts on PATH, below the home directory. */
  readonly bin: string;
  /** Start-up files, as its installer or its documentation has them. */
  readonly rc: Readonly<Record<string, string>>;
  /** What it exports into shells; `~` is the home directory. */
  readonly env?: Readonly<Record<string, string>>;
  /** With its directories removed and everything else still there. */
  readonly gone: "warning" | "note";
  /** With a new shell after that. Lines that a person has to look at cannot be taken out. */
  readonly repair: "edits" | null;
}

const FIXTURES: readonly Fixture[] = [
  {
    name: "gvm",
    disk: [".gvm/scripts/gvm", ".gvm/gos/go1.22.3/VERSION"],
    bin: ".gvm/gos/go1.22.3/bin",
    rc: { ".bashrc": '[[ -s "~/.gvm/scripts/gvm" ]] && source "~/.gvm/scripts/gvm"\n' },
    env: { GVM_ROOT: "~/.gvm", gvm_go_name: "go1.22.3", GOPATH: "~/.gvm/pkgsets/go1.22.3/global" },
    gone: "note",
    repair: "edits",
  },
  {
    name: "gvm (andrewkroh)",
    disk: ["bin/gvm", ".gvm/versions/go1.22.3.linux.amd64/VERSION"],
    bin: ".gvm/versions/go1.22.3.linux.amd64/bin",
    rc: { ".bashrc": 'eval "$(gvm 1.22.3)"\n', ".config/fish/config.fish": "gvm 1.22.3 | source\n" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "goenv",
    disk: [".goenv/bin/goenv", ".goenv/versions/1.22.3/VERSION"],
    bin: ".goenv/versions/1.22.3/bin",
    rc: {
      ".bash_profile":
        'export GOENV_ROOT="$HOME/.goenv"\nexport PATH="$GOENV_ROOT/bin:$PATH"\neval "$(goenv init -)"\n',
      ".config/fish/config.fish": "status --is-interactive; and source (goenv init -|psub)\n",
    },
    env: { GOENV_ROOT: "~/.goenv", GOENV_SHELL: "bash" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "asdf",
    disk: [
      ".asdf/asdf.sh",
      ".asdf/asdf.fish",
      ".asdf/completions/asdf.bash",
      ".asdf/plugins/golang/set-env.zsh",
      ".asdf/installs/golang/1.22.3/go/VERSION",
    ],
    bin: ".asdf/shims",
    rc: {
      ".bashrc": '. "$HOME/.asdf/asdf.sh"\n. "$HOME/.asdf/completions/asdf.bash"\n',
      ".zshrc":
        'export PATH="${ASDF_DATA_DIR:-$HOME/.asdf}/shims:$PATH"\n. ${ASDF_DATA_DIR:-$HOME/.asdf}/plugins/golang/set-env.zsh\n',
      ".config/fish/config.fish": "source ~/.asdf/asdf.fish\n",
    },
    env: { ASDF_DIR: "~/.asdf" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "g",
    disk: [".g/bin/g", ".g/versions/1.22.3/VERSION"],
    bin: ".g/go/bin",
    rc: {
      ".bashrc":
        'if [[ -n $(alias g 2>/dev/null) ]]; then\n    unalias g\nfi\n[ -s "${HOME}/.g/env" ] && \\. "${HOME}/.g/env"  # g shell setup\n',
    },
    env: { G_MIRROR: "https://golang.google.cn/dl/" },
    gone: "note",
    repair: "edits",
  },
  {
    name: "g (stefanmaric)",
    disk: [".go/.versions/1.22.3/VERSION"],
    bin: ".go/bin",
    rc: {
      ".bashrc":
        'export GOPATH="$HOME/go"; export GOROOT="$HOME/.go"; export PATH="$GOPATH/bin:$PATH"; # g-install: do NOT edit, see https://github.com/stefanmaric/g\n',
    },
    gone: "note",
    repair: null,
  },
  {
    name: "gobrew",
    disk: [".gobrew/bin/gobrew", ".gobrew/versions/1.22.3/go/VERSION"],
    bin: ".gobrew/current/bin",
    rc: {
      ".bashrc":
        'export PATH="$HOME/.gobrew/current/bin:$HOME/.gobrew/bin:$PATH"\nexport GOPATH="$HOME/.gobrew/current/go"\n',
    },
    gone: "note",
    repair: "edits",
  },
  {
    name: "gobrew (cryptojuice)",
    disk: [".gobrew/libexec/gobrew"],
    bin: ".gobrew/shims",
    rc: { ".bashrc": 'eval "$(gobrew init -)"\n' },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "goup",
    disk: [".go/bin/goup", ".go/env", ".go/go1.22.3/VERSION"],
    bin: ".go/current/bin",
    rc: {
      ".profile": 'source "$HOME/.go/env"\n',
      ".zprofile": 'source "$HOME/.go/env"\n',
      ".bash_profile": 'source "$HOME/.go/env"\n',
    },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "goup-rs",
    disk: [".goup/bin/goup", ".goup/env", ".goup/go1.22.3/VERSION"],
    bin: ".goup/current/bin",
    rc: { ".bashrc": '. "$HOME/.goup/env"\n', ".config/fish/config.fish": "source ~/.goup/env\n" },
    env: { GOUP_HOME: "~/.goup" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "mise",
    disk: [".local/bin/mise", ".local/share/mise/installs/go/1.22.3/VERSION"],
    bin: ".local/share/mise/installs/go/1.22.3/bin",
    rc: {
      ".bashrc": 'eval "$(mise activate bash)"\n',
      ".zshrc": 'eval "$(~/.local/bin/mise activate zsh)"\n',
      ".config/fish/config.fish": "mise activate fish | source\n",
    },
    env: { MISE_SHELL: "bash", GOBIN: "~/.local/share/mise/installs/go/1.22.3/bin" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "vfox",
    disk: [".local/bin/vfox", ".version-fox/cache/golang/v-1.22.3/golang-1.22.3/VERSION"],
    bin: ".version-fox/sdks/golang/bin",
    rc: {
      ".bashrc": 'eval "$(vfox activate bash)"\n',
      ".config/fish/config.fish": "vfox activate fish | source\n",
    },
    env: { __VFOX_SHELL: "bash", __VFOX_PID: "1" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "proto",
    disk: [".proto/bin/proto", ".proto/tools/go/1.22.3/VERSION"],
    bin: ".proto/shims",
    rc: {
      ".bashrc":
        '# proto\nexport PROTO_HOME="$HOME/.proto";\nexport PATH="$PROTO_HOME/shims:$PROTO_HOME/bin:$PATH";\neval "$(proto activate bash)"\n',
    },
    env: { PROTO_HOME: "~/.proto" },
    gone: "warning",
    repair: "edits",
  },
  {
    name: "gimme",
    disk: ["bin/gimme", ".gimme/envs/latest.env", ".gimme/versions/go1.22.3.linux.amd64/VERSION"],
    bin: ".gimme/versions/go1.22.3.linux.amd64/bin",
    rc: { ".bashrc": "source ~/.gimme/envs/latest.env\n" },
    env: { GIMME_ENV: "~/.gimme/envs/go1.22.3.env" },
    gone: "warning",
    repair: "edits",
  },
];

/** `~` stands for the home directory only where the shell would not expand it, in double quotes. */
function at(home: string, text: string): string {
  return text.replaceAll('"~/', `"${home}/`).replace(/^~/, home);
}

function install(scratch: ScratchHome, { disk, bin, rc }: Fixture): void {
  writeTree(scratch.home, Object.fromEntries(disk.map((file) => [file, ""])));
  for (const file of [...disk.filter((it) => !it.endsWith("VERSION")), `${bin}/go`]) {
    writeTree(scratch.home, { [file]: "#!/bin/sh\n" });
    fs.chmodSync(path.join(scratch.home, file), 0o755);
  }
  for (const [file, text] of Object.entries(rc)) writeTree(scratch.home, { [file]: at(scratch.home, text) });
}

function remove(scratch: ScratchHome, { disk, bin }: Fixture): void {
  for (const file of disk) fs.rmSync(path.join(scratch.home, file), { force: true });
  const [first = ""] = bin.split("/");
  fs.rmSync(path.join(scratch.home, first === ".local" ? ".local/share/mise" : first), { recursive: true });
}

function machineOf(scratch: ScratchHome, { env = {}, bin }: Fixture, elsewhere = ""): Machine {
  const all: Record<string, string> = {
    HOME: scratch.home,
    PATH: `${elsewhere}${path.join(scratch.home, bin)}:${path.join(scratch.home, "bin")}:/bin`,
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, at(scratch.home, value)])),
  };
  return examine(contextOf(scratch, all));
}

function contextOf(scratch: ScratchHome, all: Readonly<Record<string, string>>): Context {
  return {
    ...readContext("0.0.0"),
    rawEnv: all,
    env: (name) => all[name] || undefined,
    cwd: scratch.project,
    homeDir: all.HOME,
    home: homeAt(scratch.root),
  };
}

function levelOf(machine: Machine, name: string): string {
  const manager = MANAGERS.find((it) => it.name === name);
  if (manager === undefined) throw new Error(`no manager ${name}`);
  return tracesOf(manager, machine).level;
}

/** What `gov doctor --fix` would do. */
function carryOut({ repair }: Diagnosis): void {
  if (repair?.kind !== "edits") throw new Error("nothing to do");
  for (const { file, change } of repair.edits) {
    fs.writeFileSync(file, change(fs.readFileSync(file, "latin1")) ?? "", "latin1");
  }
}

function summary(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses.map(({ severity, cause }) => `${severity} ${cause}`);
}

for (const fixture of FIXTURES) {
  const { name, bin, gone, repair } = fixture;

  test(`${name}: installed, it is active or shadowed, and nothing is said of it`, () => {
    const scratch = scratchHome();
    install(scratch, fixture);
    const active = machineOf(scratch, fixture);
    expect(active.managerOf(path.join(scratch.home, bin, "go"))?.name).toBe(name);
    expect(levelOf(active, name)).toBe("active");
    expect(summary(leftovers.find(active))).toEqual([]);
    expect(summary(gopathInVersion.find(active))).toEqual([]);
    writeTree(scratch.dir, { "elsewhere/go": "#!/bin/sh\n" });
    fs.chmodSync(path.join(scratch.dir, "elsewhere/go"), 0o755);
    const shadowed = machineOf(scratch, fixture, `${path.join(scratch.dir, "elsewhere")}:`);
    expect(levelOf(shadowed, name)).toBe("shadowed");
    expect(summary(leftovers.find(shadowed))).toEqual([]);
    expect(gopathInVersion.find(shadowed).every(({ severity }) => severity === "note")).toBe(true);
  });

  test(`${name}: removed, it is named once with all that it left, and its lines can go`, () => {
    const scratch = scratchHome();
    install(scratch, fixture);
    remove(scratch, fixture);
    const machine = machineOf(scratch, fixture);
    expect(levelOf(machine, name)).toBe("gone");
    const [found, ...others] = leftovers.find(machine);
    expect(others).toEqual([]);
    expect(found?.cause).toBe(`manager:${name}`);
    expect(found?.severity).toBe(gone);
    expect(found?.repair?.kind ?? null).toBe(repair);
    if (found === undefined || repair === null) return;
    carryOut(found);
    for (const file of Object.keys(fixture.rc)) {
      const left = fs.readFileSync(path.join(scratch.home, file), "utf8").split("\n");
      expect(
        left.filter((line) => MANAGERS.some((it) => it.name === name && it.mentions?.test(line))),
      ).toEqual([]);
    }
    const fresh = examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" }));
    expect(summary(leftovers.find(fresh))).toEqual([]);
  });
}

test("lines that ask whether the manager is there fail nothing: a note, and they can go too", () => {
  const scratch = scratchHome();
  const rc = {
    ".bashrc": 'command -v goenv >/dev/null && eval "$(goenv init -)"\n',
    ".zshrc": '(( $+commands[mise] )) && eval "$(mise activate zsh)"\n',
    ".config/fish/config.fish": "type -q vfox; and vfox activate fish | source\n",
    ".profile": '[ -f "$HOME/.go/env" ] && . "$HOME/.go/env"\n# eval "$(gobrew init -)"\n',
  };
  writeTree(scratch.home, rc);
  const found = leftovers.find(examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" })));
  expect(summary(found)).toEqual([
    "note manager:goenv",
    "note manager:goup",
    "note manager:mise",
    "note manager:vfox",
  ]);
  for (const diagnosis of found) carryOut(diagnosis);
  const left = Object.keys(rc).map((file) => fs.readFileSync(path.join(scratch.home, file), "utf8"));
  expect(left).toEqual(["", "", "", '# eval "$(gobrew init -)"\n']);
});

test("a line that does something else too, or stands in a block, is shown and not taken out", () => {
  const scratch = scratchHome();
  for (const rc of [
    'eval "$(goenv init -)"; export EDITOR=vi\n',
    'if true; then\n  eval "$(goenv init -)"\nfi\n',
    'export PATH="$HOME/mine:$HOME/.goenv/bin:$PATH"\n',
    "export GOENV_ROOT=~/.goenv \\\n  EDITOR=vi\n",
  ]) {
    writeTree(scratch.home, { ".bashrc": rc });
    const [found] = leftovers.find(examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" })));
    expect(found?.repair, rc).toBeNull();
    expect(found?.fix.text, rc).toMatch(/^take goenv out of line /);
  }
});

test("real shells print an error for the lines that are said to fail, and none after the repair", async () => {
  const scratch = scratchHome();
  const rc = {
    ".bashrc": 'export GOENV_ROOT="$HOME/.goenv"\neval "$(goenv init -)"\n. "$HOME/.goup/env"\n',
    ".zshrc": 'eval "$(mise activate zsh)"\nsource ~/.gimme/envs/latest.env\n',
    ".config/fish/config.fish": "vfox activate fish | source\nsource ~/.goup/env\n",
  };
  writeTree(scratch.home, rc);
  const said = async () => {
    const started = [
      ["/bin/bash", "-ic", "true"],
      ["/bin/zsh", "-ic", "true"],
      ["/usr/bin/fish", "-c", "true"],
    ] as const;
    const runs = await Promise.all(started.map(([shell, ...args]) => runProgram(scratch, shell, args)));
    const noise = /cannot set terminal process group|no job control/;
    return runs.map(({ stderr }) =>
      stderr
        .split("\n")
        .filter((line) => !noise.test(line))
        .join("\n"),
    );
  };
  const [bash, zsh, fish] = await said();
  expect(bash).toContain("goenv: command not found");
  expect(bash).toContain(".goup/env: No such file or directory");
  expect(zsh).toContain("command not found: mise");
  expect(zsh).toContain(".gimme/envs/latest.env");
  expect(fish).toContain("vfox");
  expect(fish).toContain(".goup/env");
  const found = leftovers.find(examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" })));
  expect(summary(found)).toEqual(
    ["goenv", "goup-rs", "mise", "vfox", "gimme"].map((name) => `warning manager:${name}`),
  );
  for (const diagnosis of found) carryOut(diagnosis);
  expect(await said()).toEqual(["", "", ""]);
});

test("a manager whose program the start-up files put on PATH is installed, whatever this PATH says", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, {
    "tools/bin/mise": "",
    ".bashrc": 'export PATH="$HOME/tools/bin:$PATH"\neval "$(mise activate bash)"\n',
  });
  const machine = examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" }));
  expect(summary(leftovers.find(machine))).toEqual(["warning manager:mise"]);
  fs.chmodSync(path.join(scratch.home, "tools/bin/mise"), 0o755);
  expect(summary(leftovers.find(machine))).toEqual([]);
});

test("a link of an installed manager that leads nowhere is a note, with where it leads", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, { ".g/bin/g": "", ".gobrew/bin/gobrew": "" });
  fs.symlinkSync(path.join(scratch.home, ".g/versions/1.22.3"), path.join(scratch.home, ".g/go"));
  fs.symlinkSync("versions/1.22.3", path.join(scratch.home, ".gobrew/current"));
  const found = leftovers.find(examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" })));
  expect(summary(found)).toEqual(["note manager:g", "note manager:gobrew"]);
  expect(found[0]?.evidence[0]?.value).toContain(".g/versions/1.22.3, which is not there");
  for (const name of [".g/versions/1.22.3/", ".gobrew/versions/1.22.3/"])
    writeTree(scratch.home, { [name]: "" });
  expect(leftovers.find(examine(contextOf(scratch, { HOME: scratch.home, PATH: "/bin" })))).toEqual([]);
});

test("values of variables that are not Go's are never printed", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, { ".bashrc": "export GVM_ROOT=$HOME/secret-place\n" });
  const env = { HOME: scratch.home, PATH: "/bin", GVM_ROOT: `${scratch.home}/secret-place` };
  const found = leftovers.find(examine(contextOf(scratch, env)));
  expect(summary(found)).toEqual(["note manager:gvm"]);
  expect(JSON.stringify(found)).not.toContain("secret-place");
});

test("nothing is said on a machine without any of them, without HOME, and in a home full of odd files", () => {
  const scratch = scratchHome();
  const find = (env: Readonly<Record<string, string>>) => leftovers.find(examine(contextOf(scratch, env)));
  expect(find({ HOME: scratch.home, PATH: "/bin" })).toEqual([]);
  expect(find({})).toEqual([]);
  writeTree(scratch.home, { ".gvm": "a file\n", ".goenv/": "", ".bashrc/": "", ".g/go/": "" });
  fs.symlinkSync("loop", path.join(scratch.home, "loop"));
  expect(find({ HOME: scratch.home, PATH: `/bin:${scratch.home}/loop:relative::/dev/null` })).toEqual([]);
});

test.each([
  ["/home/u/.gvm/gos/go1.22.3", "gvm"],
  ["/home/u/.gvm/versions/go1.22.3.linux.amd64", "gvm (andrewkroh)"],
  ["/home/u/.goenv/versions/1.22.3", "goenv"],
  ["/usr/local/goenv/versions/1.22.3", "goenv"],
  ["/home/u/.asdf/installs/golang/1.22.3/go", "asdf"],
  ["/data/asdf/installs/golang/1.22.3/go", "asdf"],
  ["/home/u/.g/go", "g"],
  ["/home/u/.g/versions/1.22.3", "g"],
  ["/home/u/.gobrew/current/go", "gobrew"],
  ["/home/u/.gobrew/versions/1.22.3/go", "gobrew"],
  ["/home/u/.go", "g (stefanmaric)"],
  ["/home/u/.go/.versions/1.22.3", "g (stefanmaric)"],
  ["/home/u/.go/current", "goup"],
  ["/home/u/.go/go1.22.3", "goup"],
  ["/home/u/.goup/current", "goup-rs"],
  ["/home/u/.local/share/mise/installs/go/1.22.3", "mise"],
  ["/home/u/.local/share/rtx/installs/go/1.22.3/go", "mise"],
  ["/home/u/.vfox/sdks/golang", "vfox"],
  ["/home/u/p/.vfox/sdks/golang", "vfox"],
  ["/home/u/.version-fox/cache/golang/v-1.22.3/golang-1.22.3", "vfox"],
  ["/home/u/.proto/tools/go/1.22.3", "proto"],
  ["/home/u/sdk/go1.22.3", "golang.org/dl"],
  ["/home/u/.gimme/versions/go1.22.3.linux.amd64", "gimme"],
  ["/usr/local/Cellar/go/1.13.4/libexec", "Homebrew"],
  ["/opt/homebrew/opt/go@1.22/libexec", "Homebrew"],
  ["/snap/go/current", "snap"],
  ["/nix/store/0a1b-go-1.22.3/share/go", "nix"],
  ["/home/u/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.3.linux-amd64", "go's toolchain switch"],
  ["/opt/hostedtoolcache/go/1.22.3/x64", "actions/setup-go"],
  ["/usr/local/go", undefined],
  ["/opt/go", undefined],
  ["/home/u/go", undefined],
  ["/home/u/.gov/versions/1.22.3/go", undefined],
  ["/home/u/src/.github/go", undefined],
])("%s is of %s", (goroot, name) => {
  expect(managerOf(goroot, { env: () => undefined, homeDir: "/home/u" })?.name).toBe(name);
});

test("what is in ~/.go decides whose it is, and a variable names a home elsewhere", () => {
  const scratch = scratchHome();
  const asker = {
    env: (name: string) => (name === "GVM_ROOT" ? "/opt/gvm" : undefined),
    homeDir: scratch.home,
  };
  const root = path.join(scratch.home, ".go");
  writeTree(scratch.home, { ".go/VERSION": "go1.22.3\n" });
  expect(managerOf(root, asker)?.name).toBe("golang-tools-install-script");
  writeTree(scratch.home, { ".go/.versions/": "" });
  expect(managerOf(root, asker)?.name).toBe("g (stefanmaric)");
  expect(managerOf("/opt/gvm/gos/go1.22.3", asker)?.name).toBe("gvm");
  expect(managerOf("/opt/gvm2/gos/go1.22.3", asker)).toBeUndefined();
});

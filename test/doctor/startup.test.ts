import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { keeperOf } from "../../src/doctor/startup/keeper.ts";
import { type Assignment, readStartup } from "../../src/doctor/startup/startup.ts";
import { runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";

type Env = Readonly<Record<string, string>>;

/** As `readStartup` sees an account whose system files are in `<dir>/system`. */
function startupOf(scratch: ScratchHome, env: Env = {}, platform: NodeJS.Platform = "linux") {
  const asker = {
    env: (name: string) => env[name],
    home: homeAt(scratch.root),
    homeDir: scratch.home,
    cwd: scratch.project,
    node: { platform, arch: "x64", execPath: "" },
  };
  return readStartup(asker, path.join(scratch.dir, "system"));
}

function place(scratch: ScratchHome, found: Assignment | undefined): string {
  return found === undefined ? "none" : `${path.relative(scratch.dir, found.file)}:${found.line}`;
}

/** What each shell is started with to print a variable. */
const SHELLS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "login bash": ["/bin/bash", "-lc"],
  "interactive bash": ["/bin/bash", "-ic"],
  "login sh": ["/bin/sh", "-lc"],
  zsh: ["/bin/zsh", "-ic"],
  "login zsh": ["/bin/zsh", "-lc"],
  fish: ["/usr/bin/fish", "-c"],
};

/** Start-up files, the shells that read them, and the line each of these takes the variable from. */
const CASES: readonly {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly name: string;
  readonly env?: Env;
  readonly from: Readonly<Record<string, string>>;
}[] = [
  {
    title: "the files of bash, one after the other",
    name: "GOROOT",
    files: {
      ".bash_profile": "export GOROOT=/from/bash_profile\n",
      ".bashrc": "# first\nexport GOROOT=/from/bashrc\n",
    },
    from: { "login bash": ".bash_profile:1", "interactive bash": ".bashrc:2" },
  },
  {
    title: "a profile that reads another file",
    name: "GOFLAGS",
    files: {
      ".profile": 'if [ -n "$HOME" ]; then\n  . "$HOME/.go-settings"\nfi\n',
      ".go-settings": "\nGOFLAGS=-mod=mod; export GOFLAGS\n",
    },
    from: { "login sh": ".go-settings:2", "login bash": ".go-settings:2" },
  },
  {
    title: "the files of zsh",
    name: "GOPATH",
    files: {
      ".zshenv": "export GOPATH=~/env\n",
      ".zprofile": "export GOPATH=~/profile:/second\n",
      ".zshrc": "base=$HOME/base\ntypeset -gx GOPATH=${base}/go\n",
    },
    from: { zsh: ".zshrc:2", "login zsh": ".zprofile:1" },
  },
  {
    title: "ZDOTDIR of .zshenv's environment",
    name: "GOPATH",
    env: { ZDOTDIR: "dots" },
    files: { ".zshrc": "export GOPATH=/wrong\n", "dots/.zshrc": "export GOPATH=/right\n" },
    from: { zsh: "dots/.zshrc:1" },
  },
  {
    title: "fish: a list, a file of conf.d, and one that is read",
    name: "GOPATH",
    files: {
      ".config/fish/conf.d/go.fish": "set -gx GOPATH $HOME/conf.d\n",
      ".config/fish/config.fish": "if true\n  source ~/go.fish\nend\n",
      "go.fish": "set --export --global GOPATH $HOME/'with space' /b\n",
    },
    from: { fish: "go.fish:1" },
  },
  {
    title: "a universal variable of fish",
    name: "GOROOT",
    files: {
      ".config/fish/fish_variables":
        "# This file contains fish universal variable definitions.\n# VERSION: 3.0\n" +
        "SETUVAR --export GOROOT:/usr/local/g\\u00f6\\x20x\\x3ay\\x5cz\n",
    },
    from: { fish: ".config/fish/fish_variables:3" },
  },
  {
    title: "text that only looks like a setting",
    name: "GOROOT",
    files: {
      ".bashrc": [
        "export GOROOT='/real/$one'\"s\"",
        "# export GOROOT=/comment",
        "cat >/dev/null <<'END'",
        "export GOROOT=/here-document",
        "END",
        'text="',
        "export GOROOT=/quoted",
        '"',
        "GOROOT=/for-one-command true",
        "alias old='export GOROOT=/alias'",
        "never() {",
        "  export GOROOT=/function",
        "}",
        "if false; then export GOROOT=/if; fi",
        "(( one = 1 << 2 )); case x in (y) export GOROOT=/case;; esac",
        "",
      ].join("\n"),
    },
    from: { "interactive bash": ".bashrc:1" },
  },
  {
    title: "values that only a shell knows",
    name: "GOFLAGS",
    files: {
      ".bashrc": [
        "export GOFLAGS=-v",
        'export GOFLAGS="-mod=$(printf "%s" mod) $GOFLAGS"',
        "",
        "export GOBIN=/x GOFLAGS+=' -trimpath'",
        "",
      ].join("\n"),
      ".zshrc": "export GOFLAGS=-tags=${${:-a}:-b}\n",
    },
    from: { "interactive bash": ".bashrc:4", zsh: ".zshrc:1" },
  },
];

for (const { title, files, name, env = {}, from } of CASES) {
  for (const [shell, expected] of Object.entries(from)) {
    test(`a real ${shell} takes ${name} from the line that is named: ${title}`, async () => {
      const scratch = scratchHome();
      writeTree(scratch.home, files);
      const zdotdir = env.ZDOTDIR === undefined ? {} : { ZDOTDIR: path.join(scratch.home, env.ZDOTDIR) };
      const [program = "", ...args] = SHELLS[shell] ?? [];
      const { stdout } = await runProgram(scratch, program, [...args, `printenv ${name}`], { env: zdotdir });
      const value = stdout.trimEnd();
      expect(value).not.toBe("");
      expect(place(scratch, startupOf(scratch, zdotdir).explain(name, value))).toBe(`home/${expected}`);
    });
  }
}

test("files of the system and of a session are read below the root that is given", () => {
  const scratch = scratchHome();
  writeTree(path.join(scratch.dir, "system/etc"), {
    environment: 'GOROOT="/pam"\n# GOPATH=/no\nexport GOPROXY=off\n',
    "environment.d/10-go.conf": "GOBIN=${HOME}/bin\n",
    "profile.d/go.sh": "export GOPATH=/profile.d\n",
    "zsh/zshenv": "export GOCACHE=/zsh\n",
    "fish/config.fish": "set -x GOTMPDIR /fish\n",
  });
  writeTree(scratch.home, {
    ".config/environment.d/go.conf": 'GOWORK="$HOME/go.work"\n',
    ".pam_environment": "GOENV DEFAULT=@{HOME}/env\nGOARCH=arm64\n",
  });
  const startup = startupOf(scratch);
  const at = (name: string, value: string) => place(scratch, startup.explain(name, value));
  expect({
    GOROOT: at("GOROOT", "/pam"),
    GOPROXY: at("GOPROXY", "off"),
    GOBIN: at("GOBIN", `${scratch.home}/bin`),
    GOPATH: at("GOPATH", "/profile.d"),
    GOCACHE: at("GOCACHE", "/zsh"),
    GOTMPDIR: at("GOTMPDIR", "/fish"),
    GOWORK: at("GOWORK", `${scratch.home}/go.work`),
    GOENV: at("GOENV", `${scratch.home}/env`),
    GOARCH: at("GOARCH", "arm64"),
  }).toEqual({
    GOROOT: "system/etc/environment:1",
    GOPROXY: "system/etc/environment:3",
    GOBIN: "system/etc/environment.d/10-go.conf:1",
    GOPATH: "system/etc/profile.d/go.sh:1",
    GOCACHE: "system/etc/zsh/zshenv:1",
    GOTMPDIR: "system/etc/fish/config.fish:1",
    GOWORK: "home/.config/environment.d/go.conf:1",
    GOENV: "home/.pam_environment:1",
    GOARCH: "home/.pam_environment:2",
  });
});

test("the nearest .envrc explains what direnv loaded, and otherwise only what nothing else explains", () => {
  const scratch = scratchHome();
  writeTree(scratch.dir, {
    ".envrc": "export GOROOT=/outer\n",
    "project/.envrc": "export GOROOT=/same\nexport GOBIN=$(pwd)/bin\n",
    "home/.bashrc": "export GOROOT=/same\nexport GOBIN=$(pwd)/bin\n",
  });
  const without = startupOf(scratch);
  expect(place(scratch, without.explain("GOROOT", "/same"))).toBe("home/.bashrc:1");
  expect(place(scratch, without.explain("GOROOT", "/outer"))).toBe("none");
  const loaded = startupOf(scratch, { DIRENV_DIR: "-/project" });
  expect(place(scratch, loaded.explain("GOBIN", "/x/bin"))).toBe("project/.envrc:2");
});

test("an agent of launchd that sets a variable is found on macOS, and only there", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, {
    "Library/LaunchAgents/go.plist":
      "<plist><dict>\n<array>\n<string>launchctl</string>\n<string>setenv</string>\n" +
      "<string>GOROOT</string>\n<string>/opt/go</string>\n</array>\n" +
      "<string>launchctl setenv GOPATH /gopath</string></dict></plist>\n",
  });
  const found = startupOf(scratch, {}, "darwin");
  expect(place(scratch, found.explain("GOROOT", "/opt/go"))).toBe("home/Library/LaunchAgents/go.plist:4");
  expect(place(scratch, found.explain("GOPATH", "/gopath"))).toBe("home/Library/LaunchAgents/go.plist:8");
  expect(found.explain("GOROOT", "/opt/go")?.alone).toBe(false);
  expect(startupOf(scratch).files).toEqual([]);
});

test("of the same line in the files of two shells, that of the login shell is named", () => {
  const scratch = scratchHome();
  const line = "export GOROOT=/x\n";
  writeTree(scratch.home, { ".bashrc": line, ".zshrc": line, ".config/fish/config.fish": line });
  const named = (shell: string) =>
    place(scratch, startupOf(scratch, { SHELL: shell }).explain("GOROOT", "/x"));
  expect([named("/bin/zsh"), named("/usr/bin/fish"), named("/bin/bash")]).toEqual([
    "home/.zshrc:1",
    "home/.config/fish/config.fish:1",
    "home/.bashrc:1",
  ]);
});

test("a line that plainly gives another value does not explain this one", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, { ".bashrc": "export GOROOT=/other\nexport GOROOT=$UNKNOWN/go\n" });
  const startup = startupOf(scratch);
  expect(place(scratch, startup.explain("GOROOT", "/x/go"))).toBe("home/.bashrc:2");
  expect(startup.explain("GOROOT", "/x/gone")).toBeUndefined();
  expect(startup.explain("GOROOT", undefined)).toBeUndefined();
  expect(startup.assignments("GOROOT").map(({ value }) => value)).toEqual(["/other", "$UNKNOWN/go"]);
});

test("only a line that can be taken out is alone", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, {
    ".bashrc": [
      "export A1=/alone # with a comment",
      "A2=/alone",
      "export B1=/two B2=/two",
      "export B3=/two; export B4=/two",
      "[ -d /x ] && export B5=/guarded",
      "if true; then",
      "  export B6=/block",
      "fi",
      "export B7=/long\\",
      "er",
      "export B8=\"$(echo '",
      "')\"",
      "export B9=/used",
      'export PATH="$PATH:${B9}/bin"',
      'export A3="$A3 more"',
      "export C1=/last",
    ].join("\n"),
    ".config/fish/config.fish": "set -gx A4 /alone\nif true\n  set -gx B10 /block\nend\nset -gx A5 /alone\n",
  });
  const startup = startupOf(scratch);
  const names = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "C1",
    ...Array.from({ length: 10 }, (_, index) => `B${index + 1}`),
  ];
  const alone = names.filter((name) => startup.assignments(name).every((it) => it.alone));
  expect(names.every((name) => startup.assignments(name).length === 1)).toBe(true);
  expect(alone).toEqual(["A1", "A2", "A3", "A4", "A5", "C1"]);
  expect(startup.assignments("A1")[0]?.text).toBe("export A1=/alone # with a comment");
});

test("text that only looks like a setting is none", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, {
    ".bashrc": [
      "cat >/dev/null <<'END' # export N=1",
      "export N=2",
      "END",
      "cat <<-END <<<word >/dev/null",
      "export N=3",
      "\tEND",
      'text="',
      "export N=4",
      '"; N=5 true; echo N=6',
      "alias old='export N=7'",
      "(( one = 1 << 2 ))",
      "export N=yes",
    ].join("\n"),
    ".config/fish/config.fish": "set -e N\nset -q N 1\necho (set -gx N 2)\nset -gx N yes\n",
  });
  expect(
    startupOf(scratch)
      .assignments("N")
      .map(({ value }) => value),
  ).toEqual(["yes", "yes"]);
});

test("a file that another reads is read too, and followed no deeper", () => {
  const scratch = scratchHome();
  writeTree(scratch.home, {
    ".bashrc": "source ~/.bash_go\n. ./relative\n. ~/.bashrc\n. <(echo x)\n. ~/missing\n",
    ".bash_go": "export GOROOT=/one\n. ~/.deeper\n",
    ".deeper": "export GOPATH=/two\n",
    relative: "export GOBIN=/three\n",
  });
  const startup = startupOf(scratch);
  const found = startup.explain("GOROOT", "/one");
  expect(found).toMatchObject({ file: path.join(scratch.home, ".bash_go"), line: 1 });
  expect(startup.assignments("GOPATH")).toEqual([]);
  expect(startup.assignments("GOBIN")).toEqual([]);
  expect(startup.files.map(({ file }) => path.basename(file))).toEqual([".bashrc", ".bash_go"]);
});

test("a carriage return belongs to the value, as the shell has it", async () => {
  const scratch = scratchHome();
  writeTree(scratch.home, { ".bashrc": "export GOFLAGS=-v\r\nexport GOROOT=/x\r\n" });
  const { stdout } = await runProgram(scratch, "/bin/bash", ["-ic", 'printf %s "$GOROOT"']);
  expect(stdout).toBe("/x\r");
  expect(place(scratch, startupOf(scratch).explain("GOROOT", stdout))).toBe("home/.bashrc:2");
});

test("directories, FIFOs, unreadable files, no HOME and no working directory are no start-up files", async () => {
  const scratch = scratchHome();
  writeTree(scratch.home, { ".bashrc/": "", ".zshrc": "export GOROOT=/x\n", "go.env": "export GOROOT=/y\n" });
  await runProgram(scratch, "/usr/bin/mkfifo", [path.join(scratch.home, ".profile")]);
  fs.chmodSync(path.join(scratch.home, ".zshrc"), 0o000);
  const isRoot = process.getuid?.() === 0;
  expect(startupOf(scratch).files.map(({ file }) => path.basename(file))).toEqual(isRoot ? [".zshrc"] : []);
  const nowhere = readStartup(
    {
      env: () => undefined,
      home: homeAt(scratch.root),
      homeDir: undefined,
      cwd: null,
      node: { platform: "linux", arch: "x64", execPath: "" },
    },
    path.join(scratch.dir, "system"),
  );
  expect(nowhere.files).toEqual([]);
});

test("a tmux server that keeps a variable is named, and the command makes it forget", async () => {
  const scratch = scratchHome();
  const socket = path.join(scratch.dir, "tmux");
  const tmux = (...args: string[]) =>
    runProgram(scratch, "/usr/bin/tmux", ["-S", socket, ...args], { env: { GOROOT: "/gone" } });
  const printed = async (name: string) => {
    const file = path.join(scratch.dir, name);
    await tmux("new-session", "-d", `printenv GOROOT TMUX >${file}; tmux wait-for -S ${name}`);
    await tmux("wait-for", name);
    return fs.readFileSync(file, "utf8").trim().split("\n");
  };
  await tmux("start-server", ";", "set-option", "-g", "exit-empty", "off");
  try {
    const [goroot, inside] = await printed("before");
    expect(goroot).toBe("/gone");
    const keeper = keeperOf((name) => (name === "TMUX" ? inside : undefined));
    expect(keeper?.name).toBe("the tmux server");
    const [, ...command] = keeper?.forget("GOROOT")?.split(" ") ?? [];
    await tmux(...command);
    expect(await printed("after")).toEqual([inside?.replace(/\d+$/, "1")]);
  } finally {
    await tmux("kill-server");
  }
});

test("files in disorder end, and the settings before the disorder are found", () => {
  const scratch = scratchHome();
  const disorders = [
    "$(",
    "${",
    "'",
    '"',
    "`",
    "cat <<EOF",
    "(",
    "$'",
    "\\",
    "<<",
    ")))",
    "}}",
    "fi fi",
    "\u2028",
  ];
  for (const [shell, file] of [
    ["bash", ".bashrc"],
    ["fish", ".config/fish/config.fish"],
  ] as const) {
    for (const disorder of disorders) {
      writeTree(scratch.home, { [file]: `export GOROOT=/x\n${`${disorder} `.repeat(2000)}\n` });
      const found = startupOf(scratch, { SHELL: shell }).explain("GOROOT", "/x");
      expect(place(scratch, found), `${file} ${disorder}`).toBe(`home/${file}:1`);
    }
  }
});

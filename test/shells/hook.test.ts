import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHELLS, type Shell } from "../../src/shells/rc-line.ts";
import { Sandbox } from "./hook-sandbox.ts";

let box: Sandbox;
let a = "";
let b = "";
let gone = "";

beforeAll(() => {
  box = new Sandbox();
  for (const version of ["1.21.0", "1.22.5"]) box.addVersion(version);
  a = box.addProject("a", "1.21.0\n");
  b = box.addProject("b/deep", "1.22.5\n");
  gone = box.addProject("gone", "1.20.7\n");
  mkdirSync(path.join(gone, "sub"));
});
afterAll(() => box.remove());

const missingLine = () =>
  `Go 1.20.7 is not installed (asked for by ${gone}/.go-version:1); run: gov install 1.20.7`;
const lastStatus = (shell: Shell) => (shell === "fish" ? "$status" : "$?");
const setVariable = (shell: Shell, name: string, value: string) =>
  shell === "fish" ? `set -gx ${name} '${value}'` : `export ${name}='${value}'`;

describe.each(SHELLS)("%s", (shell) => {
  describe("what it says", () => {
    test("one line when the version changes and none when it does not", () => {
      const typed = ["true", `cd ${a}`, "true", "cd ..", `cd ${b}`, "cd .", "true"];
      const { said, noise } = box.run(shell, typed);
      expect(said).toEqual([`Go 1.21.0 (${a}/.go-version:1)`, "Go 1.22.5"]);
      expect(noise).toEqual([]);
    });

    test("nothing at the start, nor on the way to a directory that asks for nothing", () => {
      mkdirSync(box.at("home/plain"), { recursive: true });
      expect(box.run(shell, ["true", "cd ..", "cd plain"], { cwd: gone }).said).toEqual([]);
    });

    test("what is missing, but not again below it", () => {
      const { said } = box.run(shell, [`cd ${gone}`, "cd sub", "cd ..", "cd ..", "cd gone"]);
      expect(said).toEqual([missingLine(), "Go 1.22.5", missingLine()]);
    });

    test("nothing with GOV_QUIET", () => {
      const { said } = box.run(shell, [`cd ${a}`, `cd ${gone}`], { env: { GOV_QUIET: "1" } });
      expect(said).toEqual([]);
    });

    test.each([
      { pin: "1.22", text: "Go 1.22.5 (FILE:1)" },
      {
        pin: "# why\n\nmissing-name",
        text: "no toolchain is called missing-name (asked for by FILE:3); run: gov list",
      },
      { pin: ">=1.20", text: "FILE:1 names no Go version; run: gov current --why" },
      { pin: "latest", text: "FILE:1 names no Go version; run: gov current --why" },
      { pin: "system", text: "there is no Go but gov's on PATH (asked for by FILE:1)" },
    ])("pin $pin: $text", ({ pin, text }) => {
      const dir = box.addProject("said", pin);
      const { said } = box.run(shell, [`cd ${a}`, `cd ${dir}`], {
        before: setVariable(shell, "PATH", box.at("bin")),
      });
      expect(said.slice(1)).toEqual([text.replace("FILE", `${dir}/.go-version`)]);
    });

    test("the system's Go, and the line of go.mod that decided", () => {
      const dir = box.addProject("go-mod", "");
      writeFileSync(path.join(dir, "go.mod"), "module m\n\ngo 1.20\n");
      box.addCommand("go", "echo the system's");
      const typed = [`cd ${box.addProject("said", "system")}`, `cd ${dir}`];
      expect(box.run(shell, typed).said).toEqual([
        `system Go (${box.home}/said/.go-version:1)`,
        `Go 1.22.5 (${dir}/go.mod:3)`,
      ]);
      rmSync(box.at("bin/go"));
    });

    test("a change of GOV_VERSION", () => {
      const { said } = box.run(shell, [setVariable(shell, "GOV_VERSION", "1.21.0"), "true"]);
      expect(said).toEqual(["Go 1.21.0 (GOV_VERSION)"]);
    });
  });

  describe("does not disturb", () => {
    test("the status of the last command", () => {
      const fail = "sh -c 'exit 42'";
      const typed = [fail, `echo ${lastStatus(shell)}`, `cd ${a}; ${fail}`, `echo ${lastStatus(shell)}`];
      expect(box.run(shell, typed).stdout).toBe("42\n42\n");
    });

    test("a shell whose directory is deleted", () => {
      mkdirSync(box.at("short-lived"));
      const typed = [
        `cd ${box.at("short-lived")}`,
        "rmdir ../short-lived; true",
        "true",
        `cd ${a}`,
        "echo alive",
      ];
      const { said, stdout } = box.run(shell, typed);
      expect(said.at(-1)).toBe(`Go 1.21.0 (${a}/.go-version:1)`);
      expect(stdout).toBe("alive\n");
    });
  });

  describe("PATH", () => {
    test.each([
      "/usr/bin:/bin",
      "SHIMS:/usr/bin:/bin",
      "/usr/bin:SHIMS:/bin:SHIMS:SHIMS",
      "/usr/bin:/bin:SHIMS",
    ])("%s gets the shims once and first, however often the hook is loaded", (given) => {
      const PATH = given.replaceAll("SHIMS", box.gov.shimsDir);
      const again = `source ${box.hook(shell)}`;
      const { stdout, noise } = box.run(shell, [again, again, "env | grep '^PATH='"], { env: { PATH } });
      expect(stdout).toBe(`PATH=${box.gov.shimsDir}:/usr/bin:/bin\n`);
      expect(noise).toEqual([]);
    });
  });

  describe("gov", () => {
    const printed = 'echo "[$GOV_VERSION]"';

    test("shell sets and unsets the session's version", () => {
      box.addCommand("gov", 'echo "asked: $*" >&2; echo 1.21.0');
      const { stdout, said, noise } = box.run(shell, [
        "gov shell 1.21",
        printed,
        "gov shell --unset",
        printed,
      ]);
      expect(stdout).toBe("[1.21.0]\n[]\n");
      expect(noise).toEqual(["asked: shell 1.21 --print-version"]);
      expect(said).toEqual(["Go 1.21.0 (GOV_VERSION)", "Go 1.22.5"]);
    });

    test.each([
      { answer: "", what: "nothing" },
      { answer: "1.21.0; touch x", what: "more than a word" },
      { answer: "$(touch x)", what: "source" },
      { answer: "1.21.0\nPATH=", what: "two lines" },
      { answer: "../../x", what: "a path" },
    ])("shell refuses an answer of $what", ({ answer }) => {
      writeFileSync(box.at("answer"), answer);
      box.addCommand("gov", `cat '${box.at("answer")}'`);
      const { stdout } = box.run(shell, ["gov shell 1.21", `echo ${lastStatus(shell)} "[$GOV_VERSION]"`]);
      expect(stdout).toBe("1 []\n");
      expect(readdirSync(box.home)).not.toContain("x");
    });

    test.each([
      { typed: "gov install 1.22", seen: "<install><1.22>", status: 5 },
      { typed: "gov list --json", seen: "<list><--json>", status: 0 },
      { typed: "gov shell 1.99", seen: "<shell><1.99><--print-version>", status: 4 },
      { typed: "gov shell", seen: "<shell>", status: 2 },
      { typed: "gov shell --help", seen: "<shell><--help>", status: 0 },
      { typed: "gov exec 1.22 'a b' '' '*'", seen: "<exec><1.22><a b><><*>", status: 126 },
    ])("$typed: arguments and status pass through", ({ typed, seen, status }) => {
      box.addCommand("gov", `{ printf '<%s>' "$@"; echo; } >&2; exit ${status}`);
      const { stdout, noise } = box.run(shell, [typed, `echo ${lastStatus(shell)}`]);
      expect(stdout).toBe(`${status}\n`);
      expect(noise).toEqual([seen]);
    });

    test("install is seen at once, also by a shell that remembers where go was", () => {
      const other = new Sandbox();
      try {
        const project = other.addProject("p", "1.23.1\n");
        other.addVersion("1.22.5");
        other.addCommand("go", "echo other go");
        const shim = path.join(other.gov.shimsDir, "go");
        const tree = path.join(other.gov.versionsDir, "1.23.1");
        other.addCommand(
          "gov",
          `mkdir -p '${other.gov.shimsDir}'; cp -R '${other.gov.versionsDir}/1.22.5' '${tree}'
           printf '#!/bin/sh\\necho the shim\\n' >'${shim}'; chmod +x '${shim}'`,
        );
        const { stdout, said } = other.run(shell, ["go", "gov install 1.23.1", "go"], { cwd: project });
        expect(stdout).toBe("other go\nthe shim\n");
        expect(said).toEqual([`Go 1.23.1 (${project}/.go-version:1)`]);
      } finally {
        other.remove();
      }
    });
  });

  describe("hostile", () => {
    const pins: Record<string, string | Buffer> = {
      substitution: "$(touch x)\n",
      backticks: "`touch x`\n",
      arithmetic: "a[$(touch x)]\n",
      traversal: "../../../x\n",
      option: "-rf\n",
      escape: "1.22.5\u001b]0;title\u0007\n",
      nul: Buffer.from("1.22\0.5\n"),
      digits: "١.٢٢.٥\n",
      megabyte: "1".repeat(1_000_000),
      "carriage returns": "\r".repeat(1_000_000),
      "long comment": `\uFEFF#${"x".repeat(1_000_000)}\n1.22.5\n`,
      prompt: "%{$(touch x)%}\\u@\\h\n",
    };

    test.each(Object.keys(pins))("pin of kind %s runs nothing and prints nothing raw", (kind) => {
      const dir = box.addProject(`hostile/${kind}`, pins[kind] ?? "");
      const { said, noise, stdout } = box.run(shell, [`cd '${dir}'`, "true", "echo alive"]);
      expect(stdout).toBe("alive\n");
      expect(noise).toEqual([]);
      expect(said.join("")).not.toMatch(/\p{Cc}/u);
      expect(said.join("").length).toBeLessThan(1000);
      expect(readdirSync(dir)).toEqual([".go-version"]);
    });

    test("names of directories run nothing and print nothing raw", () => {
      const dir = box.addProject(
        "hostile names/$(touch x) `touch y` %s \\n 'q\" \u001b[31m\nend",
        "1.21.0\n",
      );
      const { said, noise, stdout } = box.run(shell, ['cd "$DIR"', "true", "echo alive"], {
        env: { DIR: dir },
      });
      expect(stdout).toBe("alive\n");
      expect(noise).toEqual([]);
      expect(said).toEqual([`Go 1.21.0 (${dir.replaceAll(/\p{Cc}/gu, "?")}/.go-version:1)`]);
      expect(readdirSync(dir)).toEqual([".go-version"]);
    });
  });

  test("a root of odd characters is baked in, exported, and the inherited one not read", () => {
    const odd = new Sandbox("o'd $(x) [r]*\\ ü");
    try {
      odd.addVersion("1.22.5");
      const pinned = odd.addProject("p", "1.22.5\n");
      const typed = [`cd ${pinned}`, "env | grep ^GOV_ROOT", "env | grep ^PATH"];
      const { stdout, said, noise } = odd.run(shell, typed, { env: { GOV_ROOT: "/elsewhere" } });
      expect(stdout).toBe(
        `GOV_ROOT=${odd.gov.root}\nPATH=${odd.gov.shimsDir}:${odd.at("bin")}:/usr/bin:/bin\n`,
      );
      expect(said).toEqual([`Go 1.22.5 (${pinned}/.go-version:1)`]);
      expect(noise).toEqual([]);
    } finally {
      odd.remove();
    }
  });

  test("the default root is not exported", () => {
    expect(box.run(shell, ["env | grep GOV_; echo done"]).stdout).toBe("done\n");
  });

  test("does nothing in a shell that is not interactive", () => {
    const script = `source ${box.hook(shell)}; echo $PATH; functions -q gov; type gov`;
    const args = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] }[shell];
    const env = { PATH: "/usr/bin:/bin", HOME: box.home };
    const { stdout } = spawnSync(shell, [...args, "-c", script], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(stdout.replace("gov not found\n", "").replace(" ", ":")).toBe("/usr/bin:/bin\n");
  });

  test("reads the completions when they are needed first", () => {
    const complete = {
      bash: ["complete -p gov", "COMP_WORDS=(gov l) COMP_CWORD=1", "_gov_complete gov; echo ${COMPREPLY[@]}"],
      zsh: ["echo $_comps[gov]; print -l $fpath | grep -c /.gov/", "autoload +X _gov && echo loaded"],
      fish: ["complete -C 'gov l'"],
    }[shell];
    const expected = {
      bash: "complete -F _gov_complete gov\nlist\n",
      zsh: "_gov\n1\nloaded\n",
      fish: "list\n",
    };
    const before = shell === "zsh" ? "autoload -Uz compinit; compinit -D -u" : "";
    const { stdout, noise } = box.run(shell, [`source ${box.hook(shell)}`, ...complete], { before });
    expect({ stdout, noise }).toEqual({ stdout: expected[shell], noise: [] });
  });
});

test("zsh: a compinit that comes later finds the completions", () => {
  const options = { after: "autoload -Uz compinit; compinit -D -u" };
  expect(box.run("zsh", ["echo $_comps[gov]"], options).stdout).toBe("_gov\n");
});

test.each(["bash", "zsh"] as const)("%s: elements of PATH that are empty stay", (shell) => {
  const { stdout } = box.run(shell, ["echo $PATH"], { env: { PATH: ":/usr/bin::/bin:" } });
  expect(stdout).toBe(`${box.gov.shimsDir}::/usr/bin::/bin:\n`);
});

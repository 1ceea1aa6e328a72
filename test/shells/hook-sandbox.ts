import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { homeAt } from "../../src/config/home.ts";
import { quoteFish, quotePosix } from "../../src/shells/quote.ts";
import type { Shell } from "../../src/shells/rc-line.ts";
import { planHooks, writeHooks } from "../../src/shells/render-hook.ts";
import { packagedTemplates } from "../../src/shells/template.ts";

const HOST = { os: "linux", arch: "amd64" };
const MANIFEST = {
  commands: { list: { id: "list", args: {}, flags: {} }, use: { id: "use", args: {}, flags: {} } },
};

const OF_BASH_WITHOUT_TERMINAL = /^(|exit|bash: no job control.*|bash: cannot set terminal.*)$/;

export interface SessionOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of the rc file before and after the one that loads the hook. */
  readonly before?: string;
  readonly after?: string;
  readonly cwd?: string;
  /** Where strace notes every start of a process or program. */
  readonly trace?: string;
}

export interface SessionResult {
  readonly stdout: string;
  /** The hook's own lines, without `gov: `. */
  readonly said: string[];
  /** What else came on stderr. */
  readonly noise: string[];
  readonly status: number | null;
}

/** A home with a gov root, versions and projects, in which real interactive shells run. */
export class Sandbox {
  readonly dir = realpathSync(mkdtempSync(path.join(tmpdir(), "gov-hook-")));
  readonly home = this.at("home");
  readonly gov;

  constructor(root?: string) {
    this.gov = homeAt(root === undefined ? path.join(this.home, ".gov") : this.at(root));
    mkdirSync(this.home);
    mkdirSync(this.at("bin"));
    this.writeHooks(false);
  }

  at(name: string): string {
    return path.join(this.dir, name);
  }

  writeHooks(exporting: boolean): void {
    const values = { host: HOST, export: exporting, manifest: MANIFEST };
    writeHooks(this.gov, planHooks(this.gov, values, packagedTemplates()));
  }

  addVersion(name: string): void {
    const go = path.join(this.gov.versionsDir, name, "go");
    mkdirSync(path.join(go, "pkg/tool/linux_amd64"), { recursive: true });
    mkdirSync(path.join(go, "bin"));
    writeFileSync(path.join(go, "VERSION"), `go${name}\n`);
    writeFileSync(path.join(go, "bin/go"), `#!/bin/sh\necho go${name}\n`, { mode: 0o755 });
    writeFileSync(path.join(this.gov.versionsDir, name, "receipt.json"), "{}");
  }

  addProject(name: string, pin: string | Buffer): string {
    const dir = path.join(this.home, name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, ".go-version"), pin);
    return dir;
  }

  addCommand(name: string, script: string): void {
    writeFileSync(this.at(`bin/${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true });
  }

  /** Types lines into an interactive shell that loads the hook; a prompt is shown before each. */
  run(shell: Shell, typed: readonly string[], options: SessionOptions = {}): SessionResult {
    const { file, args, input, env } = this.start(shell, typed, options);
    const traced = [
      "-f",
      "-qq",
      "-e",
      "trace=execve,clone,clone3,fork,vfork",
      "-o",
      options.trace ?? "",
      file,
    ];
    const [command, words] = options.trace === undefined ? [file, args] : ["strace", [...traced, ...args]];
    const result = spawnSync(command, words, {
      cwd: options.cwd ?? this.home,
      env: {
        HOME: this.home,
        PATH: `${this.at("bin")}:/usr/bin:/bin`,
        LC_ALL: "C.UTF-8",
        TERM: "dumb",
        ...env,
        ...options.env,
      },
      encoding: "utf8",
      ...(input === undefined ? { stdio: ["ignore", "pipe", "pipe"] } : { input }),
    });
    const lines = result.stderr.split("\n").filter((line) => !OF_BASH_WITHOUT_TERMINAL.test(line));
    const said = lines.filter((line) => line.startsWith("gov: ")).map((line) => line.slice(5));
    const noise = lines.filter((line) => !line.startsWith("gov: "));
    return { stdout: result.stdout, said, noise, status: result.status };
  }

  /** The word that names the hook in a script, whatever the root is. */
  hook(shell: Shell): string {
    const file = path.join(this.gov.shellDir, `gov.${shell}`);
    return shell === "fish" ? quoteFish(file) : quotePosix(file);
  }

  private start(shell: Shell, lines: readonly string[], { before = "", after = "" }: SessionOptions) {
    const load = [before, `source ${this.hook(shell)}`, after];
    if (shell === "fish") {
      // Without a terminal fish shows no prompt; its event stands for that.
      const prompt = "function prompt; set -l kept $status; emit fish_prompt; return $kept; end";
      const typed = ["", ...lines, ""].join("\nprompt\n");
      return { file: "fish", args: ["--no-config", "-i", "-c", [prompt, ...load, typed].join("\n")] };
    }
    const input = lines.map((line) => `${line}\n`).join("");
    const quiet =
      shell === "bash" ? "PS1= PS2=" : "unset ZDOTDIR; PS1= PS2=; unsetopt prompt_sp prompt_cr zle";
    const rc = this.at(shell === "bash" ? "bashrc" : ".zshrc");
    writeFileSync(rc, [quiet, ...load, ""].join("\n"));
    if (shell === "bash")
      return { file: "bash", args: ["--noprofile", "--noediting", "--rcfile", rc, "-i"], input };
    return { file: "zsh", args: ["-d", "-i"], input, env: { ZDOTDIR: this.dir } };
  }
}

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { quoteFish, quotePosix } from "../../src/shells/quote.ts";
import type { Shell } from "../../src/shells/rc-line.ts";

/** What real shells offer for a line that ends where TAB is pressed. */
export class CompletionDriver {
  readonly #dir: string;

  /** `dir` holds the three scripts under the names the shells look for, and the working directory `here`. */
  constructor(dir: string) {
    this.#dir = dir;
    fs.mkdirSync(path.join(dir, "here"));
    fs.writeFileSync(path.join(dir, ".zshrc"), ZSHRC);
  }

  /** The words in the order of the shell, without their descriptions and what stands before a `=`. */
  offers(shell: Shell, line: string): string[] {
    const words = { bash: this.#bash, zsh: this.#zsh, fish: this.#fish }[shell].call(this, line);
    return words.map((word) => word.replace(/\t.*/, "").replace(/^--\w+=/, ""));
  }

  /** The command line of a shell that completes `line`, one offer a line. */
  command(shell: "bash" | "fish", line: string): [string, ...string[]] {
    return shell === "fish" ? this.#fishCommand(line) : this.#bashCommand(line);
  }

  #bash(line: string): string[] {
    return this.#run(this.#bashCommand(line))
      .split("\n")
      .filter((word) => word !== "");
  }

  /** readline cuts a line at blanks and at `=`; `compopt` works inside of a completion only. */
  #bashCommand(line: string): [string, ...string[]] {
    const words = line.split(/ +|(=)/).filter((word) => word !== undefined);
    const script = `set -u; compopt() { :; }; . ./gov.bash; COMP_WORDS=(${words.map(quotePosix).join(" ")})
      COMP_CWORD=${words.length - 1}; _gov_complete gov; printf '%s\\n' ${'${COMPREPLY[@]+"${COMPREPLY[@]}"}'}`;
    return ["bash", "--norc", "-c", script];
  }

  #fish(line: string): string[] {
    return this.#run(this.#fishCommand(line))
      .split("\n")
      .filter((word) => word !== "");
  }

  #fishCommand(line: string): [string, ...string[]] {
    const script = `function gov; end; set fish_complete_path ${quoteFish(this.#dir)} $fish_complete_path
      cd here; complete -C ${quoteFish(line)}`;
    return ["fish", "--no-config", "-c", script];
  }

  /** Only in its line editor does zsh complete, and only on a terminal does it have one. */
  #zsh(line: string): string[] {
    const script = `zmodload zsh/zpty; zpty z env ZDOTDIR=${quotePosix(this.#dir)} zsh -d -i
      zpty -r -m z out '*READY*'; zpty -n -w z ${quotePosix(line)}$'\\t'; zpty -r -m z out '*<<*>>*'
      print -r -- "\${\${out##*<<}%%>>*}"; zpty -d z`;
    return this.#run(["zsh", "-f", "-c", script])
      .split(/[ \r\n]+/)
      .filter((word) => word !== "");
  }

  #run([program, ...args]: readonly [string, ...string[]]): string {
    const env = { PATH: "/usr/bin:/bin", HOME: this.#dir, TERM: "dumb", LC_ALL: "C.UTF-8" };
    const { stdout, stderr } = spawnSync(program, args, {
      cwd: this.#dir,
      env,
      encoding: "utf8",
      timeout: 30_000,
    });
    if (stderr !== "") throw new Error(`${program} said: ${stderr}`);
    return stdout;
  }
}

/** Instead of being shown, what is offered is printed between two marks. */
const ZSHRC = `PS1=; unsetopt prompt_sp prompt_cr; fpath=($ZDOTDIR $fpath); autoload -Uz compinit; compinit -D -u; cd here
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  local -a found
  builtin compadd -A found "$@"
  offers+=($found)
}
capture() {
  offers=()
  _main_complete
  compstate[insert]= compstate[list]=
  print -r -- "<<\${(j: :)offers}>>"
}
zle -C capture complete-word capture
bindkey '^I' capture
precmd() { print READY }
`;

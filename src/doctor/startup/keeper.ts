/** A program that outlives shells and hands its own environment to each that is started in it. */
export interface Keeper {
  readonly name: string;
  /** Takes a variable out of what it hands on; null where only a restart helps. */
  readonly forget: (variable: string) => string | null;
}

/** The one that this shell was started in, as far as its environment tells. */
export function keeperOf(env: (name: string) => string | undefined): Keeper | undefined {
  if (env("TMUX") !== undefined) {
    return { name: "the tmux server", forget: (variable) => `tmux set-environment -gu ${variable}` };
  }
  if (env("STY") !== undefined) {
    return { name: "the screen session", forget: (variable) => `screen -X unsetenv ${variable}` };
  }
  const name = editorOf(env);
  return name === undefined ? undefined : { name, forget: () => null };
}

function editorOf(env: (name: string) => string | undefined): string | undefined {
  if (env("TERM_PROGRAM") === "vscode") return "VS Code";
  if (env("TERMINAL_EMULATOR") === "JetBrains-JediTerm") return "the JetBrains IDE";
  return env("INSIDE_EMACS") === undefined ? undefined : "Emacs";
}

import path from "node:path";
import type { Context } from "../config/context.ts";
import type { Home } from "../config/home.ts";
import { GovError } from "../errors.ts";
import type { FileChange } from "../fs/change-files.ts";
import { addLine, guardedCommand, hasLine, removeLine, SHELLS, type Shell } from "./rc-line.ts";

/** What decides which rc files a user's shells read. */
export interface Account {
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  readonly env: (name: string) => string | undefined;
}

/** Whose shells gov sets up. Throws `usage` without a home directory. */
export function accountOf({ homeDir, node, env }: Pick<Context, "homeDir" | "node" | "env">): Account {
  if (homeDir !== undefined) return { homeDir, platform: node.platform, env };
  throw new GovError("usage", "HOME is not set, so there are no start-up files", {
    hint: "export HOME=/home/you",
  });
}

/** The shell of `SHELL`, if gov knows it. */
export function loginShell({ env }: Pick<Context, "env">): Shell | undefined {
  const name = path.basename(env("SHELL") ?? "");
  return SHELLS.find((shell) => shell === name);
}

/** Each file of `rcFiles` with its bytes as a latin1 string; null when it is missing. */
export type RcContents = ReadonlyMap<string, string | null>;

/** One planned change of one rc file. */
export interface Edit extends FileChange {
  readonly shell: Shell;
  /** `update`: gov's line was there, for another root. */
  readonly action: "create" | "append" | "update" | "remove" | "none";
}

/** Every file that has a say in the plans below; read them all before planning. */
export function rcFiles(account: Account): string[] {
  return SHELLS.flatMap((shell) => [...editable(shell, account), ...witnesses(shell, account)]);
}

/** The login shell of the account, and every shell that has an rc file. */
export function detectShells(account: Account, contents: RcContents): Shell[] {
  const login = loginShell(account);
  return SHELLS.filter((shell) => {
    const traces = [...editable(shell, account), ...witnesses(shell, account)];
    return shell === login || traces.some((file) => isTrace(file) && exists(file, contents));
  });
}

/** The edits that make `shells` load the hook; those already done have the action `none`. */
export function planSetup(
  shells: readonly Shell[],
  plan: { readonly account: Account; readonly home: Pick<Home, "shellDir">; readonly contents: RcContents },
): Edit[] {
  return shells.flatMap((shell) => {
    const command = guardedCommand(shell, plan.home, plan.account.homeDir);
    return setupFiles(shell, plan.account, plan.contents).map((file) => {
      const before = plan.contents.get(file) ?? null;
      const after = addLine(before, command);
      return { shell, file, action: setupAction(before, after), before, after };
    });
  });
}

/** The edits that take gov's line out of every rc file, whatever shells are in use now. */
export function planRemoval(account: Account, contents: RcContents): Edit[] {
  return SHELLS.flatMap((shell) =>
    editable(shell, account).flatMap((file) => {
      const before = contents.get(file) ?? null;
      if (before === null || !hasLine(before)) return [];
      return [{ shell, file, action: "remove" as const, before, after: removeLine(before) }];
    }),
  );
}

function setupAction(before: string | null, after: string): Edit["action"] {
  if (before === null) return "create";
  if (before === after) return "none";
  return hasLine(before) ? "update" : "append";
}

/**
 * bash reads `.bashrc` in a terminal, but in a login shell (ssh, every macOS terminal) only the first of
 * three other files; that one is left alone when it reads `.bashrc` itself. On Linux a missing login file
 * stays missing: a new one would hide a `.profile` that comes later.
 */
function setupFiles(shell: Shell, account: Account, contents: RcContents): string[] {
  const files = editable(shell, account);
  if (shell !== "bash") return files;
  const [bashrc = "", bashProfile = "", ...others] = files;
  const login = [bashProfile, ...others].find((file) => exists(file, contents));
  if (login === undefined) return account.platform === "darwin" ? [bashrc, bashProfile] : [bashrc];
  const text = contents.get(login) ?? "";
  return readsBashrc(text) && !hasLine(text) ? [bashrc] : [bashrc, login];
}

function readsBashrc(text: string): boolean {
  return /^[^#\n]*\bbashrc\b/m.test(text);
}

/** Files gov may put its line into. */
function editable(shell: Shell, account: Account): string[] {
  const home = (name: string) => path.join(account.homeDir, name);
  if (shell === "bash") return [".bashrc", ".bash_profile", ".bash_login", ".profile"].map(home);
  if (shell === "zsh") return [path.join(absolute(account.env("ZDOTDIR")) ?? account.homeDir, ".zshrc")];
  return [path.join(fishDirectory(account), "conf.d", "gov.fish")];
}

/** Files that only show that the shell is in use. */
function witnesses(shell: Shell, account: Account): string[] {
  return shell === "fish" ? [path.join(fishDirectory(account), "config.fish")] : [];
}

function fishDirectory(account: Account): string {
  const config = absolute(account.env("XDG_CONFIG_HOME")) ?? path.join(account.homeDir, ".config");
  return path.join(config, "fish");
}

/** A relative directory means another place in every place. */
function absolute(directory: string | undefined): string | undefined {
  return directory?.startsWith("/") ? directory : undefined;
}

/** `.profile` belongs to every Bourne shell and tells nothing of bash. */
function isTrace(file: string): boolean {
  return path.basename(file) !== ".profile";
}

function exists(file: string, contents: RcContents): boolean {
  return (contents.get(file) ?? null) !== null;
}

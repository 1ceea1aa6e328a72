import fs from "node:fs";
import { manifestFile } from "../config/package-files.ts";
import { isSystemError } from "../errors.ts";
import { type CompletionCommand, completionCommands, type Manifest } from "./completions.ts";
import { bashBranches } from "./completions-bash.ts";
import { fishCompletes, fishNames, fishValued } from "./completions-fish.ts";
import { zshBranches } from "./completions-zsh.ts";
import { quoteFish, quotePosix } from "./quote.ts";
import type { Shell } from "./rc-line.ts";
import { fill, packagedTemplates, type ReadTemplate } from "./template.ts";

/** Where each shell looks for the completions of `gov`, below `shell/completions`. */
export const COMPLETION_FILES: Readonly<Record<Shell, string>> = {
  bash: "gov.bash",
  zsh: "_gov",
  fish: "gov.fish",
};

/** The script for this gov. */
export function completionScript(shell: Shell, root: string): string {
  const manifest = readManifest(manifestFile());
  if (manifest === undefined) throw new Error("the package of gov has no oclif.manifest.json");
  return renderCompletions(shell, root, manifest, packagedTemplates());
}

/** The script that completes gov's command line in `shell`. */
export function renderCompletions(
  shell: Shell,
  root: string,
  manifest: Manifest,
  read: ReadTemplate,
): string {
  const commands = completionCommands(manifest);
  return fill(read(`completions.${shell}`), values(shell, root, commands));
}

function values(shell: Shell, root: string, commands: readonly CompletionCommand[]): Record<string, string> {
  if (shell === "bash") return { ROOT: quotePosix(root), COMMANDS: bashBranches(commands) };
  if (shell === "zsh") return { ROOT: quotePosix(root), COMMANDS: zshBranches(commands) };
  return {
    ROOT: quoteFish(root),
    NAMES: fishNames(commands),
    VALUED: fishValued(commands),
    COMMANDS: fishCompletes(commands),
  };
}

/** oclif's list of the commands; `undefined` in a checkout that was not built yet. */
export function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Manifest;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
}

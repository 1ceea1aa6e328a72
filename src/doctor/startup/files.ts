import fs from "node:fs";
import path from "node:path";
import type { Context } from "../../config/context.ts";
import { readableNamesIn } from "../../fs/names-in.ts";
import { loginShell } from "../../shells/profile.ts";

/** How a start-up file is written. */
export type Format = "posix" | "fish" | "fish variables" | "environment" | "environment.d" | "pam" | "plist";

export interface StartupFile {
  readonly file: string;
  readonly format: Format;
}

type Asker = Pick<Context, "env" | "homeDir" | "cwd" | "node">;

/**
 * Where variables come from, in the order in which one stands above the other: a session's files first, then
 * groups of files that one shell reads, the login shell's own last, and what direnv loads. Whether a file is
 * there is not looked at. `root` is `/`, but for tests.
 */
export function startupFiles(asker: Asker, root: string): readonly (readonly StartupFile[])[] {
  const files = shellFiles(asker, root);
  const login = loginShell(asker);
  const others = (["fish", "zsh", "bash"] as const).filter((shell) => shell !== login);
  const inOrder = login === undefined ? others : [...others, login];
  const envrc = posix(nearestEnvrc(asker.cwd));
  const groups = [sessionFiles(asker, root), ...inOrder.map((shell) => files[shell])];
  // What direnv did not load explains a value only if nothing else does.
  return asker.env("DIRENV_DIR") === undefined ? [envrc, ...groups] : [...groups, envrc];
}

/** What is set before any shell starts. */
function sessionFiles(asker: Asker, root: string): readonly StartupFile[] {
  const system = below(path.join(root, "etc"));
  const home = below(asker.homeDir);
  const config = configDir(asker);
  const agents = (dir: string) => inDirectory(dir, /\.plist$/, "plist");
  return [
    ...system("environment").map((file) => ({ file, format: "environment" as const })),
    ...system("environment.d").flatMap((dir) => inDirectory(dir, /\.conf$/, "environment.d")),
    ...config("environment.d").flatMap((dir) => inDirectory(dir, /\.conf$/, "environment.d")),
    ...home(".pam_environment").map((file) => ({ file, format: "pam" as const })),
    ...(asker.node.platform === "darwin"
      ? [...agents(path.join(root, "Library/LaunchAgents")), ...home("Library/LaunchAgents").flatMap(agents)]
      : []),
  ];
}

function shellFiles(asker: Asker, root: string) {
  const system = below(path.join(root, "etc"));
  const home = below(asker.homeDir);
  const dotDir = absolute(asker.env("ZDOTDIR"));
  const zdot = below(dotDir ?? asker.homeDir);
  const fish = (directory: string) => [
    ...inDirectory(path.join(directory, "conf.d"), /\.fish$/, "fish"),
    { file: path.join(directory, "config.fish"), format: "fish" as const },
  ];
  return {
    bash: [
      ...posix(system("profile")),
      ...system("profile.d").flatMap((dir) => inDirectory(dir, /\.sh$/, "posix")),
      ...posix(system("bash.bashrc", "bashrc")),
      ...posix(home(".profile", ".bash_login", ".bash_profile", ".bashrc")),
    ],
    zsh: posix([
      ...["zshenv", "zprofile", "zshrc", "zlogin"].flatMap((name) => system(name, `zsh/${name}`)),
      ...(dotDir === undefined ? [] : home(".zshenv")),
      ...zdot(".zshenv", ".zprofile", ".zshrc", ".zlogin"),
    ]),
    fish: [
      ...system("fish").flatMap(fish),
      ...configDir(asker)("fish").flatMap((directory) => [
        { file: path.join(directory, "fish_variables"), format: "fish variables" as const },
        ...fish(directory),
      ]),
    ],
  };
}

/** The one that direnv finds: the nearest upwards. */
function nearestEnvrc(cwd: string | null): readonly string[] {
  if (cwd === null) return [];
  const file = path.join(cwd, ".envrc");
  if (fs.existsSync(file)) return [file];
  const parent = path.dirname(cwd);
  return parent === cwd ? [] : nearestEnvrc(parent);
}

function configDir({ env, homeDir }: Asker) {
  return below(absolute(env("XDG_CONFIG_HOME")) ?? (homeDir && path.join(homeDir, ".config")));
}

/** Names below a directory; none where there is no such directory to speak of. */
function below(directory: string | undefined) {
  return (...names: readonly string[]) =>
    directory === undefined ? [] : names.map((name) => path.join(directory, name));
}

function posix(files: readonly string[]): readonly StartupFile[] {
  return files.map((file) => ({ file, format: "posix" }));
}

function inDirectory(directory: string, names: RegExp, format: Format): readonly StartupFile[] {
  return readableNamesIn(directory)
    .filter((name) => names.test(name))
    .map((name) => ({ file: path.join(directory, name), format }));
}

function absolute(directory: string | undefined): string | undefined {
  return directory?.startsWith("/") ? directory : undefined;
}

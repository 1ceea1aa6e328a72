import type { Context } from "../config/context.ts";
import type { Home } from "../config/home.ts";
import { kindOf } from "../fs/kind-of.ts";
import { readText } from "../fs/read-text.ts";
import { type GoModVersions, parseGoMod } from "./files/go-mod.ts";
import { type PinLine, parseGoVersionFile } from "./files/go-version.ts";
import { parseToolVersions } from "./files/tool-versions.ts";
import type { InstalledToolchain } from "./installed.ts";
import type { Pin, ResolutionInput } from "./resolve.ts";
import { findSystemTool, isSameFile } from "./system.ts";

/** Where the question is asked. */
export interface Place extends Pick<Context, "env" | "cwd"> {
  readonly home: Pick<Home, "defaultFile" | "shimsDir">;
}

/** Reads what the rule looks at. Never fails: what cannot be read is not there. */
export function readResolutionInput(
  { env, cwd, home }: Place,
  installed: readonly InstalledToolchain[],
): ResolutionInput {
  const shared = {
    govVersion: env("GOV_VERSION"),
    defaultPin: readPin(home.defaultFile, parseGoVersionFile),
    installed,
    systemGo: findSystemTool("go", env("PATH"), home.shimsDir),
  };
  const here = currentDirectory(env("PWD"), cwd);
  if (here === undefined) return { ...shared, pins: [], goMod: undefined, homePins: [] };
  const homeDir = env("HOME");
  const userHome = homeDir?.startsWith("/") ? withoutSlash(homeDir) : undefined;
  const directories = upwards(here);
  const homeAt = userHome === undefined ? -1 : directories.indexOf(userHome);
  return {
    ...shared,
    pins: pinsIn(homeAt === -1 ? directories : directories.slice(0, homeAt)),
    goMod: readGoMod(directories, env("GOWORK")),
    homePins: userHome === undefined ? [] : pinsIn(upwards(userHome)),
  };
}

/** The current directory and all above it, nearest first, without a slash at the end; none when it is gone. */
export function directoriesFrom({ env, cwd }: Pick<Place, "env" | "cwd">): string[] {
  const here = currentDirectory(env("PWD"), cwd);
  return here === undefined ? [] : upwards(here);
}

/**
 * `$PWD`, which keeps the links one came by, if it can be trusted, else the physical path; `undefined` when
 * the current directory is gone. Directories have no slash at the end here: the root is empty.
 */
function currentDirectory(pwd: string | undefined, cwd: string | null): string | undefined {
  if (cwd === null) return undefined;
  if (pwd?.startsWith("/")) {
    const directory = oneSlashLess(pwd);
    if (!/\/(\/|\.\.?\/)/.test(`${directory}/`) && isSameFile(pwd, cwd)) return directory;
  }
  return withoutSlash(cwd);
}

/** The directory and all above it; the last is the root, which is the empty text. */
function upwards(directory: string): string[] {
  const parts = directory.split("/");
  return parts.map((_part, index) => parts.slice(0, parts.length - index).join("/"));
}

function pinsIn(directories: readonly string[]): Pin[] {
  return directories.flatMap((dir) => {
    const own = readPin(`${dir}/.go-version`, parseGoVersionFile);
    const shared = readPin(`${dir}/.tool-versions`, parseToolVersions);
    return [own, shared].filter((pin) => pin !== undefined);
  });
}

function readPin(file: string, parse: (text: string) => PinLine | undefined): Pin | undefined {
  const pin = parse(readText(file) ?? "");
  return pin && { file, ...pin };
}

/** go.work stands above every go.mod; `GOWORK` says where it is, or turns it off. */
function readGoMod(
  directories: readonly string[],
  goWork: string | undefined,
): (GoModVersions & { file: string }) | undefined {
  const work = goWork === undefined || goWork === "auto" ? nearest(directories, "go.work") : goWork;
  for (const file of [work, nearest(directories, "go.mod")]) {
    const text = file?.startsWith("/") ? readText(file) : undefined;
    if (file !== undefined && text !== undefined) return { file, ...parseGoMod(text) };
  }
  return undefined;
}

function nearest(directories: readonly string[], name: string): string | undefined {
  return directories.map((dir) => `${dir}/${name}`).find((file) => kindOf(file) === "file");
}

function oneSlashLess(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, "");
}

import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { VERSION } from "./archives.ts";
import type { Work } from "./measure.ts";
import { benchDir, freshDir, gov, SYSTEM_PATH } from "./place.ts";

interface Program {
  /** With its version. */
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

interface Usage {
  readonly list: string;
  readonly install: readonly string[];
  /** Where it wants `go` to be found, below its home, and what that is. */
  readonly go: string;
  readonly goIs: string;
  /** Variables that keep it to its home and to the archives of a server. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A program that installs Go and says which one runs, and the only server that it may reach. */
export type Manager = Program & Usage & { readonly url: string };

/** By the names of their programs. Both ask for `.sha256` beside an archive. */
const PEERS: Readonly<Record<string, (url: string) => Usage>> = {
  mise: (url) => ({
    list: "ls",
    install: ["install", `go@${VERSION}`],
    go: ".local/share/mise/shims/go",
    goIs: "a shim, pin five up",
    settings: {
      MISE_GO_DOWNLOAD_MIRROR: url,
      MISE_USE_VERSIONS_HOST: "false",
      MISE_GO_REPO: repositoryWithTag(`go${VERSION}`),
      MISE_IDIOMATIC_VERSION_FILE_ENABLE_TOOLS: "go",
      MISE_CEILING_PATHS: benchDir,
      MISE_SYSTEM_DIR: path.join(benchDir, "none"),
    },
  }),
  // https://github.com/thinkgos/goup-rs. The goup of owenthereal knows no `--version`.
  goup: (url) => ({
    list: "list",
    install: ["install", "--use-raw-version", VERSION],
    go: ".goup/current/bin/go",
    goIs: "a link, no pins",
    settings: { GOUP_GO_REGISTRY: url },
  }),
};

export const PEER_NAMES = Object.keys(PEERS);

/** The peers on PATH, each for the server at the address it is given. */
export function peersOnPath(): ((url: string) => Manager)[] {
  return Object.entries(PEERS).flatMap(([name, usage]) => {
    const file = onPath(name);
    const program = file === undefined ? undefined : programOf(name, file);
    return program === undefined ? [] : [(url: string) => ({ ...program, ...usage(url), url })];
  });
}

export function govAt(url: string): Manager {
  return {
    name: "gov",
    argv: gov,
    list: "list",
    install: ["install", "--from", `${url}/`, VERSION],
    go: ".gov/shims/go",
    goIs: "a shim, pin five up",
    settings: { GOPROXY: url },
    url,
  };
}

/** A call of it in its home, without a variable of the user. */
export function callOf({ argv, settings, url }: Manager, home: string, args: readonly string[]): Work {
  const env = { HOME: home, PATH: SYSTEM_PATH, HTTPS_PROXY: url, NO_PROXY: "127.0.0.1", ...settings };
  return { argv: [...argv, ...args], cwd: home, env };
}

function onPath(name: string): string | undefined {
  const dirs = (process.env.PATH ?? "").split(path.delimiter);
  return dirs.map((dir) => path.join(dir, name)).find((file) => fs.existsSync(file));
}

/** Undefined where `--version` names none: another program of that name. */
function programOf(name: string, file: string): Program | undefined {
  const home = freshDir();
  const env = { HOME: home, PATH: SYSTEM_PATH };
  const { status, stdout } = spawnSync(file, ["--version"], { cwd: home, env, encoding: "utf8" });
  const version = status === 0 ? /\d+\.\d+[\d.]*/.exec(stdout)?.[0] : undefined;
  return version === undefined ? undefined : { name: `${name} ${version}`, argv: [file] };
}

/** mise wants Go's own repository for the list of versions: this one has the tag and no commit. */
function repositoryWithTag(tag: string): string {
  const dir = freshDir();
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: dir, input: "", encoding: "utf8" }).trim();
  git("init", "--quiet");
  git("tag", tag, git("hash-object", "-w", "--stdin"));
  return dir;
}

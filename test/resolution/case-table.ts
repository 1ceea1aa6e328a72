import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseUpstreamName, parseVersion } from "../../src/goversion/version.ts";
import type { InstalledToolchain } from "../../src/resolution/installed.ts";
import { readResolutionInput } from "../../src/resolution/locate.ts";
import { type Resolution, resolve } from "../../src/resolution/resolve.ts";

/**
 * One row of cases.json, spelled out. Paths are relative to the directory of the case, `$T`, which holds
 * the user's home `h`, gov's `root` and, with `system`, a go in `bin`.
 */
export interface Case {
  readonly is: string;
  /** Installed: `1.22.5`, `1.22.5!` without proof, `1.22.5-` broken, `tip=go1.30.0` linked with its VERSION. */
  readonly have?: string;
  /** Directories in `versions/` that look installed and have names of nothing. */
  readonly dirs?: readonly string[];
  readonly default?: string;
  readonly system?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** `$PWD` when it is not the current directory. */
  readonly pwd?: string;
  /** Path to text; `-> x` is a link to x, `|` a FIFO, a name with a slash at the end a directory. */
  readonly tree?: Readonly<Record<string, string>>;
  /** NAME or `-`, kind, place, and `!x` for a missing x or `?` for an invalid request. */
  readonly want: string;
}

/** A case on disk. */
export interface Prepared {
  readonly is: string;
  readonly want: string;
  readonly dir: string;
  readonly cwd: string;
  /** PWD, HOME, PATH, GOV_VERSION, GOWORK, as far as they are set. */
  readonly env: Readonly<Record<string, string>>;
  readonly installed: readonly InstalledToolchain[];
}

const HAVE = "1.20.0 1.20.14 1.21.13 1.22.5 1.22.12 1.23.0 1.24rc1 tip=go1.30.0 my.go_1-x=";
type Row = readonly [text: string, want: string];

export function readCases(): Case[] {
  const table = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, "cases.json"), "utf8")) as {
    goVersion: Row[];
    toolVersions: Row[];
    govVersion: Row[];
    goMod: Row[];
    cases: Case[];
  };
  const inFile = (file: string) => (row: Row) => ({
    is: `${path.basename(file)} ${JSON.stringify(row[0])}`,
    tree: { [file]: row[0] },
    want: row[1].replace("@", file),
  });
  return [
    ...table.goVersion.map(inFile("h/p/.go-version")),
    ...table.toolVersions.map(inFile("h/p/.tool-versions")),
    ...table.goMod.map((row) => ({ ...inFile("h/p/go.mod")(row), default: "1.23.0\n" })),
    ...table.govVersion.map(([text, want]) => ({
      is: `GOV_VERSION ${JSON.stringify(text)}`,
      env: { GOV_VERSION: text },
      want,
    })),
    ...table.cases,
  ];
}

/** Puts the case into an empty directory. */
export function prepare(row: Case, dir: string): Prepared {
  const cwd = path.join(dir, row.cwd ?? "h/p/a");
  const at = (text: string) => text.replaceAll("$T", dir);
  for (const name of ["h", "root/versions", "root/shims", "none"]) makeDirectory(path.join(dir, name));
  writeProgram(path.join(dir, "root/shims/go"));
  if (row.system) writeProgram(path.join(dir, "bin/go"));
  if (row.default !== undefined) fs.writeFileSync(path.join(dir, "root/default"), row.default);
  for (const name of row.dirs ?? []) writeProgram(path.join(dir, "root/versions", name, "go/bin/go"));
  const installed = (row.have ?? HAVE).split(" ").flatMap((token) => install(token, dir));
  for (const [name, text] of Object.entries(row.tree ?? {})) writeEntry(path.join(dir, name), name, text);
  makeDirectory(cwd);
  const env = Object.entries({ HOME: "$T/h", PATH: "$T/bin", ...row.env }).map(([name, v]) => [name, at(v)]);
  const pwd = row.pwd === undefined ? cwd : at(row.pwd);
  return { is: row.is, want: row.want, dir, cwd, env: { PWD: pwd, ...Object.fromEntries(env) }, installed };
}

/** What TypeScript answers. */
export function resolvePrepared({ dir, cwd, env, installed }: Prepared): Resolution {
  const home = { defaultFile: path.join(dir, "root/default"), shimsDir: path.join(dir, "root/shims") };
  const place = { env: (name: string) => env[name] || undefined, cwd, home };
  return resolve(readResolutionInput(place, installed));
}

/** An answer in the words of `want`. */
export function describeResolution({ name, reason, missing }: Resolution, dir: string): string {
  const place = reason.file === undefined ? "" : `${reason.file}:${reason.line}`;
  const trouble = missing === null ? "" : missing.invalid ? "?" : `!${missing.name}`;
  return describeAnswer([name ?? "-", reason.kind, place, trouble], dir);
}

/** An answer from its parts; empty ones are left out. */
export function describeAnswer(parts: readonly string[], dir: string): string {
  return parts
    .filter((part) => part !== "")
    .join(" ")
    .replace(`${dir}/`, "");
}

function install(token: string, dir: string): InstalledToolchain[] {
  if (token === "") return [];
  const [, name = "", mark] = /^([^!=]*)([!=].*)?$/.exec(token.replace(/-$/, "=-")) ?? [];
  const goroot = path.join(dir, "root/versions", name, "go");
  if (mark === "=-") {
    makeDirectory(goroot);
    return [];
  }
  writeProgram(path.join(goroot, "bin/go"));
  const linked = mark?.startsWith("=") === true;
  const unproven = mark === "!";
  if (unproven) fs.writeFileSync(path.join(goroot, "../unproven"), "");
  if (linked && mark !== "=") fs.writeFileSync(path.join(goroot, "VERSION"), `${mark?.slice(1)}\ntime x\n`);
  const released = /^[0-9.]+(rc|beta)?[0-9]*(?=\.[a-z]|$)/.exec(name)?.[0] ?? "";
  const version = linked
    ? parseUpstreamName(mark?.slice(1) ?? "")
    : parseVersion(released.replace(/\.$/, ""));
  return [{ name, version: version ?? null, kind: linked ? "linked" : "managed", goroot, unproven }];
}

function writeEntry(file: string, name: string, text: string): void {
  makeDirectory(name.endsWith("/") ? file : path.dirname(file));
  if (name.endsWith("/")) return;
  if (text === "|") execFileSync("mkfifo", [file]);
  else if (text.startsWith("-> ")) fs.symlinkSync(text.slice(3), file);
  else fs.writeFileSync(file, text);
}

function writeProgram(file: string): void {
  makeDirectory(path.dirname(file));
  fs.writeFileSync(file, "#!/bin/sh\n", { mode: 0o755 });
}

function makeDirectory(dir: string): void {
  fs.mkdirSync(dir, { recursive: true });
}

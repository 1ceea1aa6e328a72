import fs from "node:fs";
import path from "node:path";
import { splitPath } from "../../environment/path-list.ts";
import { kindOf } from "../../fs/kind-of.ts";
import { readText } from "../../fs/read-text.ts";
import { isOnPath } from "../../resolution/system.ts";
import type { GoProgram } from "../go/go-program.ts";
import type { Machine } from "../machine.ts";
import { once } from "../once.ts";
import type { Manager } from "./known.ts";
import { homesOf, isMarked } from "./ownership.ts";
import { linesOf, type StartupLine } from "./startup-lines.ts";

/** What there is of a manager on this machine. */
export interface Traces {
  /**
   * Looked up when asked for. `active`: installed, and the go that is typed is its. `shadowed`: installed, and another go comes first.
   * `gone`: removed, with something left. `absent`: nothing of it.
   */
  readonly level: "active" | "shadowed" | "gone" | "absent";
  /** Lines of start-up files that have to do with it. */
  readonly lines: readonly StartupLine[];
  /** Variables that only it sets, by name. */
  readonly variables: readonly string[];
  /** Entries of PATH in its directories. */
  readonly pathEntries: readonly string[];
  /** Its shim of go, where what that would start is not there. */
  readonly deadShim: DeadShim | null;
  /** Links of its that lead nowhere. */
  readonly danglingLinks: readonly string[];
}

export interface DeadShim {
  readonly program: GoProgram;
  /** What it would start. */
  readonly missing: string;
}

export function tracesOf(manager: Manager, machine: Machine): Traces {
  const { context } = machine;
  const pathEntries = splitPath(context.env("PATH")).filter((it) => machine.managerOf(it) === manager);
  const traces = {
    lines: linesOf(manager, machine.startup().files, context),
    variables: manager.variables.filter((name) => context.env(name) !== undefined),
    pathEntries,
    deadShim: deadShimIn(pathEntries, machine),
    danglingLinks: danglingLinks(manager, machine),
  };
  const level = once(() => levelOf(manager, traces, machine));
  return {
    ...traces,
    get level() {
      return level();
    },
  };
}

/** Has it left anything that is seen from here? An installed one that no shell loads has not. */
export function hasTraces({ lines, variables, pathEntries, danglingLinks }: Omit<Traces, "level">): boolean {
  return lines.length + variables.length + pathEntries.length + danglingLinks.length > 0;
}

function levelOf(manager: Manager, traces: Omit<Traces, "level">, machine: Machine): Traces["level"] {
  if (isMarked(manager, machine.context) || hasProgram(manager, machine)) {
    const program = machine.used()?.program;
    const isIts = [program?.file, program?.real, machine.used()?.goroot].some(
      (it) => it && machine.managerOf(it) === manager,
    );
    return isIts ? "active" : "shadowed";
  }
  return hasTraces(traces) ? "gone" : "absent";
}

/** Directories where programs usually are, whatever the PATH of this process is. */
const USUAL_DIRECTORIES = [
  "/usr/local/bin",
  "/usr/bin",
  "/opt/homebrew/bin",
  "/home/linuxbrew/.linuxbrew/bin",
  "/snap/bin",
];

/** Is its program on PATH, or where the start-up files would have it be? */
function hasProgram({ programs }: Manager, { context, startup }: Machine): boolean {
  if (programs.length === 0) return false;
  const { homeDir } = context;
  const home = (directory: string) => (homeDir === undefined ? [] : [path.join(homeDir, directory)]);
  const assigned = startup()
    .assignments("PATH")
    .flatMap(({ value }) => value.replaceAll("$HOME", homeDir ?? "").split(/[:\s()]/));
  const directories = [
    ...USUAL_DIRECTORIES,
    ...home(".local/bin"),
    ...home("bin"),
    ...home(".cargo/bin"),
    ...assigned,
  ];
  const places = `${context.env("PATH") ?? ""}:${directories.join(":")}`;
  return programs.some((name) => isOnPath(name, places));
}

/** The first shim of go in these directories whose script starts something that is not there. */
function deadShimIn(pathEntries: readonly string[], { programs, context }: Machine): DeadShim | null {
  for (const program of programs()) {
    if (program.kind !== "other" || !pathEntries.includes(path.dirname(program.file))) continue;
    const missing = startedBy(program.file).find((it) => !isThere(it, context.env("PATH")));
    if (missing !== undefined) return { program, missing };
  }
  return null;
}

/** The programs that a shell script replaces itself by. */
function startedBy(script: string): readonly string[] {
  const text = readText(script) ?? "";
  if (!text.startsWith("#!")) return [];
  return [...text.matchAll(/^\s*exec\s+"?([^\s"'$`]+)"?/gm)].map(([, program = ""]) => program);
}

function isThere(program: string, searchPath: string | undefined): boolean {
  return program.includes("/") ? kindOf(program) !== "missing" : isOnPath(program, searchPath);
}

function danglingLinks(manager: Manager, { context }: Machine): readonly string[] {
  const links = homesOf(manager, context).flatMap((home) =>
    manager.links.map((link) => path.join(home, link)),
  );
  return links.filter((link) => isLink(link) && kindOf(link) === "missing");
}

function isLink(file: string): boolean {
  try {
    return fs.lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

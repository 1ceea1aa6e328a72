import path from "node:path";
import type { Context } from "../config/context.ts";
import { parseVersion, upstreamName } from "../goversion/version.ts";
import { readTreeVersion } from "../platform/tree.ts";
import { isSetUp } from "../shells/is-set-up.ts";
import type { ResolutionHere } from "./here.ts";
import { missingError } from "./missing.ts";
import { findProgram, findSystemTool, isSameFile, treeAround } from "./system.ts";
import { placeOf } from "./trace.ts";

/** What typing `go version` here will do now. */
export interface Outlook {
  /** The release that will answer, such as `go1.21.6`; null when none will, or it cannot be told. */
  readonly release: string | null;
  /** Why that one: the end of a sentence. */
  readonly because: string;
  /** The one thing in the way of what was chosen, with a way out. */
  readonly obstacle: { readonly sentence: string; readonly hint: string } | null;
}

type Shell = Pick<Context, "env" | "home" | "homeDir" | "node">;

/** Follows PATH, the pins and Go's own switch to the release that answers. Starts nothing. */
export function outlookHere(resolution: ResolutionHere, shell: Shell): Outlook {
  const { env, home } = shell;
  const first = findProgram("go", env("PATH"));
  if (first === undefined || !isSameFile(path.dirname(first), home.shimsDir))
    return withoutShims(first, shell);
  if (!resolution.installed) {
    const { message, hint = "gov install" } = missingError(resolution);
    return { release: null, because: "", obstacle: { sentence: message, hint } };
  }
  return afterSwitch(resolution, ownRelease(resolution, shell));
}

/** That of the toolchain itself, before Go's own switch. */
function ownRelease({ version, root, kind }: ResolutionHere, { env, home }: Shell): string | null {
  const parsed = version === null ? undefined : parseVersion(version);
  if (parsed !== undefined) return upstreamName(parsed);
  if (root !== null) return readTreeRelease(root);
  const system = kind === "system" ? findSystemTool("go", env("PATH"), home.shimsDir) : undefined;
  return system === undefined ? null : releaseOf(system);
}

function withoutShims(first: string | undefined, shell: Shell): Outlook {
  const hint = isSetUp(shell) ? "open a new shell: its start-up file loads gov" : "gov setup";
  if (first === undefined) {
    const obstacle = { sentence: "gov's shims are not on PATH of this shell", hint };
    return { release: null, because: "", obstacle };
  }
  const release = releaseOf(first);
  const sentence = `${first} comes before gov's shims on PATH of this shell`;
  return { release, because: `from ${first}`, obstacle: { sentence, hint } };
}

function afterSwitch({ goSwitch, reason }: ResolutionHere, own: string | null): Outlook {
  const because = reason.kind === "default" ? "the default" : `by ${placeOf(reason)}`;
  const { needs, outcome, setting } = goSwitch;
  if (needs === null && outcome !== "error") return { release: own, because, obstacle: null };
  const wanted = needs === null ? "" : `go${needs}`;
  if (outcome === "path")
    return { release: wanted, because: "by Go's own switch, which finds it installed", obstacle: null };
  const what = needs === null ? `GOTOOLCHAIN=${setting} is not valid` : `Go ${needs} is asked for here`;
  const then = outcome === "download" ? "and is not installed, so go will download it" : "so go will refuse";
  const hint = needs === null ? "go env -u GOTOOLCHAIN" : `gov install ${needs}`;
  return {
    release: null,
    because,
    obstacle: { sentence: `${what} (GOTOOLCHAIN=${setting || "auto"}), ${then}`, hint },
  };
}

function releaseOf(program: string): string | null {
  const root = treeAround(program);
  return root && readTreeRelease(root);
}

function readTreeRelease(root: string): string | null {
  const version = readTreeVersion(root);
  return version && upstreamName(version);
}

import fs from "node:fs";
import path from "node:path";
import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";
import { versionName } from "../goversion/version.ts";
import { hostPlatform } from "../platform/detect.ts";
import { samePlatform } from "../platform/platform.ts";
import { readTreeVersion, readVersionLine } from "../platform/tree.ts";
import { type ResolutionHere, resolveHere } from "../resolution/here.ts";
import { missingError } from "../resolution/missing.ts";
import { findSystemTool, treeAround } from "../resolution/system.ts";
import { listToolchains, type Store } from "./store.ts";

/** The Go that runs here. */
export type GoHere =
  | {
      readonly kind: "managed" | "linked";
      readonly name: string;
      readonly version: string | null;
      readonly goroot: string;
    }
  | {
      readonly kind: "system";
      readonly version: string | null;
      /** Null for a go that does not stand in its tree, such as another manager's shim. */
      readonly goroot: string | null;
    };

/** Everything in `versions/`, as this machine looks at it. */
export function storeHere({ home, node }: Pick<Context, "home" | "node">): Store {
  return listToolchains(home, hostPlatform(node));
}

/** The names of what can run on this machine, linked trees too. Throws `not-installed` when there is nothing. */
export function runnableHere(context: Pick<Context, "home" | "node">): string[] {
  const host = hostPlatform(context.node);
  const runnable = storeHere(context).toolchains.filter(({ platform }) => samePlatform(platform, host));
  if (runnable.length > 0) return runnable.map(({ name }) => name);
  throw new GovError("not-installed", "no Go is installed", { hint: "gov install latest" });
}

/** Which Go runs in the directory of this context, as shims and hooks see it too. */
export function resolutionHere(context: Context): ResolutionHere {
  return resolveHere(context, storeHere(context).toolchains);
}

/** The Go that runs here, or the failure that a shim would report. */
export function goHere(context: Context): GoHere {
  const resolution = resolutionHere(context);
  const { kind, name, version, root } = resolution;
  if (kind === "system") return systemGo(context);
  if (kind === "none" || name === null || root === null) throw missingError(resolution);
  return { kind, name, version, goroot: root };
}

/** The program that a shim of this name would become. Throws `failed`, saying where else to look. */
export function toolHere(tool: string, go: GoHere, { env, home }: Pick<Context, "env" | "home">): string {
  if (tool === "" || tool.includes("/")) {
    throw new GovError("usage", `\`${tool}\` is not the name of a tool`, { hint: "gov which gofmt" });
  }
  const isSystem = go.kind === "system";
  const file = isSystem ? systemTool(tool, env, home) : toolIn(tool, go.goroot);
  if (file !== undefined) return file;
  const isInternal = go.goroot !== null && internalTools(go.goroot).includes(tool);
  const where = isSystem ? "on PATH" : `in the bin directory of ${go.name}`;
  throw new GovError("failed", `there is no \`${tool}\` ${where}`, {
    hint: isInternal ? `it is one of the tools that go starts itself: go tool ${tool}` : `command -v ${tool}`,
  });
}

function systemGo({ env, home }: Context): GoHere {
  const program = systemTool("go", env, home);
  const goroot = treeAround(program);
  if (goroot === null || readVersionLine(goroot) === "")
    return { kind: "system", version: null, goroot: null };
  const version = readTreeVersion(goroot);
  return { kind: "system", version: version && versionName(version), goroot };
}

function systemTool(tool: string, env: Context["env"], home: Context["home"]): string | undefined {
  return findSystemTool(tool, env("PATH"), home.shimsDir);
}

function toolIn(tool: string, goroot: string): string | undefined {
  const file = path.join(goroot, "bin", tool);
  return fs.existsSync(file) ? file : undefined;
}

function internalTools(goroot: string): string[] {
  const parent = path.join(goroot, "pkg", "tool");
  return namesIn(parent).flatMap((pair) => namesIn(path.join(parent, pair)));
}

import fs from "node:fs";
import path from "node:path";
import { type Home, toolchainPathsIn } from "../config/home.ts";
import { isSystemError } from "../errors.ts";
import { namesIn } from "../fs/names-in.ts";
import { compareVersions, type GoVersion, parseVersion, versionName } from "../goversion/version.ts";
import { type Platform, platformName, samePlatform } from "../platform/platform.ts";
import { readTreeVersion } from "../platform/tree.ts";
import type { InstalledToolchain } from "../resolution/installed.ts";
import { isUnproven, parseReceipt, platformOf, type Receipt } from "./receipt.ts";

/** One toolchain on this disk, complete. */
export interface Toolchain extends InstalledToolchain {
  readonly platform: Platform;
  readonly dir: string;
  readonly receipt: Receipt;
}

/** An entry of `versions/` that is no toolchain, and why. */
export interface StoreProblem {
  readonly path: string;
  readonly message: string;
}

/** What stands in `versions/`. */
export interface Store {
  readonly toolchains: readonly Toolchain[];
  readonly problems: readonly StoreProblem[];
}

/** The directory of a release below `versions/`: its version, with the platform when that is not `host`. */
export function toolchainName(version: GoVersion, platform: Platform, host: Platform): string {
  const name = versionName(version);
  return samePlatform(platform, host) ? name : `${name}.${platformName(platform)}`;
}

/**
 * Everything in `versions/`, in Go's order, other platforms after the host's and linked trees last; a root
 * that does not exist yet is empty. Reads a receipt each and nothing else, and never fails on an entry.
 */
export function listToolchains(home: Pick<Home, "versionsDir">, host: Platform): Store {
  const toolchains: Toolchain[] = [];
  const problems: StoreProblem[] = [];
  for (const name of namesIn(home.versionsDir).sort()) {
    if (name.startsWith(".")) continue;
    const found = readEntry(path.join(home.versionsDir, name), host);
    if (found === undefined) continue;
    if ("message" in found) problems.push(found);
    else toolchains.push(found);
  }
  return { toolchains: toolchains.sort(compareToolchains), problems };
}

/** What goes, or is replaced, while it is read is no problem of anybody's. */
function readEntry(dir: string, host: Platform): Toolchain | StoreProblem | undefined {
  const found = readToolchain(dir, host);
  if (!("message" in found)) return found;
  return fs.lstatSync(dir, { throwIfNoEntry: false }) && readToolchain(dir, host);
}

/** `undefined` when there is no such toolchain, or a broken one: installing it again mends that. */
export function findToolchain(
  home: Pick<Home, "versionsDir">,
  name: string,
  host: Platform,
): Toolchain | undefined {
  if (name.startsWith(".") || name.includes("/")) return undefined;
  const found = readToolchain(path.join(home.versionsDir, name), host);
  return "message" in found ? undefined : found;
}

/** Reads `versions/NAME`, or says why it is not a toolchain. */
export function readToolchain(dir: string, host: Platform): Toolchain | StoreProblem {
  const paths = toolchainPathsIn(dir);
  const receipt = readReceipt(paths.receipt);
  if ("problem" in receipt) return { path: dir, message: receipt.problem };
  const name = path.basename(dir);
  const platform = platformOf(receipt);
  const go = platform.os === "windows" ? "go.exe" : "go";
  if (!fs.existsSync(path.join(paths.goroot, "bin", go))) return { path: dir, message: noGo(receipt, go) };
  const linked = receipt.origin.kind === "linked";
  if (!linked && !isNamedAfter(name, receipt, host)) {
    return { path: dir, message: `holds Go ${receipt.version} for ${platformName(platform)}` };
  }
  return {
    name,
    // A linked tree belongs to somebody else, who may have replaced it since.
    version: linked ? readTreeVersion(paths.goroot) : (parseVersion(receipt.version ?? "") ?? null),
    platform,
    kind: linked ? "linked" : "managed",
    dir,
    goroot: paths.goroot,
    receipt,
    unproven: isUnproven(receipt),
  };
}

function readReceipt(file: string): Receipt | { readonly problem: string } {
  try {
    const receipt = parseReceipt(fs.readFileSync(file, "utf8"));
    return "problem" in receipt ? { problem: `has a bad receipt.json: ${receipt.problem}` } : receipt;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return { problem: "has no receipt.json" };
    if (isSystemError(error, "ENOTDIR")) return { problem: "is not a directory" };
    if (error instanceof Error && "code" in error)
      return { problem: "has a receipt.json that cannot be read" };
    throw error;
  }
}

function noGo({ origin }: Receipt, go: string): string {
  return origin.kind === "linked"
    ? `is linked to ${origin.path}, which is no Go tree any more`
    : `has no go/bin/${go}`;
}

function isNamedAfter(name: string, receipt: Receipt, host: Platform): boolean {
  const platform = platformOf(receipt);
  const { version } = receipt;
  if (name === version) return samePlatform(platform, host);
  return name === `${version}.${platformName(platform)}`;
}

/** By name, a linked one comes after every release: letters are behind digits. */
function compareToolchains(a: Toolchain, b: Toolchain): number {
  const releases = a.kind === "managed" && b.kind === "managed";
  const byVersion = releases && a.version && b.version ? compareVersions(a.version, b.version) : 0;
  return byVersion || (a.name < b.name ? -1 : 1);
}

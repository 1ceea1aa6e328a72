import fs from "node:fs";
import path from "node:path";
import type { Context } from "../config/context.ts";
import { type Home, toolchainPathsIn } from "../config/home.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { readSettings } from "../config/settings.ts";
import { GovError, isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { parsePinText } from "../goversion/pin.ts";
import { versionName } from "../goversion/version.ts";
import { hostPlatform } from "../platform/detect.ts";
import type { Platform } from "../platform/platform.ts";
import { readTreePlatform, readTreeVersion } from "../platform/tree.ts";
import { refreshShims } from "../shims/refresh.ts";
import { claimLayout } from "./layout.ts";
import { type Receipt, receiptText } from "./receipt.ts";
import { createStaging, sweep } from "./staging.ts";
import { readToolchain, type Toolchain } from "./store.ts";

export interface LinkOptions {
  /** Put it in the place of what has the name. */
  readonly force: boolean;
  readonly host: Platform;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The version of gov. */
  readonly gov: string;
}

/** `gov link`: links a tree, named from the current directory, and makes sure that shims are there. */
export function linkHere(name: string, dir: string, force: boolean, context: Context): Toolchain {
  const settings = readSettings(context);
  const options = { force, host: hostPlatform(context.node), now: context.now(), gov: context.gov };
  sweep(context.home, context);
  claimLayout(context.home);
  const linked = linkToolchain(context.home, name, pathFromHere(dir, context), options);
  refreshShims(context, settings);
  return linked;
}

/**
 * Gives a Go tree that is not gov's a name here; `dir` is absolute and stays where it is. A name that is
 * taken, unless by a link to `dir`, is `refused`, as is a directory that is no Go tree.
 */
export function linkToolchain(
  home: Pick<Home, "versionsDir" | "stagingDir" | "trashDir">,
  name: string,
  dir: string,
  { force, host, now, gov }: LinkOptions,
): Toolchain {
  checkName(name);
  checkTree(dir);
  if (dir.startsWith(path.join(home.versionsDir, name, "/"))) {
    throw new GovError("refused", `${dir} belongs to ${name} itself`, { hint: "gov list" });
  }
  const staging = createStaging(home, `link-${name}`);
  try {
    const paths = toolchainPathsIn(staging.dir);
    fs.symlinkSync(dir, paths.goroot);
    fs.writeFileSync(paths.receipt, receiptText(linkReceipt(dir, host, now, gov)));
    const outcome = force ? staging.replace(name) : staging.publish(name, host);
    if (outcome === "lost" && !isLinkTo(path.join(home.versionsDir, name, "go"), dir)) {
      throw new GovError("refused", `${name} exists already`, { hint: `gov link --force ${name} ${dir}` });
    }
  } catch (error) {
    throw diskError(error, `cannot link ${name} to ${dir}`);
  } finally {
    staging.discard();
  }
  const linked = readToolchain(path.join(home.versionsDir, name), host);
  if ("message" in linked) throw new GovError("failed", `${linked.path} ${linked.message}`);
  return linked;
}

function isLinkTo(file: string, target: string): boolean {
  const isLink = fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && fs.readlinkSync(file) === target;
}

function linkReceipt(dir: string, host: Platform, now: number, gov: string): Receipt {
  const platform = readTreePlatform(dir) ?? host;
  const version = readTreeVersion(dir);
  return {
    schema: 1,
    version: version === null ? null : versionName(version),
    os: platform.os,
    arch: platform.arch,
    origin: { kind: "linked", path: dir },
    archive: null,
    h1: null,
    proofs: [],
    files: 0,
    bytes: 0,
    installedAt: new Date(now).toISOString(),
    gov,
  };
}

function checkName(name: string): void {
  if (parsePinText(name)?.kind === "name") return;
  throw new GovError("invalid-request", `\`${name}\` cannot be the name of a linked toolchain`, {
    hint: "a name starts with a small letter and is none of gov's own words, as in: gov link mygo DIR",
  });
}

function checkTree(dir: string): void {
  const go = path.join(dir, "bin", "go");
  try {
    fs.accessSync(go, fs.constants.X_OK);
    fs.readdirSync(path.join(dir, "pkg", "tool"));
  } catch (error) {
    if (!isSystemError(error, "ENOENT", "ENOTDIR", "EACCES")) throw error;
    throw new GovError("refused", `${dir} is not a Go tree: it has no bin/go that runs, or no pkg/tool`, {
      hint: "give the directory that `go env GOROOT` prints",
      cause: error,
    });
  }
}

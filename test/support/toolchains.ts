import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import type { ScratchHome } from "./scratch-home.ts";
import { ERA_VERSIONS, type EraVersion, ensureEras, ensureSeed, goOf, type SeedVersion } from "./seed.ts";

/**
 * Puts real toolchains into the root of a scratch home, as hard links: quick, and byte for byte what
 * gov itself installed. A test that changes a file inside replaces it, because all homes share it.
 */
export async function cloneToolchains(
  scratch: ScratchHome,
  versions: readonly (SeedVersion | EraVersion)[],
): Promise<void> {
  const target = path.join(scratch.root, "versions");
  fs.mkdirSync(target, { recursive: true });
  for (const version of versions) {
    await promisify(execFile)("cp", [
      "-Rpl",
      path.join(await rootWith(version), "versions", version),
      target,
    ]);
  }
}

/**
 * The same in a fraction of the time, for tests that change nothing below `src`: what is large is a link to the
 * shared tree, as distributions have it.
 */
export async function linkToolchains(
  scratch: ScratchHome,
  versions: readonly (SeedVersion | EraVersion)[],
): Promise<void> {
  for (const version of versions) {
    const from = path.join(await rootWith(version), "versions", version);
    const to = path.join(scratch.root, "versions", version);
    fs.mkdirSync(path.join(to, "go"), { recursive: true });
    for (const name of ["receipt.json", "manifest.gz"])
      fs.linkSync(path.join(from, name), path.join(to, name));
    for (const name of fs.readdirSync(path.join(from, "go"))) {
      const [source, target] = [path.join(from, "go", name), path.join(to, "go", name)];
      if (LARGE.includes(name)) fs.symlinkSync(source, target);
      else await promisify(execFile)("cp", ["-Rpl", source, target]);
    }
  }
}

const LARGE = ["api", "doc", "lib", "misc", "src", "test"];

function rootWith(version: SeedVersion | EraVersion): Promise<string> {
  return isEra(version) ? ensureEras(inject("runDir")) : seedRoot();
}

function isEra(version: SeedVersion | EraVersion): version is EraVersion {
  return (ERA_VERSIONS as readonly string[]).includes(version);
}

/** The gov root that holds every seed version. Slow for the first caller of a run: ask in `beforeAll`. */
export function seedRoot(): Promise<string> {
  return ensureSeed(inject("runDir"));
}

/** A real go program to compare with: the one that GOV_TEST_GO names, else a seed version. */
export async function realGo(): Promise<string> {
  return process.env.GOV_TEST_GO || goOf(await seedRoot());
}

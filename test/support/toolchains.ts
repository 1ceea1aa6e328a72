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
    const root = isEra(version) ? await ensureEras(inject("runDir")) : await seedRoot();
    await promisify(execFile)("cp", ["-Rpl", path.join(root, "versions", version), target]);
  }
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

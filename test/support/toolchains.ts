import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import type { ScratchHome } from "./scratch-home.ts";
import { ensureSeed, goOf, type SeedVersion } from "./seed.ts";

/**
 * Puts real toolchains into the root of a scratch home, as hard links: quick, and byte for byte what
 * gov itself installed. A test that changes a file inside replaces it, because all homes share it.
 */
export async function cloneToolchains(scratch: ScratchHome, versions: readonly SeedVersion[]): Promise<void> {
  const seed = await seedRoot();
  const target = path.join(scratch.root, "versions");
  fs.mkdirSync(target, { recursive: true });
  for (const version of versions) {
    await promisify(execFile)("cp", ["-Rpl", path.join(seed, "versions", version), target]);
  }
}

/** The gov root that holds every seed version. Slow for the first caller of a run: ask in `beforeAll`. */
export function seedRoot(): Promise<string> {
  return ensureSeed(inject("runDir"));
}

/** A real go program to compare with: the one that GOV_TEST_GO names, else a seed version. */
export async function realGo(): Promise<string> {
  return process.env.GOV_TEST_GO || goOf(await seedRoot());
}

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { ensureBuilt } from "./build.ts";
import { ensureSeed, goOf } from "./seed.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A directory of this run, for what tests share: see `once-per-run.ts`. */
    runDir: string;
  }
}

/** Runs once, before all tests. */
export async function setup(project: TestProject): Promise<() => void> {
  const runDir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "gov-run-")));
  // Tests let other users run what is in it.
  fs.chmodSync(runDir, 0o755);
  project.provide("runDir", runDir);
  // What gov runs in a thread comes from its build.
  await ensureBuilt(runDir);
  // scripts/test.sh sets this: a full run compares with a Go of its own, whatever the machine has.
  if (process.env.GOV_TEST_ALL && !process.env.GOV_TEST_GO) {
    process.env.GOV_TEST_GO = goOf(await ensureSeed(runDir));
  }
  // Not rmSync: vitest has to hear meanwhile that its workers have ended, or it says that they have not.
  return () => fs.promises.rm(runDir, { recursive: true, force: true, maxRetries: 3 });
}

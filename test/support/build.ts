import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hostNode } from "./node-versions.ts";
import { oncePerRun } from "./once-per-run.ts";

export const repositoryDir = fileURLToPath(new URL("../..", import.meta.url));
export const govBin = path.join(repositoryDir, "bin", "gov.js");

const INPUTS = ["src", "scripts", "shims", "package.json", "package-lock.json"];

/** Builds gov when something it is made of is newer than the last build. */
export function ensureBuilt(runDir: string): Promise<void> {
  return oncePerRun(runDir, "build", async () => {
    // The build writes this file last.
    const built = fs.statSync(path.join(repositoryDir, "THIRD-PARTY-NOTICES.txt"), { throwIfNoEntry: false });
    const newest = Math.max(...INPUTS.map((name) => newestChange(path.join(repositoryDir, name))));
    if (built !== undefined && built.mtimeMs > newest) return;
    await promisify(execFile)(hostNode, ["scripts/build.mjs"], { cwd: repositoryDir });
  });
}

function newestChange(file: string): number {
  const stat = fs.statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...fs.readdirSync(file).map((name) => newestChange(path.join(file, name))));
}

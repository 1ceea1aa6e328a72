import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";

const SOURCES = path.resolve(import.meta.dirname, "../../src");

/**
 * Bundles a program that imports from `src/` (written as `@/fs/lock.ts`) into `dir`, so that a test can run
 * it as a process of its own. Returns the file.
 */
export async function bundleProgram(dir: string, source: string): Promise<string> {
  const outfile = path.join(dir, "program.mjs");
  await build({
    stdin: { contents: source, loader: "ts", resolveDir: SOURCES },
    alias: { "@": SOURCES },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
    outfile,
  });
  fs.chmodSync(dir, 0o755);
  return outfile;
}

export const ORDINARY_ID = 65534;

/** Root may do anything; where tests run as root, faults of permission need another user. */
function ordinaryUser(): { uid: number; gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? { uid: ORDINARY_ID, gid: ORDINARY_ID } : {};
}

/** Makes a tree belong to the user of {@link ordinaryUser}. */
export function giveToOrdinaryUser(target: string): void {
  if (process.getuid?.() !== 0) return;
  if (fs.lstatSync(target).isDirectory()) {
    for (const name of fs.readdirSync(target)) giveToOrdinaryUser(path.join(target, name));
  }
  fs.lchownSync(target, ORDINARY_ID, ORDINARY_ID);
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a bundled program to its end as an ordinary user. */
export function runAsOrdinaryUser(program: string, args: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      ...ordinaryUser(),
      cwd: "/",
      env: {},
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

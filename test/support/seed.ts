import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ensureBuilt, govBin } from "./build.ts";
import { hostNode } from "./node-versions.ts";
import { oncePerRun } from "./once-per-run.ts";

/** Real Go releases that tests may ask for. */
export const SEED_VERSIONS = ["1.22.5", "1.21.6", "1.24.1"] as const;
export type SeedVersion = (typeof SEED_VERSIONS)[number];
/** Releases of other eras of the go command, for tests of what differs between them. */
export const ERA_VERSIONS = ["1.19.13", "1.25.14", "1.27.4"] as const;
export type EraVersion = (typeof ERA_VERSIONS)[number];

/** Directories with the system's own programs, and nobody's version manager. */
export const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/** The gov root that holds every seed version and its archive, installed by gov itself when first asked for. */
export async function ensureSeed(runDir: string): Promise<string> {
  const root = path.join(runDir, "root");
  await ensureInstalled(runDir, { root, name: "seed", versions: SEED_VERSIONS });
  return root;
}

/** The gov root that holds every era version. */
export async function ensureEras(runDir: string): Promise<string> {
  const root = path.join(runDir, "eras-root");
  await ensureInstalled(runDir, { root, name: "eras", versions: ERA_VERSIONS });
  return root;
}

interface Wanted {
  readonly root: string;
  readonly name: string;
  readonly versions: readonly string[];
}

async function ensureInstalled(runDir: string, { root, name, versions }: Wanted): Promise<void> {
  await ensureBuilt(runDir);
  await oncePerRun(runDir, name, async () => {
    await promisify(execFile)(hostNode, [govBin, "install", "--from", "goproxy", ...versions], {
      env: { ...networkEnv(), HOME: runDir, GOV_ROOT: root, GOV_KEEP_ARCHIVES: "true", PATH: SYSTEM_PATH },
      timeout: 280_000,
    });
  });
}

/** The program of a seed version that tests compare with. */
export function goOf(root: string): string {
  return path.join(root, "versions", "1.24.1", "go", "bin", "go");
}

/** Variables without which this machine may not reach the network. */
export function networkEnv(): Record<string, string> {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  names.push("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "NETRC");
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  const proxy = goProxy();
  return proxy === undefined ? env : { ...env, GOPROXY: proxy };
}

/** What the machine's own go uses, which may come from its configuration file. */
function goProxy(): string | undefined {
  // It asks the user's own file, and must not write its statistics beside that: they are off where these are.
  const statistics = fs.mkdtempSync(path.join(os.tmpdir(), "gov-go-env-"));
  fs.writeFileSync(path.join(statistics, "mode"), "off");
  try {
    const env = { ...process.env, TEST_TELEMETRY_DIR: statistics };
    return execFileSync("go", ["env", "GOPROXY"], { env, stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return process.env.GOPROXY || undefined;
  } finally {
    fs.rmSync(statistics, { recursive: true, force: true, maxRetries: 5 });
  }
}

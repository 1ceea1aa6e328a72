import { execFile } from "node:child_process";

/** One command on the nonce package. */
export interface Probe {
  readonly args: readonly [string, ...string[]];
  /** `private`: an empty build cache. `user`: the one that go uses here. */
  readonly cache: "private" | "user";
  readonly cgo: boolean;
}

export interface ProbeResult {
  readonly probe: Probe;
  readonly passed: boolean;
  /** stdout and stderr, together. */
  readonly output: string;
}

export interface ProbePlace {
  /** The go on PATH. */
  readonly go: string;
  /** The directory of the nonce package. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly privateCache: string;
  readonly signal: AbortSignal;
}

/** A cold build of the standard library on a slow machine takes a minute or two. */
const TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 16 << 20;

/** What is tried, in this order: with an empty cache first, so that the second run tells of the user's own. */
export function probesFor(cgo: boolean): readonly Probe[] {
  const caches = ["private", "user"] as const;
  return caches.flatMap((cache) => [
    { args: ["build", "-o", "/dev/null", "./plain"], cache, cgo: false },
    { args: ["vet", "./plain"], cache, cgo: false },
    { args: ["test", "./plain"], cache, cgo: false },
    { args: ["run", "./plain"], cache, cgo: false },
    ...(cgo ? [{ args: ["test", "./native"] as const, cache, cgo }] : []),
  ]);
}

/** One after the other: they share a cache, and a failure is read better alone. */
export async function runProbes(
  probes: readonly Probe[],
  place: ProbePlace,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const probe of probes) results.push(await runProbe(probe, place));
  return results;
}

function runProbe(probe: Probe, { go, dir, env, privateCache, signal }: ProbePlace): Promise<ProbeResult> {
  const cache = probe.cache === "private" ? { GOCACHE: privateCache } : {};
  const cgo = probe.cgo ? { CGO_ENABLED: "1" } : {};
  const options = {
    cwd: dir,
    env: { ...env, ...cache, ...cgo, PWD: dir },
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    signal,
  };
  return new Promise((resolve) => {
    execFile(go, probe.args, options, (error, stdout, stderr) => {
      const reason = error === null || stderr !== "" || stdout !== "" ? "" : error.message;
      resolve({ probe, passed: error === null, output: `${stdout}${stderr}${reason}` });
    });
  });
}

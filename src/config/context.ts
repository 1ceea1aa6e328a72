import os from "node:os";
import { createLog, type Log } from "../log.ts";
import { type Home, homeAt, rootFrom } from "./home.ts";

/** Everything gov knows of the process it runs in. Nothing else reads `process.env`, cwd or the clock. */
export interface Context {
  /** The version of gov. */
  readonly gov: string;
  /** The environment as inherited, empty values included: what a child gets. */
  readonly rawEnv: Readonly<Record<string, string>>;
  /** One variable; an empty value counts as unset. */
  readonly env: (name: string) => string | undefined;
  /** `null` when the current directory was deleted or cannot be read. */
  readonly cwd: string | null;
  readonly homeDir: string | undefined;
  readonly home: Home;
  readonly node: { readonly platform: NodeJS.Platform; readonly arch: string; readonly execPath: string };
  readonly pid: number;
  readonly uid: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly tty: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean };
  /** Columns of the terminal that stderr is, as it is now; 80 where that is not known. */
  readonly columns: () => number;
  readonly log: Log;
}

/** Variables that only look as if they were set. */
const lent = new Set<string>();

/**
 * oclif asks the system for the account where these are not set, and fails where there is none, as for the user
 * of a container. They get a value that means nothing, which no context has.
 */
export function lendAccount(): void {
  const missing = ["HOME", "SHELL"].filter((name) => process.env[name] === undefined);
  if (missing.length === 0 || accountHome() !== undefined) return;
  for (const name of missing) {
    process.env[name] = "/";
    lent.add(name);
  }
}

export function readContext(gov: string): Context {
  const rawEnv = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !lent.has(entry[0]),
    ),
  );
  const env = (name: string) => rawEnv[name] || undefined;
  const homeDir = env("HOME") ?? accountHome();
  return {
    gov,
    rawEnv,
    env,
    cwd: currentDirectory(),
    homeDir,
    home: homeAt(rootFrom(env("GOV_ROOT"), homeDir)),
    node: { platform: process.platform, arch: process.arch, execPath: process.execPath },
    pid: process.pid,
    uid: process.getuid?.(),
    now: () => Date.now(),
    tty: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    columns: () => process.stderr.columns || 80,
    log: createLog(env("GOV_DEBUG") !== undefined, (line) => process.stderr.write(line)),
  };
}

/** The home directory of the account; a container's user may have no passwd entry. */
function accountHome(): string | undefined {
  try {
    return os.userInfo().homedir || undefined;
  } catch {
    return undefined;
  }
}

function currentDirectory(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

import path from "node:path";
import { readText } from "../fs/read-text.ts";
import type { Context } from "./context.ts";
import { parseGoEnv } from "./go-env-file.ts";

/** A setting of the go command and the place that sets it: `environment`, or a file. */
export interface GoSetting {
  readonly value: string;
  readonly from: string;
}

type Asker = Pick<Context, "env" | "node">;

/**
 * A setting as the go command reads it: from the environment, then from the file that `go env -w` writes.
 * An empty variable counts as unset. `$GOROOT/go.env` is not asked: gov has no GOROOT yet, and distributions
 * weaken GOPROXY and GOSUMDB there.
 */
export function readGoSetting(name: string, asker: Asker): GoSetting | undefined {
  const value = asker.env(name);
  if (value !== undefined) return { value, from: "environment" };
  const file = goEnvFile(asker);
  const stored = file && parseGoEnv(readText(file) ?? "").get(name);
  return stored && file ? { value: stored, from: file } : undefined;
}

/** The file that `go env -w` writes; `undefined` when it is turned off. */
export function goEnvFile({ env, node }: Asker): string | undefined {
  const file = env("GOENV");
  if (file !== undefined) return file === "off" ? undefined : file;
  const home = env("HOME");
  const macOs = home && path.join(home, "Library", "Application Support");
  const others = env("XDG_CONFIG_HOME") ?? (home && path.join(home, ".config"));
  const directory = node.platform === "darwin" ? macOs : others;
  return directory && path.join(directory, "go", "env");
}

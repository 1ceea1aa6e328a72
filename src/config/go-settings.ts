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
 * A setting as the go command reads it: from the environment, then from the file that `go env -w` writes, then
 * from `go.env` in `goroot`. An empty one counts as unset. What decides where gov gets toolchains, and what it
 * believes, is asked without a GOROOT: there is none yet, and distributions weaken GOPROXY and GOSUMDB there.
 */
export function readGoSetting(
  name: string,
  asker: Asker,
  goroot: string | null = null,
): GoSetting | undefined {
  const value = asker.env(name);
  if (value !== undefined) return { value, from: "environment" };
  return settingIn(goEnvFile(asker), name) ?? settingIn(goroot && path.join(goroot, "go.env"), name);
}

function settingIn(file: string | null | undefined, name: string): GoSetting | undefined {
  const value = file && parseGoEnv(readText(file) ?? "").get(name);
  return value && file ? { value, from: file } : undefined;
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

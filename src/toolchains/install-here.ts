import type { Context } from "../config/context.ts";
import type { Settings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import type { Emit } from "../events.ts";
import { versionName } from "../goversion/version.ts";
import { platformFrom } from "../platform/flags.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import { resolveHere } from "../resolution/here.ts";
import { type Outlook, outlookHere } from "../resolution/outlook.ts";
import { refreshShims } from "../shims/refresh.ts";
import { readDefault, writeDefault } from "./default-file.ts";
import { type InstallResult, installRequests } from "./install-requests.ts";
import { sweep } from "./staging.ts";
import { listToolchains } from "./store.ts";
import { openSupply, type Supply } from "./supply.ts";

/** What the user chose beside the requests. */
export interface InstallChoices {
  readonly from?: string | undefined;
  readonly os?: string | undefined;
  readonly arch?: string | undefined;
  /** A lock file that is a trust root. */
  readonly lock?: string | undefined;
  readonly offline: boolean;
  readonly force: boolean;
  readonly allowUnproven: boolean;
  readonly makeDefault: boolean;
}

export interface InstallPlace {
  readonly context: Context;
  readonly settings: Settings;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface InstallOutcome {
  readonly results: readonly InstallResult[];
  /** The new default, if it became one now. */
  readonly newDefault: string | null;
  readonly outlook: Outlook;
}

/** `gov install`: makes versions present, the first one ever the default, and the shims right. */
export async function installHere(
  requests: readonly string[],
  choices: InstallChoices,
  place: InstallPlace,
): Promise<InstallOutcome> {
  const { context, settings, emit, signal } = place;
  sweep(context.home, context);
  const { from, lock, offline } = choices;
  const supply = openSupply(context, settings, { emit, offline, signal, from, lock, force: choices.force });
  try {
    const platform = platformFrom(choices, supply.host);
    const wanted = requests.length > 0 ? requests : await wantedHere(context, platform, supply);
    const options = { ...choices, platform, signal, jobs: settings.jobs };
    const results = await installRequests(wanted, options, supply);
    const newDefault = samePlatform(platform, supply.host) ? setDefault(results, choices, context) : null;
    refreshShims(context, settings);
    const { toolchains } = listToolchains(context.home, supply.host);
    return { results, newDefault, outlook: outlookHere(resolveHere(context, toolchains), context) };
  } finally {
    await supply.close();
  }
}

/** What this directory asks for; a local archive or tree is asked itself, and nothing asked means the latest. */
async function wantedHere(context: Context, platform: Platform, supply: Supply): Promise<readonly string[]> {
  const only = await supply.catalogs.onlyVersion(platform);
  if (only !== undefined) return [versionName(only)];
  const { toolchains } = listToolchains(context.home, supply.host);
  const { missing, reason, goSwitch, name } = resolveHere(context, toolchains);
  if (missing?.invalid) throw unusablePin(missing.request, reason.file, reason.line);
  if (missing !== null) return [missing.name];
  if (goSwitch.needs !== null) return [goSwitch.needs];
  const asked = ["env", "pin", "home", "default", "toolchain", "floor"].includes(reason.kind);
  return asked && name !== null && name !== "system" ? [name] : ["latest"];
}

function unusablePin(request: string, file: string | undefined, line: number | undefined): GovError {
  return new GovError("invalid-request", `\`${request.slice(0, 64)}\` is not a version that can be pinned`, {
    hint: "gov use 1.22",
    file,
    line,
  });
}

function setDefault(
  results: readonly InstallResult[],
  { makeDefault }: InstallChoices,
  { home }: Context,
): string | null {
  const first = results.find((it) => it.status !== "failed");
  if (first === undefined) return null;
  const fresh = readDefault(home) === undefined && first.status === "installed" && !first.toolchain.unproven;
  if (!makeDefault && !fresh) return null;
  writeDefault(home, first.toolchain.name);
  return first.toolchain.name;
}

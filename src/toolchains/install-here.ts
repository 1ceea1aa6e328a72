import type { Context } from "../config/context.ts";
import type { Emit } from "../events.ts";
import { versionName } from "../goversion/version.ts";
import { platformFrom } from "../platform/flags.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import type { ResolutionHere } from "../resolution/here.ts";
import { missingError } from "../resolution/missing.ts";
import { type Outlook, outlookHere } from "../resolution/outlook.ts";
import type { ReasonKind } from "../resolution/trace.ts";
import { refreshShims } from "../shims/refresh.ts";
import { resolutionHere } from "./here.ts";
import { type InstallResult, installRequests } from "./install-requests.ts";
import { claimDefault, writeDefault } from "./set-default.ts";
import { sweep } from "./staging.ts";
import { type Supply, withSupply } from "./supply.ts";

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
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

export interface InstallOutcome {
  readonly results: readonly InstallResult[];
  /** The new default, if it became one now. */
  readonly newDefault: string | null;
  /** Null for another platform, of which nothing runs here. */
  readonly outlook: Outlook | null;
}

/** `gov install`: makes versions present, the first one ever the default, and the shims right. */
export function installHere(
  requests: readonly string[],
  choices: InstallChoices,
  place: InstallPlace,
): Promise<InstallOutcome> {
  const { context, emit, signal } = place;
  return withSupply({ ...choices, emit, signal }, context, async (supply) => {
    sweep(context.home, context);
    const platform = platformFrom(choices, supply.host);
    const wanted = requests.length > 0 ? requests : await wantedHere(context, platform, supply);
    const options = { ...choices, platform, signal, jobs: supply.settings.jobs };
    const results = await installRequests(wanted, options, supply);
    const runsHere = samePlatform(platform, supply.host);
    const newDefault = runsHere ? setDefault(results, choices, context) : null;
    refreshShims(context, supply.settings);
    const outlook = runsHere ? outlookHere(resolutionHere(context), context) : null;
    return { results, newDefault, outlook };
  });
}

/** What this directory asks for; a local archive or tree is asked itself, and nothing asked means the latest. */
async function wantedHere(context: Context, platform: Platform, supply: Supply): Promise<readonly string[]> {
  const only = await supply.catalogs.onlyVersion(platform);
  if (only !== undefined) return [versionName(only)];
  return askedHere(resolutionHere(context));
}

/** Empty when what is asked for is there, and nothing that can be installed. */
function askedHere(here: ResolutionHere): readonly string[] {
  const { missing, reason, goSwitch, name, kind } = here;
  if (missing !== null) {
    // `system`, a name of somebody's tree, or nonsense.
    if (missing.invalid || !/^[0-9]/.test(missing.name)) throw missingError(here);
    return [missing.name];
  }
  const floor = unmetFloor(here);
  if (floor !== undefined) return [floor];
  if (goSwitch.needs !== null) return [goSwitch.needs];
  if (!ASKING.includes(reason.kind) || name === null) return ["latest"];
  return kind === "managed" ? [name] : [];
}

/** Reasons that somebody wrote down. */
const ASKING: readonly ReasonKind[] = ["env", "pin", "home", "default", "toolchain", "floor"];

/** What go.mod asks for at least, when that is for nobody else to say and no installed release will do. */
function unmetFloor({ reason, candidates }: ResolutionHere): string | undefined {
  if (reason.kind === "env" || reason.kind === "pin") return undefined;
  const floor = candidates.find((it) => it.reason.kind === "floor" && it.outcome === "rejected");
  return floor?.reason.request ?? undefined;
}

function setDefault(
  results: readonly InstallResult[],
  { makeDefault }: InstallChoices,
  { home }: Context,
): string | null {
  const wanted = makeDefault ? results[0] : results.find((it) => it.status !== "failed");
  if (wanted === undefined || wanted.status === "failed") return null;
  const { name } = wanted.toolchain;
  if (!makeDefault) return claimDefault(wanted.toolchain, home) ? name : null;
  writeDefault(home, name);
  return name;
}

import type { Context } from "../config/context.ts";
import type { Emit } from "../events.ts";
import type { ReleaseRequest } from "../goversion/match.ts";
import type { Request } from "../goversion/request.ts";
import { refreshShims } from "../shims/refresh.ts";
import { storeHere } from "./here.ts";
import { installPlanned } from "./install-requests.ts";
import { planInstall } from "./plan.ts";
import { findRequested, requireRequested } from "./requested.ts";
import { claimDefault } from "./set-default.ts";
import { sweep } from "./staging.ts";
import type { Toolchain } from "./store.ts";
import { withSupply } from "./supply.ts";

export interface ProvideOptions {
  /** Install what is missing; without it that is `not-installed`. */
  readonly install: boolean;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly offline?: boolean;
}

/**
 * The toolchain that a request means: an installed one if there is any, else the release that it means,
 * installed now. For aliases the list of releases is asked first: `latest` is not what happens to be here.
 */
export async function provideToolchain(
  request: Request,
  options: ProvideOptions,
  context: Context,
): Promise<Toolchain | "system"> {
  if (request.kind === "system" || request.kind === "name" || !options.install) {
    return requireRequested(request, context);
  }
  const found = request.kind === "alias" ? undefined : findRequested(request, storeHere(context).toolchains);
  return found ?? (await installRequested(request, options, context));
}

function installRequested(
  request: ReleaseRequest,
  { emit, signal = new AbortController().signal, offline = false }: ProvideOptions,
  context: Context,
): Promise<Toolchain> {
  return withSupply({ emit, offline, signal }, context, async (supply) => {
    sweep(context.home, context);
    const job = await planInstall(request, supply.host, supply);
    const { toolchain } = await installPlanned(job, { force: false, allowUnproven: false, signal }, supply);
    claimDefault(toolchain, context.home);
    refreshShims(context, supply.settings);
    return toolchain;
  });
}

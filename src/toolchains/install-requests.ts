import { GovError } from "../errors.ts";
import type { ReleaseRequest } from "../goversion/match.ts";
import { parseRequest } from "../goversion/request.ts";
import { versionName } from "../goversion/version.ts";
import { inParallel } from "../in-parallel.ts";
import type { Platform } from "../platform/platform.ts";
import {
  findPresent,
  type Installed,
  type InstallJob,
  type InstallOptions,
  installToolchain,
} from "./install.ts";
import { explainFailure, planInstall } from "./plan.ts";
import type { Toolchain } from "./store.ts";
import type { Supply } from "./supply.ts";

/** What became of one request. */
export type InstallResult =
  | {
      readonly request: string;
      readonly status: "installed" | "present";
      readonly toolchain: Toolchain;
      readonly ms: number;
    }
  | {
      readonly request: string;
      readonly status: "failed";
      readonly version: string | null;
      readonly error: GovError;
      readonly ms: number;
    };

export interface RequestsOptions extends InstallOptions {
  readonly platform: Platform;
  /** So many at a time. */
  readonly jobs: number;
}

/**
 * Makes every requested release present, several at a time; the results are in the order of the requests,
 * and the failure of one leaves the others alone. Two requests that mean one release share the work, because
 * the second finds it present.
 */
export function installRequests(
  requests: readonly string[],
  options: RequestsOptions,
  supply: Supply,
): Promise<InstallResult[]> {
  const results = inParallel(requests, options.jobs, (it) => installRequest(it, options, supply));
  // Whatever an interrupt did to the requests, the interrupt is why.
  return results.finally(() => options.signal.throwIfAborted());
}

async function installRequest(
  text: string,
  options: RequestsOptions,
  supply: Supply,
): Promise<InstallResult> {
  const startedAt = supply.now();
  let version: string | null = null;
  try {
    const request = releaseRequest(text);
    const present = presentRelease(request, options, supply);
    if (present !== undefined) return { request: text, ...present, ms: supply.now() - startedAt };
    const job = await planInstall(request, options.platform, supply);
    version = versionName(job.version);
    supply.emit({ type: "resolved", request: text, version });
    const { toolchain, status } = await installPlanned(job, options, supply);
    return { request: text, status, toolchain, ms: supply.now() - startedAt };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    if (version !== null) supply.emit({ type: "failed", version });
    return { request: text, status: "failed", version, error, ms: supply.now() - startedAt };
  }
}

/** An exact version that is there: nobody needs to be asked what it is. */
function presentRelease(
  request: ReleaseRequest,
  options: RequestsOptions,
  supply: Supply,
): Installed | undefined {
  if (request.kind !== "exact") return undefined;
  const { version } = request;
  const toolchain = findPresent(
    { version, platform: options.platform, filename: undefined },
    options,
    supply,
  );
  return toolchain && { toolchain, status: "present" };
}

/** Makes the toolchain of a plan present. */
export async function installPlanned(
  job: InstallJob,
  options: InstallOptions,
  supply: Supply,
): Promise<Installed> {
  try {
    return await installToolchain(job, options, supply);
  } catch (error) {
    throw await explainFailure(error, job, supply);
  }
}

/** A request that can be installed; throws `invalid-request` for what is none. */
export function releaseRequest(text: string): ReleaseRequest {
  const request = parseRequest(text);
  if (request === undefined) {
    throw new GovError("invalid-request", `\`${text}\` is not a version of Go`, {
      hint: "gov install 1.22.5, or a line (1.22), a range (^1.21), latest, oldstable",
    });
  }
  if (request.kind === "system") {
    throw new GovError(
      "invalid-request",
      "`system` is the Go that is there already, and nothing to install",
      {
        hint: "gov use system",
      },
    );
  }
  if (request.kind === "name") {
    throw new GovError("invalid-request", `\`${text}\` is a name, and no release of Go`, {
      hint: `gov link ${text} DIR`,
    });
  }
  return request;
}

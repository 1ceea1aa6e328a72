import { GovError } from "../errors.ts";
import { builtinDigests } from "../verify/builtin-digests.ts";
import type { Evidence } from "../verify/policy.ts";
import type { InstallJob } from "./install.ts";
import type { Supply } from "./supply.ts";

/** What the trust roots say about one toolchain; the questions are on their way when this is made. */
export type Roots = () => Promise<Pick<Evidence, "sumdb" | "official" | "builtin" | "lock">>;

/** How long a proven toolchain waits for an official index that is still silent. */
const INDEX_GRACE_MS = 1_500;

/**
 * Asks every root at once, so that the answers arrive while the bytes do. What the database proves final
 * (a fork, a bad signature) is thrown by the returned function, not before: then somebody is listening.
 */
export function askRoots({ version, platform }: InstallJob, supply: Supply): Roots {
  const { records, catalogs } = supply;
  const sumdb = records.kind === "disabled" ? undefined : settled(records.lookup(version, platform));
  const official = settled(catalogs.officialDigest(version, platform));
  return async () => {
    const answer = sumdb === undefined ? ({ kind: "disabled" } as const) : settledValue(await sumdb);
    // An index that hangs must not hold up what the database has proven.
    const graceMs = answer.kind === "record" ? INDEX_GRACE_MS : undefined;
    return {
      sumdb: answer,
      official: await officialWithin(official, graceMs),
      builtin: await builtinDigests(version, platform),
      lock: supply.lockedDigests(version, platform),
    };
  };
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (result) => ({ value: result }),
    (error: unknown) => ({ error }),
  );
}

function settledValue<T>(result: Settled<T>): T {
  if ("error" in result) throw result.error;
  return result.value;
}

/** An index that cannot be had is no evidence; anything else that goes wrong is a failure. */
async function officialWithin(
  official: Promise<Settled<Evidence["official"]>>,
  graceMs: number | undefined,
): Promise<Evidence["official"]> {
  const late = new Promise<Settled<null>>((resolve) => {
    if (graceMs !== undefined) setTimeout(() => resolve({ value: null }), graceMs).unref();
  });
  const result = await Promise.race([official, late]);
  if ("value" in result) return result.value;
  const { error } = result;
  if (error instanceof GovError && (error.code === "network" || error.code === "offline")) return null;
  throw error;
}

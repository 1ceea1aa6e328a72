import { setTimeout as sleep } from "node:timers/promises";
import { GovError } from "../errors.ts";
import { untilAborted } from "../until-aborted.ts";
import { builtinDigests } from "../verify/builtin-digests.ts";
import type { Evidence } from "../verify/policy.ts";
import type { InstallJob } from "./install.ts";
import type { Supply } from "./supply.ts";

/** What the trust roots say about one toolchain; the questions are on their way when this is made. */
export type Roots = (
  measured: Evidence["measured"],
) => Promise<Pick<Evidence, "sumdb" | "official" | "builtin" | "lock">>;

/** How long a toolchain that one root vouches for waits for another one that is silent. */
const SUMDB_GRACE_MS = 5_000;
const INDEX_GRACE_MS = 1_500;

/**
 * Asks every root at once, so that the answers arrive while the bytes do. What the database proves final
 * (a fork, a bad signature) is thrown by the returned function, not before: then somebody is listening.
 */
export function askRoots({ version, platform }: InstallJob, signal: AbortSignal, supply: Supply): Roots {
  const { records, catalogs } = supply;
  // First, so that a lock file that cannot be read is told before anything is fetched.
  const lock = supply.lockedDigests(version, platform);
  const sumdb = settled<Evidence["sumdb"]>(
    records.kind === "disabled" ? Promise.resolve({ kind: "disabled" }) : records.lookup(version, platform),
  );
  const official = settled(catalogs.officialDigest(version, platform).catch(noIndexIsNoFailure));
  return async ({ sha256, h1 }) => {
    const builtin = await builtinDigests(version, platform);
    const atHand = builtin?.h1 === h1 || (lock?.explicit === true && lock.h1 === h1);
    const published = official.then((it) => "value" in it && it.value !== null && it.value.sha256 === sha256);
    const patience = { signal, graceMs: SUMDB_GRACE_MS, isVouched: atHand || published };
    const answer = await inTime(sumdb, SILENT_SUMDB, patience);
    const isVouched = atHand || answer.kind === "record";
    return {
      sumdb: answer,
      official: await inTime(official, null, { signal, graceMs: INDEX_GRACE_MS, isVouched }),
      builtin,
      lock,
    };
  };
}

const SILENT_SUMDB = { kind: "unavailable", reason: "it does not answer" } as const;

/** An index that cannot be had is no evidence; anything else that goes wrong is a failure. */
function noIndexIsNoFailure(error: unknown): null {
  if (error instanceof GovError && (error.code === "network" || error.code === "offline")) return null;
  throw error;
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (result) => ({ value: result }),
    (error: unknown) => ({ error }),
  );
}

interface Patience {
  /** Ends the wait at once. */
  readonly signal: AbortSignal;
  /** Does another root vouch for the toolchain? Only then an answer can be too late. */
  readonly isVouched: boolean | Promise<boolean>;
  readonly graceMs: number;
}

/** The answer, or `late` when it is not there in time. */
async function inTime<T>(answer: Promise<Settled<T>>, late: T, patience: Patience): Promise<T> {
  const { signal } = patience;
  const inGrace = Promise.race([answer, graceOver(patience).then(() => ({ value: late }))]);
  const result = await untilAborted(inGrace, signal);
  if ("error" in result) throw result.error;
  return result.value;
}

async function graceOver({ isVouched, graceMs }: Patience): Promise<void> {
  if (!(await isVouched)) await NEVER;
  await sleep(graceMs, undefined, { ref: false });
}

const NEVER = new Promise<never>(() => {});

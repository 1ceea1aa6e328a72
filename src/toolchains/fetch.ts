import type { UnpackedFile } from "../archive/unpacked.ts";
import { GovError } from "../errors.ts";
import { removeTree } from "../fs/remove.ts";
import { versionName } from "../goversion/version.ts";
import { isAbsent } from "../net/network-error.ts";
import { type Candidate, firstToAnswer } from "../net/race.ts";
import { platformName } from "../platform/platform.ts";
import type { Artifact, Container, Origin } from "../sources/source.ts";
import type { InstallJob } from "./install.ts";
import { openParcel, type Parcel } from "./parcel.ts";
import type { ReceiptArchive } from "./receipt.ts";
import type { Supply } from "./supply.ts";

/** A tree that was unpacked, and what it was unpacked from. */
export interface FetchedTree {
  readonly origin: Origin;
  readonly container: Container;
  /** Null for a tree that was copied. */
  readonly archive: ReceiptArchive | null;
  readonly files: readonly UnpackedFile[];
  /** Nobody asked for this one in particular. */
  readonly isFound: boolean;
  /** It was proven and is published. */
  settle(): void;
}

/**
 * Unpacks a toolchain into `goroot`, from the first artifact that answers, and has it judged by `prove`. A
 * fault of the network goes on to the next artifact; wrong bytes never do, but for two cases: a download that
 * was patched together is fetched once more, and a tree that was only found on this disk is passed over.
 */
export async function fetchTree<T>(
  job: InstallJob,
  goroot: string,
  { supply, signal }: { readonly supply: Supply; readonly signal: AbortSignal },
  prove: (tree: FetchedTree) => Promise<T>,
): Promise<T> {
  let left = supply.artifactsOf(job);
  for (let mayRepeat = true; ; ) {
    const { parcel, rest } = await openFirst(left, job, supply, signal);
    try {
      const { archive, files } = await parcel.unpack(goroot, signal);
      const { origin, container, isFound = false } = parcel.artifact;
      return await prove({ origin, container, archive, files, isFound, settle: () => parcel.settle() });
    } catch (error) {
      removeTree(goroot);
      const isWrong = error instanceof GovError && WRONG_BYTES.includes(error.code);
      if (isWrong) parcel.discard();
      else parcel.close();
      if (isWrong && mayRepeat && parcel.isPatched()) {
        mayRepeat = false;
        reportRepeat(parcel, supply);
      } else if (mayPass(error, parcel.artifact, rest)) {
        left = rest;
        reportSwitch(parcel.artifact, rest[0], reasonOf(error), supply);
      } else throw aboutArtifact(error, parcel.artifact);
    }
  }
}

/** Readers of archives do not know which one they read. */
function aboutArtifact(error: unknown, { filename, origin }: Artifact): unknown {
  if (!(error instanceof GovError) || error.code !== "archive-refused") return error;
  return new GovError(error.code, `${filename}: ${error.message}`, {
    hint: error.hint,
    cause: error,
    file: origin.path,
    url: origin.url,
  });
}

const WRONG_BYTES = ["proof-failed", "archive-refused"];

/**
 * What was cut off on the way may come from elsewhere; what is wrong may not, unless nobody asked for it: then
 * it may also be unreadable.
 */
function mayPass(error: unknown, artifact: Artifact, [next]: readonly Artifact[]): boolean {
  if (!(error instanceof GovError) || next === undefined) return false;
  if (error.code === "network") return !isStrict(artifact, next) || isAbsent(error);
  return artifact.isFound === true && error.code !== "disk-full";
}

/** Within one GOPROXY list its own rule decides, between sources any fault will do. */
function isStrict(artifact: Artifact, next: Artifact | undefined): boolean {
  return artifact.nextOn === "absent" && next?.source === artifact.source;
}

/** The artifact that answers first, with those behind it. All silent or without it: one error for all. */
async function openFirst(
  artifacts: readonly Artifact[],
  job: InstallJob,
  supply: Supply,
  signal: AbortSignal,
): Promise<{ parcel: Parcel; rest: readonly Artifact[] }> {
  const result = await firstToAnswer(
    artifacts.map((artifact, index) => candidate(artifact, artifacts[index + 1], job, supply)),
    {
      signal,
      reap: (late) => late.close(),
      onNext: (index, reason) => reportNext(artifacts, index, reason, supply),
    },
  );
  if (result.kind === "failed") throw failureOf(result.errors, job);
  reportOpened(result.value, job, supply);
  return { parcel: result.value, rest: artifacts.slice(result.index + 1) };
}

function reportOpened({ artifact }: Parcel, job: InstallJob, { emit }: Supply): void {
  const version = versionName(job.version);
  const { source, origin } = artifact;
  if (origin.path === undefined) emit({ type: "downloading", version, url: origin.url ?? source });
  else emit({ type: "note", message: `taking Go ${version} from ${origin.path}` });
}

function candidate(
  artifact: Artifact,
  next: Artifact | undefined,
  job: InstallJob,
  supply: Supply,
): Candidate<Parcel> {
  return {
    start: (signal) => openParcel(artifact, job, supply, signal),
    canBeOvertaken: !isStrict(artifact, next),
    passesOn: (error) =>
      isStrict(artifact, next) ? isAbsent(error) : error instanceof GovError && error.code === "network",
  };
}

function reportNext(
  artifacts: readonly Artifact[],
  index: number,
  reason: { readonly error: unknown } | "silence",
  supply: Supply,
): void {
  const why = reason === "silence" ? "does not answer" : reasonOf(reason.error);
  reportSwitch(artifacts[index - 1], artifacts[index], why, supply);
}

function reportSwitch(
  from: Artifact | undefined,
  to: Artifact | undefined,
  reason: string,
  { emit }: Supply,
): void {
  if (from === undefined || to === undefined || from.source === to.source) return;
  emit({ type: "source-switched", from: from.source, to: to.source, reason });
}

function reportRepeat({ artifact: { filename } }: Parcel, { emit }: Supply): void {
  emit({ type: "note", message: `what was kept of ${filename} is damaged; downloading it once more` });
}

function reasonOf(error: unknown): string {
  if (isAbsent(error)) return "does not have it";
  return error instanceof GovError ? `failed (${error.message})` : "failed";
}

function failureOf(errors: readonly unknown[], job: InstallJob): unknown {
  const telling = errors.find((error) => !isAbsent(error));
  const what = `Go ${versionName(job.version)} for ${platformName(job.platform)}`;
  if (telling === undefined) {
    return new GovError("no-such-release", `no source has ${what}`, {
      hint: "gov list --remote",
      cause: errors[0],
    });
  }
  if (!(telling instanceof GovError) || errors.length === 1) return telling;
  const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error))).join("; ");
  return new GovError(telling.code, `no source gave ${what}: ${reasons}`, {
    hint: telling.hint,
    cause: telling,
    url: telling.url,
  });
}

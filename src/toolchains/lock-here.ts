import path from "node:path";
import type { Context } from "../config/context.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { GovError } from "../errors.ts";
import { writeFileAtomic } from "../fs/atomic-write.ts";
import { compareVersions, type GoVersion, parseVersion, versionName } from "../goversion/version.ts";
import { type Platform, platformName } from "../platform/platform.ts";
import { findFile } from "../releases/catalog.ts";
import { builtinDigests } from "../verify/builtin-digests.ts";
import {
  formatLockFile,
  type LockedArchive,
  type LockedToolchain,
  type LockFile,
} from "../verify/lock-file.ts";
import type { Evidence } from "../verify/policy.ts";
import { resolutionHere } from "./here.ts";
import { releaseRequest } from "./install-requests.ts";
import { LOCK_FILE_NAME, readLockIfThere } from "./lock-found.ts";
import { planInstall } from "./plan.ts";
import { type Supply, type SupplyOptions, withSupply } from "./supply.ts";

export interface LockOptions extends Pick<SupplyOptions, "emit" | "signal" | "offline"> {
  /** Write nothing, and fail unless the file covers what this directory asks for. */
  readonly check: boolean;
  /** Every platform that Go calls first class, instead of this one. */
  readonly allPlatforms: boolean;
}

export interface Locked {
  readonly file: string;
  readonly version: string;
  readonly platforms: readonly string[];
  /** Nothing that gov believes knows this release for these. */
  readonly unknown: readonly string[];
  /** What the file said before was the same. */
  readonly unchanged: boolean;
}

/** https://go.dev/wiki/PortingPolicy#first-class-ports */
const FIRST_CLASS: readonly Platform[] = [
  "darwin-amd64",
  "darwin-arm64",
  "linux-386",
  "linux-amd64",
  "linux-arm",
  "linux-arm64",
  "windows-386",
  "windows-amd64",
].map((name) => {
  const [os = "", arch = ""] = name.split("-");
  return { os, arch };
});

/** `gov lock`. */
export function lockHere(
  request: string | undefined,
  options: LockOptions,
  context: Context,
): Promise<Locked> {
  return withSupply(options, context, (supply) =>
    options.check
      ? checkLock(request, context, supply)
      : writeLock(request, options.allPlatforms ? FIRST_CLASS : [supply.host], context, supply),
  );
}

/**
 * Writes what the trust roots say about one release into `gov.lock.json`, beside the pin that asks for it. Other
 * releases in the file stay. A contradiction with what stands there is `proof-failed`: releases never change.
 */
async function writeLock(
  request: string | undefined,
  platforms: readonly Platform[],
  context: Context,
  supply: Supply,
): Promise<Locked> {
  const { version, directory } = await subjectOf(request, context, supply);
  const file = path.join(directory, LOCK_FILE_NAME);
  const before = readLockIfThere(file) ?? { toolchains: [] };
  const answers = await Promise.all(
    platforms.map(async (platform) => ({ platform, ...(await askRoots(version, platform, supply)) })),
  );
  const known = answers.flatMap(({ platform, archive }) => (archive === null ? [] : [{ platform, archive }]));
  if (known.length === 0) throw nothingKnown(version, platforms, answers[0]?.silence ?? "");
  const after = merged(
    before,
    { version, platforms: new Map(known.map(({ platform, archive }) => [platformName(platform), archive])) },
    file,
  );
  const unchanged = formatLockFile(before) === formatLockFile(after);
  if (!unchanged) writeFileAtomic(file, formatLockFile(after));
  return {
    file,
    version: versionName(version),
    platforms: known.map(({ platform }) => platformName(platform)),
    unknown: answers.flatMap(({ platform, archive }) => (archive === null ? [platformName(platform)] : [])),
    unchanged,
  };
}

/** For CI: the lock file covers what this directory asks for, and says what the trust roots say. */
async function checkLock(request: string | undefined, context: Context, supply: Supply): Promise<Locked> {
  const { version, directory } = await subjectOf(request, context, supply);
  const file = path.join(directory, LOCK_FILE_NAME);
  const name = versionName(version);
  const lock = readLockIfThere(file);
  const locked = lock?.toolchains.find((it) => compareVersions(it.version, version) === 0);
  const here = platformName(supply.host);
  if (lock === undefined || locked === undefined || !locked.platforms.has(here)) {
    const what = lock === undefined ? "is not there" : `has no Go ${name} for ${here}`;
    throw new GovError("failed", `${file} ${what}`, { hint: "gov lock", file });
  }
  const { archive } = await askRoots(version, supply.host, supply);
  const current = archive && { version, platforms: new Map([[here, archive]]) };
  if (current) merged(lock, current, file);
  return { file, version: name, platforms: [...locked.platforms.keys()], unknown: [], unchanged: true };
}

/** The release, and the directory of what asks for it. */
async function subjectOf(
  request: string | undefined,
  context: Context,
  supply: Supply,
): Promise<{ version: GoVersion; directory: string }> {
  const { version, missing, reason } = resolutionHere(context);
  const asks = ["pin", "toolchain", "floor"].includes(reason.kind) && reason.file !== undefined;
  const directory = asks && reason.file ? path.dirname(reason.file) : pathFromHere(".", context);
  const chosen = request === undefined && version !== null ? parseVersion(version) : undefined;
  if (chosen !== undefined) return { version: chosen, directory };
  const wanted = request ?? missing?.name;
  if (wanted === undefined) {
    throw new GovError("usage", "this directory asks for no release of Go to lock", {
      hint: "gov use 1.22.5",
    });
  }
  const job = await planInstall(releaseRequest(wanted), supply.host, supply);
  return { version: job.version, directory };
}

interface RootsAnswer {
  /** Null when none knows this release. */
  readonly archive: LockedArchive | null;
  /** Why the checksum database does not tell. */
  readonly silence: string;
}

/** What the trust roots say. */
async function askRoots(version: GoVersion, platform: Platform, supply: Supply): Promise<RootsAnswer> {
  const { records, catalogs } = supply;
  const answer = records.kind === "disabled" ? records : await records.lookup(version, platform);
  const recorded = answer.kind === "record" ? answer.h1s[0] : undefined;
  const h1 = recorded ?? (await builtinDigests(version, platform))?.h1;
  const silence = silenceOf(answer);
  if (!h1) return { archive: null, silence };
  const catalog = await catalogs.having(version);
  const file = catalog?.official ? findFile(catalog, version, platform) : undefined;
  const { sha256 = null, bytes = null, filename = null } = file ?? {};
  return { archive: { h1, sha256, bytes, filename }, silence };
}

function silenceOf(answer: Evidence["sumdb"]): string {
  if (answer.kind === "disabled") return "GOSUMDB=off";
  return answer.kind === "unavailable" ? answer.reason : "the checksum database has no record of it";
}

/** Adds to a lock; what stands there already must be the same. */
function merged({ toolchains }: LockFile, added: LockedToolchain, file: string): LockFile {
  const old = toolchains.find((it) => compareVersions(it.version, added.version) === 0);
  const platforms = new Map(old?.platforms);
  for (const [name, archive] of added.platforms) {
    const before = platforms.get(name);
    if (before !== undefined)
      refuseContradiction(before, archive, `Go ${versionName(added.version)} for ${name}`, file);
    platforms.set(name, before === undefined ? archive : { ...archive, ...withoutNulls(before) });
  }
  return { toolchains: [...toolchains.filter((it) => it !== old), { version: added.version, platforms }] };
}

function refuseContradiction(before: LockedArchive, now: LockedArchive, what: string, file: string): void {
  const differs = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;
  if (!differs(before.h1, now.h1) && !differs(before.sha256, now.sha256)) return;
  const [locked, known] = before.h1 === now.h1 ? [before.sha256, now.sha256] : [before.h1, now.h1];
  throw new GovError("proof-failed", `${file} says ${locked} of ${what}, and the public record ${known}`, {
    hint: "releases never change: find out who changed the lock file (git log), and do not install",
    file,
  });
}

function withoutNulls(archive: LockedArchive): Partial<LockedArchive> & Pick<LockedArchive, "h1"> {
  const { h1, ...rest } = archive;
  return { h1, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) };
}

function nothingKnown(version: GoVersion, platforms: readonly Platform[], silence: string): GovError {
  const names = platforms.map(platformName).join(", ");
  return new GovError(
    "proof-failed",
    `nothing that gov believes knows Go ${versionName(version)} for ${names}: ${silence}`,
    {
      hint: "the checksum database has to be reachable: GOV_DEBUG=1 gov lock",
    },
  );
}

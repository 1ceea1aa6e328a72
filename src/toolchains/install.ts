import fs from "node:fs";
import path from "node:path";
import { dropUncovered } from "../archive/uncovered.ts";
import type { UnpackedFile } from "../archive/unpacked.ts";
import { type ToolchainPaths, toolchainPathsIn, UNPROVEN_MARKER } from "../config/home.ts";
import { GovError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import { roomAt } from "../fs/free-space.ts";
import { withLock } from "../fs/lock.ts";
import { syncDirectory, syncFileSystem, syncingMeanwhile } from "../fs/sync.ts";
import { type GoVersion, versionName } from "../goversion/version.ts";
import { type Platform, platformName } from "../platform/platform.ts";
import { toolchainHash } from "../verify/dirhash.ts";
import { type Decision, decide } from "../verify/policy.ts";
import { askRoots, type Roots } from "./evidence.ts";
import { type FetchedTree, fetchTree } from "./fetch.ts";
import { claimLayout } from "./layout.ts";
import { manifestData } from "./manifest.ts";
import { type Receipt, receiptText } from "./receipt.ts";
import { selfCheck } from "./self-check.ts";
import { createStaging, type Staging } from "./staging.ts";
import { findToolchain, type Toolchain, toolchainName } from "./store.ts";
import type { Supply } from "./supply.ts";

/** One release for one platform that is to be present. */
export interface InstallJob {
  readonly version: GoVersion;
  readonly platform: Platform;
  /** The name upstream publishes its archive under, where the index says so. */
  readonly filename: string | undefined;
}

export interface InstallOptions {
  /** Install again what is there; the old tree stays until the new one is complete and proven. */
  readonly force: boolean;
  readonly allowUnproven: boolean;
  readonly signal: AbortSignal;
}

export interface Installed {
  readonly toolchain: Toolchain;
  readonly status: "installed" | "present";
}

/** A release takes so much: nothing is started with less. */
const NEEDED_BYTES = 350_000_000;

/**
 * Makes one toolchain present. It appears in `versions/` by one rename, complete
 * and proven; whatever fails before leaves nothing there. Another process that is at it is waited for.
 */
export async function installToolchain(
  job: InstallJob,
  options: InstallOptions,
  supply: Supply,
): Promise<Installed> {
  const present = findPresent(job, options, supply);
  if (present !== undefined) return { toolchain: present, status: "present" };
  const { home, now, log, emit } = supply;
  const version = versionName(job.version);
  const onWait = (holder: string) => emit({ type: "waiting", version, holder });
  const lock = { log, now, onWait, signal: options.signal };
  return withLock(home, nameOf(job, supply), lock, async () => {
    // Whoever had the lock before may have done it.
    const meanwhile = findPresent(job, options, supply);
    if (meanwhile !== undefined) return { toolchain: meanwhile, status: "present" };
    return { toolchain: await transaction(job, options, supply), status: "installed" };
  });
}

/** The toolchain that is there already; `undefined` too when it is to be installed again. */
export function findPresent(
  job: InstallJob,
  { force }: InstallOptions,
  supply: Supply,
): Toolchain | undefined {
  return force ? undefined : findToolchain(supply.home, nameOf(job, supply), supply.host);
}

function nameOf({ version, platform }: InstallJob, { host }: Supply): string {
  return toolchainName(version, platform, host);
}

async function transaction(job: InstallJob, options: InstallOptions, supply: Supply): Promise<Toolchain> {
  checkSpace(supply);
  const name = nameOf(job, supply);
  const startedAt = supply.now();
  const staging = createStaging(supply.home, name);
  try {
    claimLayout(supply.home);
    const paths = toolchainPathsIn(staging.dir);
    const proven = await syncingMeanwhile(paths.goroot, () => provenTree(job, paths, options, supply));
    const receipt = receiptOf(job, proven, supply);
    const durable = syncFileSystem(paths.goroot);
    const check = selfCheck(paths.goroot, job.version, job.platform, supply.host);
    const manifest = manifestOf(proven);
    await Promise.all([check, durable]);
    writePapers(paths, proven, { receipt, manifest });
    options.signal.throwIfAborted();
    // Before the tree is there: what ends gov after that would leave the archive for ever.
    proven.tree.settle();
    publish(staging, name, options, supply);
    reportInstalled(job, receipt, startedAt, supply);
    return readPublished(name, supply);
  } finally {
    staging.discard();
  }
}

function checkSpace({ home }: Supply): void {
  const free = roomAt(home.stagingDir)?.bytes;
  if (free === undefined || free >= NEEDED_BYTES) return;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  throw new GovError(
    "disk-full",
    `no space for a Go release below ${home.root}: ${megabytes(free)} are free, ${megabytes(NEEDED_BYTES)} are needed`,
    { hint: `df -h ${home.root}` },
  );
}

/** A tree that is on disk in staging, and why it is believed. */
interface ProvenTree {
  readonly tree: FetchedTree;
  /** Those that are left. */
  readonly files: readonly UnpackedFile[];
  readonly h1: string;
  readonly proofs: Decision["proofs"];
}

async function provenTree(
  job: InstallJob,
  paths: ToolchainPaths,
  options: InstallOptions,
  supply: Supply,
): Promise<ProvenTree> {
  const roots = askRoots(job, options.signal, supply);
  return fetchTree(job, paths.goroot, { supply, signal: options.signal }, async (tree) => {
    supply.emit({ type: "verifying", version: versionName(job.version) });
    const h1 = toolchainHash(tree.files, job.version, job.platform);
    const { proofs, coversWholeArchive } = decide(await evidenceFor(tree, h1, job, options, roots));
    if (proofs.some(({ kind }) => kind === "none")) warnUnproven(job, supply);
    const files = coversWholeArchive ? tree.files : dropUncovered(paths.goroot, tree.files);
    return { tree, files, h1, proofs };
  });
}

async function evidenceFor(
  tree: FetchedTree,
  h1: string,
  { version, platform }: InstallJob,
  { allowUnproven }: InstallOptions,
  roots: Roots,
) {
  const sha256 = tree.container === "module-zip" ? null : (tree.archive?.sha256 ?? null);
  const measured = { sha256, h1 };
  return {
    toolchain: `Go ${versionName(version)} for ${platformName(platform)}`,
    origin: tree.origin.kind,
    measured,
    ...(await roots(measured)),
    // What comes after a find may have a proof.
    allowUnproven: allowUnproven && !tree.isFound,
  };
}

function warnUnproven({ version }: InstallJob, { emit }: Supply): void {
  const name = versionName(version);
  const message = `nothing proves Go ${name} genuine: --allow-unproven installs it, and only its full name chooses it`;
  emit({ type: "warning", message });
}

function receiptOf(job: InstallJob, { tree, files, h1, proofs }: ProvenTree, { now, gov }: Supply): Receipt {
  return {
    schema: 1,
    version: versionName(job.version),
    os: job.platform.os,
    arch: job.platform.arch,
    origin: tree.origin,
    archive: tree.archive,
    h1,
    proofs,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    installedAt: new Date(now()).toISOString(),
    gov,
  };
}

function manifestOf({ files }: ProvenTree): Buffer {
  return manifestData(files.map(({ path, sha256, bytes, mode }) => ({ path, sha256, mode, size: bytes })));
}

/** On the disk when it returns. The receipt comes last: with it the directory is complete. */
function writePapers(
  paths: ToolchainPaths,
  { proofs }: ProvenTree,
  { manifest, receipt }: { readonly manifest: Buffer; readonly receipt: Receipt },
): void {
  try {
    fs.writeFileSync(paths.manifest, manifest, { flush: true });
    if (proofs.some(({ kind }) => kind === "none")) {
      fs.writeFileSync(path.join(paths.dir, UNPROVEN_MARKER), "", { flush: true });
    }
    fs.writeFileSync(paths.receipt, receiptText(receipt), { flush: true });
    syncDirectory(paths.dir);
  } catch (error) {
    throw diskError(error, `cannot write to ${paths.dir}`);
  }
}

/** Losing the race is success: what is there then was proven as well. */
function publish(staging: Staging, name: string, { force }: InstallOptions, { host }: Supply): void {
  if (force) staging.replace(name);
  else staging.publish(name, host);
}

function reportInstalled(job: InstallJob, receipt: Receipt, startedAt: number, { emit, now }: Supply): void {
  emit({
    type: "installed",
    version: versionName(job.version),
    proofs: receipt.proofs.map(({ kind }) => kind),
    ms: now() - startedAt,
  });
}

function readPublished(name: string, { home, host }: Supply): Toolchain {
  const toolchain = findToolchain(home, name, host);
  if (toolchain !== undefined) return toolchain;
  throw new GovError("failed", `${name} was removed by someone else just after it was installed`, {
    hint: `gov install ${name}`,
  });
}

import fs from "node:fs";
import { toolchainPathsIn } from "../config/home.ts";
import { GovError, isSystemError } from "../errors.ts";
import { diskError } from "../fs/disk-error.ts";
import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { readTreePlatform, readTreeVersion } from "../platform/tree.ts";
import { toolchainHash } from "../verify/dirhash.ts";
import { type ManifestEntry, parseManifest } from "./manifest.ts";
import { type ReadTree, readTree, type Tree } from "./read-tree.ts";
import type { Toolchain } from "./store.ts";

export interface Difference {
  /** Below the GOROOT; gov's own manifest, which stands beside it, is `../manifest.gz`. */
  readonly path: string;
  readonly kind: "changed" | "missing" | "added" | "mode";
}

export interface Verification {
  readonly version: GoVersion | null;
  readonly root: string;
  /** `unproven`: nothing speaks against the tree, and nothing for it. */
  readonly status: "ok" | "changed" | "unproven";
  /** Null when the tree does not say what it is, or holds names that no release has. */
  readonly h1: string | null;
  readonly record: RecordState;
  readonly differences: readonly Difference[];
}

/** What the public record says about an h1; `unavailable` when it cannot be asked or has no entry. */
export type RecordState = "match" | "mismatch" | "unavailable";

export type LookUpRecord = (version: GoVersion, platform: Platform, h1: string) => Promise<RecordState>;

/**
 * `go.env` as every release from 1.21.0 to 1.27.3 has it. Container images and distributions write their own,
 * mostly for `GOTOOLCHAIN=local`.
 */
const PRISTINE_GO_ENV = "98fcab78e155e9fa0c36b18874add30724d04c2452078117c78618107ebfbc9e";

/** Re-hashes an installed toolchain against its manifest, its receipt and the public record. */
export async function verifyToolchain(
  toolchain: Toolchain,
  lookUp: LookUpRecord,
  read: ReadTree = readTree,
): Promise<Verification> {
  const { goroot, version, platform, receipt, unproven, dir } = toolchain;
  if (toolchain.kind === "linked") return verifyDirectory(goroot, lookUp, read);
  const tree = await read(goroot);
  const differences = compareWithManifest(toolchainPathsIn(dir).manifest, tree);
  const h1 = hashOf(tree.files, version, platform);
  const record = await recordOf(h1, version, platform, lookUp);
  const changed = differences.length > 0 || record === "mismatch" || h1 !== receipt.h1;
  const proven = record === "match" || !unproven;
  return {
    version,
    root: goroot,
    status: changed ? "changed" : proven ? "ok" : "unproven",
    h1,
    record,
    differences,
  };
}

/**
 * Re-hashes any Go tree against the public record of the release it says it is. There is no manifest to name
 * what is different, but for a `go.env` that is the only thing.
 */
export async function verifyDirectory(
  goroot: string,
  lookUp: LookUpRecord,
  read: ReadTree = readTree,
): Promise<Verification> {
  const tree = await read(goroot);
  const version = readTreeVersion(goroot);
  const platform = readTreePlatform(goroot);
  const files = withoutModuleNames(tree.files);
  const recordFor = (list: readonly ManifestEntry[]) =>
    recordOf(hashOf(list, version, platform), version, platform, lookUp);
  const record = await recordFor(files);
  const onlyGoEnv = record === "mismatch" && (await recordFor(withPristineGoEnv(files))) === "match";
  const differences = [
    ...(onlyGoEnv ? [{ path: "go.env", kind: "changed" } as const] : []),
    ...tree.others.map((path) => ({ path, kind: "added" }) as const),
  ];
  const changed = record === "mismatch" || differences.length > 0;
  const status = changed ? "changed" : record === "match" ? "ok" : "unproven";
  return { version, root: goroot, status, h1: hashOf(files, version, platform), record, differences };
}

function withPristineGoEnv(files: readonly ManifestEntry[]): readonly ManifestEntry[] {
  return files.map((file) => (file.path === "go.env" ? { ...file, sha256: PRISTINE_GO_ENV } : file));
}

/** Every difference, sorted by path. Deleted test data is one as well: the manifest lists it. */
function compareTree(manifest: readonly ManifestEntry[], tree: Tree): Difference[] {
  const actual = new Map(tree.files.map((file) => [file.path, file]));
  const expected = new Set(manifest.map((entry) => entry.path));
  const differences = manifest.flatMap((entry): Difference[] => {
    const kind = differenceOf(entry, actual.get(entry.path));
    return kind === undefined ? [] : [{ path: entry.path, kind }];
  });
  for (const name of [...actual.keys(), ...tree.others]) {
    if (!expected.has(name)) differences.push({ path: name, kind: "added" });
  }
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The bits that matter: what the owner may do, who else may write, and setuid. A umask may have taken the
 * rest away.
 */
const RELEVANT_MODE = 0o7722;

function differenceOf(
  expected: ManifestEntry,
  actual: ManifestEntry | undefined,
): Difference["kind"] | undefined {
  if (actual === undefined) return "missing";
  if (actual.size !== expected.size || actual.sha256 !== expected.sha256) return "changed";
  return ((actual.mode ^ expected.mode) & RELEVANT_MODE) === 0 ? undefined : "mode";
}

function compareWithManifest(file: string, tree: Tree): Difference[] {
  const manifest = readManifest(file);
  return "kind" in manifest ? [manifest] : compareTree(manifest, tree);
}

function readManifest(file: string): readonly ManifestEntry[] | Difference {
  const path = "../manifest.gz";
  try {
    const manifest = parseManifest(fs.readFileSync(file));
    return "problem" in manifest ? { path, kind: "changed" } : manifest;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return { path, kind: "missing" };
    throw diskError(error, `cannot read ${file}`);
  }
}

/**
 * Go's module cache keeps each `go.mod` twice, as `_go.mod` too. Only an exact copy may be passed over: h1
 * covers one of the two, and Go reads the other.
 */
function withoutModuleNames(files: readonly ManifestEntry[]): readonly ManifestEntry[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.filter(({ path: name, sha256 }) => {
    const plain = name.replace(/(^|\/)_go\.mod$/, "$1go.mod");
    return plain === name || byPath.get(plain)?.sha256 !== sha256;
  });
}

function hashOf(
  files: readonly ManifestEntry[],
  version: GoVersion | null,
  platform: Platform | undefined,
): string | null {
  if (version === null || platform === undefined) return null;
  try {
    return toolchainHash(files, version, platform);
  } catch (error) {
    if (error instanceof GovError) return null;
    throw error;
  }
}

async function recordOf(
  h1: string | null,
  version: GoVersion | null,
  platform: Platform | undefined,
  lookUp: LookUpRecord,
): Promise<RecordState> {
  if (h1 === null || version === null || platform === undefined) return "unavailable";
  return lookUp(version, platform, h1);
}

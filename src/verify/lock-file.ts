import {
  compareVersions,
  type GoVersion,
  isLanguageOnly,
  parseVersion,
  versionName,
} from "../goversion/version.ts";
import { type Platform, platformName } from "../platform/platform.ts";
import { strictBase64 } from "./strict.ts";

/** `gov.lock.json`: which bytes a project means by the versions that it uses, on each platform. */
export interface LockFile {
  readonly toolchains: readonly LockedToolchain[];
}

export interface LockedToolchain {
  readonly version: GoVersion;
  /** By `linux-amd64`. */
  readonly platforms: ReadonlyMap<string, LockedArchive>;
}

/** `h1` is that of any container; the rest speaks of the archive on go.dev and is null where unknown. */
export interface LockedArchive {
  readonly h1: string;
  /** In lower-case hex. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly filename: string | null;
}

export interface LockFileProblem {
  /** The end of a sentence that names the file. */
  readonly problem: string;
  readonly line?: number;
}

/**
 * Reads a lock file. A field that is unknown, missing or malformed makes it a problem: what is misspelt in a lock
 * would protect nobody. `sha256`, `bytes` and `filename` may be left out.
 */
export function parseLockFile(text: string): LockFile | LockFileProblem {
  try {
    return readLockFile(JSON.parse(text));
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    if (error instanceof SyntaxError) return { problem: "is not JSON", ...lineOfFault(text, error) };
    throw error;
  }
}

/** Sorted and spelled one way, so that equal locks are equal files. */
export function formatLockFile({ toolchains }: LockFile): string {
  const sorted = [...toolchains].sort((a, b) => compareVersions(a.version, b.version));
  const fields = sorted.map(({ version, platforms }) => ({
    version: versionName(version),
    platforms: Object.fromEntries(
      [...platforms]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { h1, sha256, bytes, filename }]) => [name, { h1, sha256, bytes, filename }]),
    ),
  }));
  return `${JSON.stringify({ schema: 1, toolchains: fields }, null, 2)}\n`;
}

export function lockedDigests(lock: LockFile, version: GoVersion, platform: Platform): LockedArchive | null {
  const locked = lock.toolchains.find((toolchain) => compareVersions(toolchain.version, version) === 0);
  return locked?.platforms.get(platformName(platform)) ?? null;
}

class Malformed extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function readLockFile(value: unknown): LockFile {
  const { schema, toolchains } = fieldsOf(value, "the file", ["schema", "toolchains"]);
  if (schema !== 1) throw new Malformed("has a `schema` other than 1");
  if (!Array.isArray(toolchains)) throw new Malformed("has no list `toolchains`");
  const locked = toolchains.map((item, i) => readToolchain(item, `toolchains[${i}]`));
  const names = new Set<string>();
  for (const [i, { version }] of locked.entries()) {
    const name = versionName(version);
    if (names.has(name)) throw new Malformed(`names ${name} twice, in \`toolchains[${i}]\` again`);
    names.add(name);
  }
  return { toolchains: locked };
}

function readToolchain(value: unknown, at: string): LockedToolchain {
  const { version: text, platforms } = fieldsOf(value, at, ["version", "platforms"]);
  const version = typeof text === "string" ? parseVersion(text) : undefined;
  if (version === undefined || isLanguageOnly(version) || versionName(version) !== text) {
    throw new Malformed(`has no Go release in \`${at}.version\``);
  }
  const archives = Object.entries(fieldsOf(platforms, `${at}.platforms`)).map(([name, archive]) => {
    const place = `${at}.platforms["${name}"]`;
    if (!/^[a-z0-9]+-[a-z0-9]+$/.test(name)) throw new Malformed(`has no platform's name in \`${place}\``);
    return [name, readArchive(archive, place)] as const;
  });
  return { version, platforms: new Map(archives) };
}

function readArchive(value: unknown, at: string): LockedArchive {
  const fields = fieldsOf(value, at, ["h1", "sha256", "bytes", "filename"]);
  const { h1, sha256 = null, bytes = null, filename = null } = fields;
  if (!isH1(h1)) throw new Malformed(`has no h1 hash in \`${at}.h1\``);
  if (sha256 !== null && !isText(sha256, /^[0-9a-f]{64}$/)) {
    throw new Malformed(`has no SHA-256 of small hex digits in \`${at}.sha256\``);
  }
  if (bytes !== null && !isSize(bytes)) throw new Malformed(`has no size in \`${at}.bytes\``);
  if (filename !== null && !isText(filename, /^go[0-9][0-9a-z.]*\.[a-z0-9]+-[a-z0-9.-]+\.(?:tar\.gz|zip)$/)) {
    throw new Malformed(`has no archive's name in \`${at}.filename\``);
  }
  return { h1, sha256, bytes, filename };
}

function fieldsOf(value: unknown, at: string, known?: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Malformed(`has no object in \`${at}\``);
  }
  const stranger = known && Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Malformed(`has an unknown field \`${stranger}\` in \`${at}\``);
  return value as Fields;
}

function isH1(value: unknown): value is string {
  return isText(value, /^h1:/) && strictBase64(value.slice("h1:".length))?.length === 32;
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** Where the parser's message allows to tell. */
function lineOfFault(text: string, { message }: SyntaxError): Pick<LockFileProblem, "line"> {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return { line: text.slice(0, Number(position)).split("\n").length };
  return message.startsWith("Unexpected end") ? { line: text.trimEnd().split("\n").length } : {};
}

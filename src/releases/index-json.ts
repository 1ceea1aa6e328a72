import { compareVersions, versionName } from "../goversion/version.ts";
import { platformName } from "../platform/platform.ts";
import { parseArchiveName } from "../sources/archive-name.ts";
import type { Release, ReleaseFile } from "./release.ts";

/** `problem` is the end of a sentence that begins with the URL. */
export type ParsedIndex = { readonly releases: readonly Release[] } | { readonly problem: string };

/** A release under way: its files by platform. */
interface Collected {
  readonly version: Release["version"];
  readonly files: Map<string, ReleaseFile>;
}

/**
 * Reads the list of go.dev/dl (`?mode=json&include=all`), newest release first. What an archive is for, its name
 * says; everything else the list says of that is not looked at. Passed over: what is no archive, names of no Go
 * version (there is a `go1.9.2rc2`) or of odd files, releases of which nothing is left. Where two files are for
 * one platform, the first counts. Never throws.
 * https://github.com/golang/website/blob/master/internal/dl/dl.go
 */
export function parseIndex(text: string): ParsedIndex {
  const list = parseList(text);
  if ("problem" in list) return list;
  const releases = collect(list.items.flatMap((item) => listIn(item, "files")));
  return releases.length === 0 ? { problem: "lists no release of Go" } : { releases };
}

function parseList(text: string): { readonly items: readonly unknown[] } | { readonly problem: string } {
  const trimmed = text.trim();
  if (trimmed === "") return { problem: "is empty" };
  if (trimmed.startsWith("<")) return { problem: "is a web page, not a list of releases" };
  try {
    const value: unknown = JSON.parse(trimmed);
    return Array.isArray(value) ? { items: value } : { problem: "is JSON, but not a list of releases" };
  } catch {
    const isCut = trimmed.startsWith("[") && !trimmed.endsWith("]");
    return { problem: isCut ? "is a list of releases that breaks off" : "is not JSON" };
  }
}

function collect(files: readonly unknown[]): Release[] {
  const releases = new Map<string, Collected>();
  for (const file of files) {
    const archive = parseFile(file);
    if (archive === undefined) continue;
    const { version, ...rest } = archive;
    const name = versionName(version);
    const release = releases.get(name) ?? { version, files: new Map() };
    releases.set(name, release);
    const platform = platformName(rest.platform);
    if (!release.files.has(platform)) release.files.set(platform, rest);
  }
  return Array.from(releases.values(), ({ version, files }) => ({
    version,
    files: [...files.values()],
  })).sort((a, b) => compareVersions(b.version, a.version));
}

function parseFile(value: unknown): (ReleaseFile & Pick<Release, "version">) | undefined {
  const filename = fieldOf(value, "filename");
  if (fieldOf(value, "kind") !== "archive" || typeof filename !== "string") return undefined;
  const archive = parseArchiveName(filename);
  if (archive === undefined || archive.container === "module-zip") return undefined;
  const { version, platform } = archive;
  return { version, filename, platform, sha256: sha256Of(value), bytes: bytesOf(value) };
}

/** Old releases have `""`. */
function sha256Of(file: unknown): string | null {
  const sha256 = fieldOf(file, "sha256");
  return typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null;
}

/** Old releases have 0. */
function bytesOf(file: unknown): number | null {
  const size = fieldOf(file, "size");
  return typeof size === "number" && Number.isSafeInteger(size) && size > 0 ? size : null;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

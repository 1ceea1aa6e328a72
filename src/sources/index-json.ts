import type { ListProblem } from "./fetch-listing.ts";
import { type ListedFile, releasesIn } from "./releases-in.ts";
import type { Listing } from "./source.ts";

/**
 * Reads the list of go.dev/dl (`?mode=json&include=all`). What an archive is for, its name says; everything else
 * the list says of that is not looked at. Passed over: what is no archive, names of no Go version (there is a
 * `go1.9.2rc2`) or of odd files, releases of which nothing is left. Where a file is listed twice, the first
 * counts. Never throws.
 * https://github.com/golang/website/blob/master/internal/dl/dl.go
 */
export function parseIndex(text: string): Pick<Listing, "releases"> | ListProblem {
  const list = parseList(text);
  if ("problem" in list) return list;
  const files = list.items.flatMap((item) => listIn(item, "files")).map(listedFile);
  const releases = releasesIn(files.filter((file) => file !== undefined));
  return releases.length === 0 ? { problem: "lists no release of Go" } : { releases };
}

function parseList(text: string): { readonly items: readonly unknown[] } | ListProblem {
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

function listedFile(value: unknown): ListedFile | undefined {
  const filename = fieldOf(value, "filename");
  const isArchive = fieldOf(value, "kind") === "archive";
  if (!isArchive || typeof filename !== "string" || !filename.startsWith("go")) return undefined;
  return { filename, sha256: sha256Of(value), bytes: bytesOf(value) };
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

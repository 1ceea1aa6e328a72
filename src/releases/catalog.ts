import { setTimeout as sleep } from "node:timers/promises";
import { GovError } from "../errors.ts";
import type { Emit } from "../events.ts";
import { compareVersions, type GoVersion } from "../goversion/version.ts";
import { type Candidate, firstToAnswer } from "../net/race.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import type { Release, ReleaseFile } from "../sources/release.ts";
import type { Source } from "../sources/source.ts";
import { type CatalogCache, type KeptListing, keep, readKept } from "./catalog-cache.ts";

/** All releases one source knows. */
export interface Catalog {
  /** Name of the source, such as `official`. */
  readonly source: string;
  /**
   * The host whose official index it is, `go.dev` or `golang.google.cn`, fetched over TLS; else null. Only the
   * digests of such an index are a trust root.
   */
  readonly official: string | null;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
  /** Too old, and could not be renewed. */
  readonly stale: boolean;
  /** Newest first. */
  readonly releases: readonly Release[];
}

export interface CatalogOptions extends CatalogCache {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What was kept counts, however old it is. */
  readonly offline: boolean;
  /** What was kept counts only when no source answers. */
  readonly refresh: boolean;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** How long a source may be silent before the next one is asked. */
  readonly staggerMs?: number;
}

/** go.dev does not say how long its list may be kept. */
const FRESH_MS = 3_600_000;
const STAGGER_MS = 2_500;

/** No failure of anyone: only the end of what can be tried. */
const NOTHING_KEPT = new GovError("network", "no list of Go releases was kept");

type Lister = Source & { readonly list: NonNullable<Source["list"]> };

/** Why it is the next one's turn. */
type Reason = { readonly error: unknown } | "silence";

/**
 * The list of the first source that gives one. The next source is asked while those before are silent. When
 * none answers, what was kept of any of them counts, however old: then the catalog is `stale`, and a note says
 * why. Without that it is `network`, or `offline`.
 */
export async function openCatalog(sources: readonly Source[], options: CatalogOptions): Promise<Catalog> {
  const listers = sources.filter((source): source is Lister => source.list !== undefined);
  if (listers.length === 0) throw noList(sources);
  const { offline, emit, staggerMs = STAGGER_MS, signal } = options;
  let reason: Reason = "silence";
  const result = await firstToAnswer(
    [
      ...listers.map((source) => candidate((own) => listingOf(source, { ...options, signal: own }))),
      candidate((own) => lastResort(listers, reason, { ...options, signal: own })),
    ],
    {
      staggerMs,
      signal,
      onNext: (index, why) => {
        reason = why;
        const [from, to] = listers.slice(index - 1);
        if (from === undefined || to === undefined || offline) return;
        emit({ type: "source-switched", from: from.name, to: to.name, reason: textOf(why) });
      },
      reap: () => {},
    },
  );
  if (result.kind === "answered") return result.value;
  throw failure(result.errors.filter((error) => error !== NOTHING_KEPT));
}

/** What was kept of these sources and has this version, the official list first: releases never change. */
export function keptCatalogWith(
  version: GoVersion,
  sources: readonly Source[],
  options: Pick<CatalogOptions, "cacheDir" | "log" | "now">,
): Catalog | undefined {
  const catalogs = keptCatalogs(sources, options).filter(({ releases }) =>
    releases.some((release) => compareVersions(release.version, version) === 0),
  );
  return catalogs.find(({ official }) => official !== null) ?? catalogs[0];
}

/** The archive of this version for this platform. */
export function findFile(
  { releases }: Pick<Catalog, "releases">,
  version: GoVersion,
  platform: Platform,
): ReleaseFile | undefined {
  const release = releases.find((it) => compareVersions(it.version, version) === 0);
  return release?.files.find((file) => samePlatform(file.platform, platform));
}

function candidate(start: Candidate<Catalog>["start"]): Candidate<Catalog> {
  return { start, canBeOvertaken: true, passesOn: isFault };
}

async function listingOf(source: Lister, options: CatalogOptions): Promise<Catalog> {
  const { listUrl } = source;
  const kept = listUrl === undefined ? undefined : readKept(listUrl, options);
  if (kept !== undefined) {
    const catalog = catalogOf(source, kept, options);
    if (options.offline || !(options.refresh || catalog.stale)) return catalog;
  }
  const listing = { ...(await source.list(options.signal)), fetchedAt: options.now() };
  if (listUrl !== undefined) keep(listUrl, listing, options);
  return catalogOf(source, listing, options);
}

/** A network that is only slow gets some more time; its lists would never be renewed otherwise. */
async function lastResort(
  sources: readonly Source[],
  reason: Reason,
  options: CatalogOptions,
): Promise<Catalog> {
  const [kept] = keptCatalogs(sources, options);
  if (kept === undefined) throw NOTHING_KEPT;
  const { emit, staggerMs = STAGGER_MS, signal } = options;
  if (reason === "silence") await sleep(2 * staggerMs, undefined, { signal });
  const day = new Date(kept.fetchedAt).toISOString().slice(0, 10);
  const asked = sources.at(-1)?.name;
  emit({ type: "note", message: `the list of Go releases is that of ${day}: ${asked} ${textOf(reason)}` });
  return { ...kept, stale: true };
}

function keptCatalogs(
  sources: readonly Source[],
  options: Pick<CatalogOptions, "cacheDir" | "log" | "now">,
): Catalog[] {
  return sources.flatMap((source) => {
    const kept = source.listUrl === undefined ? undefined : readKept(source.listUrl, options);
    return kept === undefined ? [] : [catalogOf(source, kept, options)];
  });
}

function catalogOf(
  { name }: Source,
  { releases, official, fetchedAt }: KeptListing,
  { now }: Pick<CatalogOptions, "now">,
): Catalog {
  const age = now() - fetchedAt;
  return {
    source: name,
    official,
    fetchedAt,
    // A time to come is that of a clock that was wrong.
    stale: age < 0 || age >= FRESH_MS,
    releases: releases.toSorted((a, b) => compareVersions(b.version, a.version)),
  };
}

function textOf(reason: Reason): string {
  if (reason === "silence") return "does not answer";
  return `failed (${reason.error instanceof Error ? reason.error.message : String(reason.error)})`;
}

/** What stopped the search, if it was more than a fault of the network; one fault speaks for itself. */
function failure(errors: readonly unknown[]): unknown {
  const faults = errors.filter(isFault);
  const [first, second] = faults;
  if (faults.length < errors.length) return errors.find((error) => !isFault(error));
  if (first === undefined || second === undefined) return first;
  return new GovError(
    first.code,
    `no source gives a list of Go releases: ${faults.map(({ message }) => message).join("; ")}`,
    { hint: first.hint, url: first.url, cause: first },
  );
}

function isFault(error: unknown): error is GovError {
  return error instanceof GovError && (error.code === "network" || error.code === "offline");
}

function noList(sources: readonly Source[]): GovError {
  const names = sources.map(({ name }) => name).join(", ");
  return new GovError("usage", `${names} has no list of Go releases`, {
    hint: "name an exact version, as in: gov install 1.22.5",
  });
}

import { rangeIncludes } from "./range.ts";
import type { Alias, Request } from "./request.ts";
import { compareVersions, type GoVersion, isPrerelease, lineOf, parseVersion } from "./version.ts";

/** A request that a list of releases can answer. */
export type ReleaseRequest = Extract<Request, { kind: "exact" | "line" | "range" | "alias" }>;

export type Match =
  | { readonly kind: "found"; readonly version: GoVersion }
  /** `nearest` has what there is instead: at most three, newest first, pre-releases where a line has no more. */
  | { readonly kind: "none"; readonly nearest: readonly GoVersion[] };

const NEAREST = 3;

/**
 * The release of this list, in any order, that the request means. An exact request means that very one; a line
 * and an alias the newest stable one; a range the newest in it, which is a pre-release only if the range names
 * one. `oldstable` is the newest stable release of the line before that of `stable`.
 */
export function matchRequest(request: ReleaseRequest, versions: readonly GoVersion[]): Match {
  const sorted = newestFirst(versions);
  const version = find(request, sorted);
  return version === undefined
    ? { kind: "none", nearest: nearestTo(request, sorted) }
    : { kind: "found", version };
}

/** The newest one of this list, in any order, that is no pre-release. */
export function newestStable(versions: readonly GoVersion[]): GoVersion | undefined {
  return newestFirst(versions.filter((version) => !isPrerelease(version)))[0];
}

function find(request: ReleaseRequest, sorted: readonly GoVersion[]): GoVersion | undefined {
  switch (request.kind) {
    case "exact":
      return sorted.find((version) => compareVersions(version, request.version) === 0);
    case "line":
      return newestStable(sorted.filter((version) => lineOf(version) === request.line));
    case "range":
      return sorted.find((version) => rangeIncludes(request.range, version));
    case "alias":
      return findAlias(request.alias, sorted);
  }
}

function findAlias(alias: Alias, sorted: readonly GoVersion[]): GoVersion | undefined {
  const stable = newestStable(sorted);
  if (alias !== "oldstable" || stable === undefined) return stable;
  return newestStable(sorted.filter((version) => lineOf(version) !== lineOf(stable)));
}

/** The closest of the same line, then the best of the closest lines; without a line, of the newest ones. */
function nearestTo(request: ReleaseRequest, sorted: readonly GoVersion[]): readonly GoVersion[] {
  const target = targetOf(request);
  const best = bestOfLines(sorted);
  if (target === undefined) return best.slice(0, NEAREST);
  const alike = sorted.filter(
    (version) => lineOf(version) === lineOf(target) && (isPrerelease(target) || !isPrerelease(version)),
  );
  const nearest = new Set([...closest(target, alike), ...closest(target, best)]);
  return newestFirst([...nearest].slice(0, NEAREST));
}

function targetOf(request: ReleaseRequest): GoVersion | undefined {
  if (request.kind === "exact") return request.version;
  return request.kind === "line" ? parseVersion(`${request.line}.0`) : undefined;
}

/** Of each line the newest: a pre-release only where there is nothing else. */
function bestOfLines(sorted: readonly GoVersion[]): GoVersion[] {
  const best = new Map<string, GoVersion>();
  for (const version of sorted) {
    if (!best.has(lineOf(version))) best.set(lineOf(version), version);
  }
  return [...best.values()];
}

/** The closest first, alternately an older and a newer one. */
function closest(target: GoVersion, sorted: readonly GoVersion[]): GoVersion[] {
  const older = sorted.filter((version) => compareVersions(version, target) < 0);
  const newer = sorted.filter((version) => compareVersions(version, target) >= 0).reverse();
  return Array.from({ length: NEAREST }, (_, i) => [older[i], newer[i]])
    .flat()
    .filter((version) => version !== undefined);
}

function newestFirst(versions: readonly GoVersion[]): GoVersion[] {
  return versions.toSorted((a, b) => compareVersions(b, a));
}

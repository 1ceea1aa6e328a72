import path from "node:path";
import type { Context } from "../config/context.ts";
import { readSettings } from "../config/settings.ts";
import { GovError } from "../errors.ts";
import { rangeIncludes } from "../goversion/range.ts";
import { parseRequest } from "../goversion/request.ts";
import { type GoVersion, lineOf, versionName } from "../goversion/version.ts";
import { isOfHost } from "../resolution/installed.ts";
import { refreshShims } from "../shims/refresh.ts";
import { defaultHere } from "./default.ts";
import { storeHere } from "./here.ts";
import { notInstalled } from "./requested.ts";
import { sweep } from "./staging.ts";
import type { Store, StoreProblem, Toolchain } from "./store.ts";
import { uninstallBroken, uninstallToolchain } from "./uninstall.ts";

/** What became of one request. */
export type UninstallResult =
  | {
      readonly status: "removed";
      readonly request: string;
      /** The name it had in `versions/`. */
      readonly name: string;
      readonly version: string | null;
      readonly root: string;
      /** Freed; 0 for a link and for what was no complete toolchain. */
      readonly bytes: number;
      readonly ms: number;
    }
  | {
      readonly status: "failed";
      readonly request: string;
      /** Null when the request means nothing. */
      readonly version: string | null;
      readonly error: GovError;
      readonly ms: number;
    };

export interface UninstallOutcome {
  readonly results: readonly UninstallResult[];
  /** The default, if it means nothing any more. */
  readonly lostDefault: string | null;
}

/**
 * Removes what the requests mean, each only if it means exactly one thing. All are understood before the first
 * is removed; then the failure of one leaves the others alone.
 */
export function uninstallRequests(
  requests: readonly string[],
  force: boolean,
  context: Context,
): UninstallOutcome {
  const settings = readSettings(context);
  const store = storeHere(context);
  const preset = defaultHere(context);
  const defaultName = preset?.kind === "toolchain" ? preset.toolchain.name : undefined;
  const results = distinct(requests, store).map(({ request, target }): UninstallResult => {
    const startedAt = context.now();
    const elapsed = () => context.now() - startedAt;
    if (target instanceof GovError) {
      return { status: "failed", request, version: null, error: target, ms: elapsed() };
    }
    try {
      return { ...removal(target, { force, defaultName }, context), request, ms: elapsed() };
    } catch (error) {
      if (!(error instanceof GovError)) throw error;
      return { status: "failed", request, version: versionOf(target), error, ms: elapsed() };
    }
  });
  sweep(context.home, context);
  refreshShims(context, settings);
  const left = defaultHere(context);
  return { results, lostDefault: left?.kind === "missing" ? left.request : null };
}

interface Understood {
  readonly request: string;
  readonly target: Toolchain | StoreProblem | GovError;
}

/** The requests with what they mean; a thing that two of them mean is there once. */
function distinct(requests: readonly string[], store: Store): Understood[] {
  const understood = new Map<Understood["target"], Understood>();
  for (const request of requests) {
    const target = targetOf(request, store);
    if (!understood.has(target)) understood.set(target, { request, target });
  }
  return [...understood.values()];
}

function removal(
  target: Toolchain | StoreProblem,
  options: { readonly force: boolean; readonly defaultName: string | undefined },
  { home }: Context,
) {
  const shared = { status: "removed", name: nameOf(target), version: versionOf(target) } as const;
  if ("message" in target) {
    uninstallBroken(home, target.path, options);
    return { ...shared, root: target.path, bytes: 0 };
  }
  return { ...shared, root: target.goroot, bytes: uninstallToolchain(home, target, options) };
}

/** By its name in `versions/`, also of what is broken there or for another platform, or as a request. */
function targetOf(text: string, store: Store): Toolchain | StoreProblem | GovError {
  const request = parseRequest(text);
  const name = request?.kind === "exact" ? versionName(request.version) : text;
  const named = [...store.toolchains, ...store.problems].find((entry) => nameOf(entry) === name);
  if (named !== undefined) return named;
  switch (request?.kind) {
    case "exact":
    case "name":
      return notInstalled(request);
    case "line":
      return theOne(request, store, (version) => lineOf(version) === request.line);
    case "range":
      return theOne(request, store, (version) => rangeIncludes(request.range, version));
    default:
      return new GovError("invalid-request", `\`${text}\` does not say which toolchain to remove`, {
        hint: "gov list shows the names",
      });
  }
}

function nameOf(entry: Toolchain | StoreProblem): string {
  return "message" in entry ? path.basename(entry.path) : entry.name;
}

function versionOf(entry: Toolchain | StoreProblem): string | null {
  return "message" in entry || entry.version === null ? null : versionName(entry.version);
}

function theOne(
  request: Parameters<typeof notInstalled>[0],
  { toolchains }: Store,
  isMeant: (version: GoVersion) => boolean,
): Toolchain | GovError {
  const meant = toolchains.filter((it) => isOfHost(it) && it.version !== null && isMeant(it.version));
  const [first, ...others] = meant;
  if (first === undefined) return notInstalled(request);
  if (others.length === 0) return first;
  const names = meant.map(({ name }) => name).join(", ");
  return new GovError("invalid-request", `\`${request.text}\` means several installed versions: ${names}`, {
    hint: `gov uninstall ${first.name}`,
  });
}

import { setMaxListeners } from "node:events";
import type { Context } from "../config/context.ts";
import { readGoSetting } from "../config/go-settings.ts";
import type { Home } from "../config/home.ts";
import { readSettings, type Settings } from "../config/settings.ts";
import type { Emit } from "../events.ts";
import type { GoVersion } from "../goversion/version.ts";
import type { Log } from "../log.ts";
import { createHttpClient } from "../net/client.ts";
import type { HttpClient } from "../net/http.ts";
import { hostPlatform } from "../platform/detect.ts";
import type { Platform } from "../platform/platform.ts";
import { archiveDirectorySource } from "../sources/archive-directory.ts";
import { parseGoproxy } from "../sources/goproxy-list.ts";
import { findLocalTrees } from "../sources/local-trees.ts";
import { resolveMirrors, selectSources } from "../sources/select.ts";
import type { Artifact, Source } from "../sources/source.ts";
import { GO_DEFAULTS } from "../sources/upstream.ts";
import { openSumdb, type ToolchainRecords } from "../verify/open-sumdb.ts";
import { Catalogs } from "./catalogs.ts";
import type { InstallJob } from "./install.ts";
import { type LockedDigests, lockFor } from "./lock-found.ts";

export interface SupplyOptions {
  readonly emit: Emit;
  readonly offline: boolean;
  readonly signal: AbortSignal;
  /** The value of `--from`. */
  readonly from?: string | undefined;
  /** The value of `--lock`. */
  readonly lock?: string | undefined;
  /** Ignore what lies on this disk already. */
  readonly force?: boolean;
  /** Install without a proof, if there is none. */
  readonly allowUnproven?: boolean;
}

/** Where toolchains come from and what proves them, for one run of gov. Nobody is asked before it must be. */
export interface Supply {
  readonly home: Home;
  readonly host: Platform;
  /** The version of gov. */
  readonly gov: string;
  readonly settings: Settings;
  readonly now: () => number;
  readonly log: Log;
  readonly emit: Emit;
  readonly http: HttpClient;
  readonly catalogs: Catalogs;
  readonly records: ToolchainRecords;
  /** What the lock file that counts here says; null without one. */
  lockedDigests(version: GoVersion, platform: Platform): LockedDigests | null;
  /**
   * May a release be put together from files of another one that is here? Its hash must decide about the whole
   * then.
   */
  readonly mayBorrow: boolean;
  /** Where this toolchain can be had, best first. */
  artifactsOf(job: InstallJob): readonly Artifact[];
  close(): Promise<void>;
}

export function openSupply(context: Context, settings: Settings, options: SupplyOptions): Supply {
  const { home, now, log, gov } = context;
  const { offline, from } = options;
  const emit = sayingOnce(options.emit);
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);
  setMaxListeners(0, signal);
  const http = clientFor(context, settings, options);
  const sources = selectSources({ ...settings, from }, { ...context, http });
  const goproxy = readGoSetting("GOPROXY", context)?.value ?? GO_DEFAULTS.GOPROXY;
  return {
    home,
    host: hostPlatform(context.node),
    gov,
    settings,
    now,
    log,
    emit,
    http,
    catalogs: new Catalogs(sources, { http, home, now, log, emit, offline, signal }),
    records: openSumdb({
      gosumdb: readGoSetting("GOSUMDB", context),
      proxies: parseGoproxy(goproxy),
      client: http,
      cacheDir: home.sumdbDir,
      log,
      signal,
    }),
    mayBorrow: !options.force && !options.allowUnproven && !settings.keep_archives,
    lockedDigests: lockFor(context, options.lock),
    artifactsOf: (job) => [
      ...(from === undefined && !options.force ? foundArtifacts(job, context) : []),
      ...sources.flatMap((source) => artifactsIn(source, job)),
    ],
    close: () => {
      closed.abort();
      return http.close();
    },
  };
}

/** Does `work` with a supply, and closes that. */
export async function withSupply<T>(
  options: SupplyOptions,
  context: Context,
  work: (supply: Supply) => Promise<T>,
): Promise<T> {
  const supply = openSupply(context, readSettings(context), options);
  try {
    return await work(supply);
  } finally {
    await supply.close();
  }
}

/** Several lists and downloads may leave the same source for the same other one: that is said once. */
function sayingOnce(emit: Emit): Emit {
  const said = new Set<string>();
  return (event) => {
    if (event.type === "source-switched") {
      const change = `${event.from} ${event.to}`;
      if (said.has(change)) return;
      said.add(change);
    }
    emit(event);
  };
}

function clientFor(context: Context, settings: Settings, { emit, offline }: SupplyOptions): HttpClient {
  const tokens = resolveMirrors(settings.mirrors).flatMap(({ url, token_env }) => {
    const token = token_env === undefined ? undefined : context.env(token_env);
    return token === undefined ? [] : [{ prefix: url, token }];
  });
  return createHttpClient({
    version: context.gov,
    env: context.env,
    homeDir: context.homeDir,
    now: context.now,
    offline,
    caFile: settings.ca_file,
    tokens,
    goAuth: readGoSetting("GOAUTH", context)?.value,
    log: context.log,
    emit,
  });
}

/** The archives that gov kept, and the trees that others have left. */
function foundArtifacts(job: InstallJob, context: Context): readonly Artifact[] {
  const kept = archiveDirectorySource("the kept archive", context.home.downloadsDir);
  const found = [...artifactsIn(kept, job), ...findLocalTrees(job.version, job.platform, context)];
  return found.map((artifact) => ({ ...artifact, isFound: true }));
}

function artifactsIn(source: Source, { version, platform, filename }: InstallJob): readonly Artifact[] {
  return source.locate(version, platform, filename);
}

import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import type { Emit } from "../events.ts";
import { type GoVersion, versionName } from "../goversion/version.ts";
import type { HttpClient } from "../net/http.ts";
import { type Platform, samePlatform } from "../platform/platform.ts";
import { type Catalog, findFile, keptCatalogWith, openCatalog } from "../releases/catalog.ts";
import { officialSource } from "../sources/official.ts";
import type { Source } from "../sources/source.ts";
import type { Evidence } from "../verify/policy.ts";

export interface CatalogsOptions extends Pick<Context, "home" | "now" | "log"> {
  readonly http: HttpClient;
  readonly emit: Emit;
  readonly offline: boolean;
  readonly signal: AbortSignal;
}

/** The lists of releases that one run of gov looks into. Each is opened once, when first asked for. */
export class Catalogs {
  readonly #sources: readonly Source[];
  readonly #official: Source;
  readonly #options: CatalogsOptions;
  #current: Promise<Catalog> | undefined;
  #renewed: Promise<Catalog> | undefined;

  constructor(sources: readonly Source[], options: CatalogsOptions) {
    this.#official = askedOnce(officialSource(options.http), options.signal);
    this.#sources = sources.map((source) => (source.kind === "official" ? this.#official : source));
    this.#options = options;
  }

  /** What can be had. Failures as `openCatalog`. */
  current(): Promise<Catalog> {
    this.#current ??= this.#open(this.#sources, { refresh: false });
    return this.#current;
  }

  /**
   * A list that was kept and has this version, else one of this moment, which may have it; `undefined` when no
   * list answers.
   */
  async having(version: GoVersion): Promise<Catalog | undefined> {
    const kept = keptCatalogWith(version, this.#sources, this.#cache());
    if (kept !== undefined) return kept;
    this.#renewed ??= this.#open(this.#sources, { refresh: true });
    return this.#renewed.catch(noListIsNoFailure);
  }

  /** The one version that a local archive or tree is; `undefined` for sources that have many. */
  async onlyVersion(platform: Platform): Promise<GoVersion | undefined> {
    const [source, ...others] = this.#sources;
    if (
      source === undefined ||
      others.length > 0 ||
      source.listUrl !== undefined ||
      source.list === undefined
    )
      return undefined;
    const { releases } = await this.current();
    const fitting = releases.filter(({ files }) =>
      files.some((file) => samePlatform(file.platform, platform)),
    );
    if (fitting.length === 1) return fitting[0]?.version;
    const names = fitting.map(({ version }) => versionName(version));
    const what = fitting.length === 0 ? "nothing for this platform" : `several versions: ${names.join(", ")}`;
    throw new GovError("usage", `${source.name} has ${what}`, {
      hint:
        names[0] === undefined ? "gov install --arch GOARCH --os GOOS" : `name one: gov install ${names[0]}`,
    });
  }

  /**
   * The SHA-256 that the official index has for the archive; null where it has none. Fails as `openCatalog` when
   * no place gives that index.
   */
  async officialDigest(version: GoVersion, platform: Platform): Promise<Evidence["official"]> {
    const kept = keptCatalogWith(version, [this.#official], this.#cache());
    // Without a word to the user: it is one proof of several.
    const catalog = kept ?? (await this.#open([this.#official], { refresh: false, emit: () => {} }));
    const sha256 = findFile(catalog, version, platform)?.sha256;
    return catalog.official && sha256 ? { sha256, from: catalog.official } : null;
  }

  #open(
    sources: readonly Source[],
    wishes: { readonly refresh: boolean; readonly emit?: Emit },
  ): Promise<Catalog> {
    const { now, offline, signal, emit } = this.#options;
    return openCatalog(sources, { ...this.#cache(), now, offline, signal, emit, ...wishes });
  }

  #cache() {
    const { home, log, now } = this.#options;
    return { cacheDir: home.indexCacheDir, log, now };
  }
}

/** A place that two lists are opened from gets one question, whoever of them asks first. */
function askedOnce(source: Source, signal: AbortSignal): Source {
  let listing: ReturnType<NonNullable<Source["list"]>> | undefined;
  const list = () => {
    listing ??= source.list?.(signal) ?? Promise.reject(new Error(`${source.name} has no list`));
    return listing;
  };
  return { ...source, list };
}

function noListIsNoFailure(error: unknown): undefined {
  if (error instanceof GovError && ["network", "offline", "usage"].includes(error.code)) return undefined;
  throw error;
}

import type { GoSetting } from "../config/go-settings.ts";
import type { GoVersion } from "../goversion/version.ts";
import type { Log } from "../log.ts";
import type { HttpClient } from "../net/http.ts";
import type { Platform } from "../platform/platform.ts";
import type { ProxyEntry } from "../sources/goproxy-list.ts";
import { GO_DEFAULTS, KNOWN_SUMDB } from "../sources/upstream.ts";
import { parseGosumdb } from "./gosumdb.ts";
import { moduleVersion, TOOLCHAIN_MODULE } from "./module-version.ts";
import { parseVerifierKey, type Verifier } from "./note.ts";
import { Sumdb, type SumdbAnswer } from "./sumdb.ts";
import { sumdbFetcher } from "./sumdb-base.ts";

export type ToolchainRecords =
  /** `GOSUMDB=off`. */
  | { readonly kind: "disabled" }
  | {
      readonly kind: "database";
      /** By the name in its key. */
      readonly name: string;
      /** Is it Go's own, by whatever way it is reached? */
      readonly isDefault: boolean;
      /** As {@link Sumdb.lookup}. With an offline client: out of the cache, else `unavailable`. */
      lookup(version: GoVersion, platform: Platform): Promise<SumdbAnswer>;
    };

export interface OpenSumdbOptions {
  /** GOSUMDB. GONOSUMDB and GOPRIVATE have no say: they do not exempt toolchains in Go either. */
  readonly gosumdb: GoSetting | undefined;
  /**
   * GOPROXY as it is: the database is asked through the first proxy that serves it. GONOPROXY is about modules
   * and has no say.
   */
  readonly proxies: readonly ProxyEntry[];
  readonly client: Pick<HttpClient, "getBody">;
  /** For all databases; each gets its own directory below. */
  readonly cacheDir: string;
  readonly log: Log;
  /** Ends what is asked. */
  readonly signal?: AbortSignal | undefined;
}

/** A record is two lines and a signed tree, a tile 8 KiB; a private database may have more signatures. */
const MAX_ANSWER_BYTES = 64 * 1024;

const DEFAULT: GoSetting = { value: GO_DEFAULTS.GOSUMDB, from: "default" };

/** The checksum database that the user's settings name. Asks nothing yet; throws `invalid-setting`. */
export function openSumdb({
  gosumdb = DEFAULT,
  proxies,
  client,
  cacheDir,
  log,
  signal,
}: OpenSumdbOptions): ToolchainRecords {
  const setting = parseGosumdb(gosumdb, KNOWN_SUMDB);
  if (setting.kind === "off") return { kind: "disabled" };
  const { verifier, url } = setting;
  const { name } = verifier;
  const fetchPath = sumdbFetcher({ name, url }, proxies, (url) =>
    client.getBody(url, { maxBytes: MAX_ANSWER_BYTES, signal }),
  );
  const sumdb = new Sumdb({ verifier, cacheDir, fetchPath, log });
  return {
    kind: "database",
    name,
    isDefault: isSameKey(verifier, parseVerifierKey(KNOWN_SUMDB.key)),
    lookup: (version, platform) => sumdb.lookup(TOOLCHAIN_MODULE, moduleVersion(version, platform)),
  };
}

/** By the key itself: its hash has only 32 bits, for which another key can be found. */
function isSameKey(one: Verifier, other: Verifier | undefined): boolean {
  return other !== undefined && one.publicKey.equals(other.publicKey);
}

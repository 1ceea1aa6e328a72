import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";

/** One archive of a release, for one platform. */
export interface ReleaseFile {
  /** The name as published; URLs are made from it, never from os and arch (linux/arm is `armv6l`). */
  readonly filename: string;
  readonly platform: Platform;
  /** Lower-case hex of the archive, or null where upstream publishes none. */
  readonly sha256: string | null;
  readonly bytes: number | null;
}

/** What upstream published under one version. */
export interface Release {
  readonly version: GoVersion;
  readonly files: readonly ReleaseFile[];
}

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

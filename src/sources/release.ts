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

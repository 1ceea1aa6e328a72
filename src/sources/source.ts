import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import type { Release } from "../releases/release.ts";

export type OriginKind = "official" | "mirror" | "goproxy" | "file" | "directory";

/** Where the bytes of a toolchain come from, as the receipt names it (never with credentials). */
export interface Origin {
  readonly kind: OriginKind;
  readonly url?: string;
  readonly path?: string;
}

/** How a toolchain is packed. `module-zip` is `golang.org/toolchain` as a Go module; the others hold `go/`. */
export type Container = "tar.gz" | "zip" | "module-zip";

/** One archive that can be had from one source. */
export interface Artifact {
  readonly source: string;
  readonly origin: Origin;
  /** With credentials where the user gave them; redact before printing. `file://` for local ones. */
  readonly url: string;
  readonly filename: string;
  readonly container: Container;
  readonly bytes: number | null;
}

/** A place to get toolchains from. Network faults are `GovError` `network`; absence is `undefined`. */
export interface Source {
  readonly name: string;
  readonly kind: OriginKind;
  /** Everything it offers, unsorted; `undefined` when it has no list (a flat mirror without an index). */
  list(signal: AbortSignal): Promise<readonly Release[] | undefined>;
  /** Where this version would be. Does not ask the network. */
  locate(version: GoVersion, platform: Platform, filename: string | undefined): readonly Artifact[];
}

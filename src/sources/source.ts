import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import type { Release } from "./release.ts";

export type OriginKind = "official" | "mirror" | "goproxy" | "file" | "directory";

/** Where the bytes of a toolchain come from, as the receipt names it (never with credentials). */
export interface Origin {
  readonly kind: OriginKind;
  readonly url?: string;
  readonly path?: string;
}

/**
 * How a toolchain is packed. `module-zip` is `golang.org/toolchain` as a Go module, `tar.gz` and `zip` hold
 * `go/`. The last two are not packed: a GOROOT, and one as the go command unpacks it into its module cache.
 */
export type Container = "tar.gz" | "zip" | "module-zip" | "tree" | "module-cache";

/** One toolchain that can be had from one source. */
export interface Artifact {
  readonly source: string;
  readonly origin: Origin;
  /** With credentials where the user gave them; redact before printing. `file://` for local ones. */
  readonly url: string;
  /** Of a tree: the name of its directory. */
  readonly filename: string;
  readonly container: Container;
  /**
   * Which faults the next artifact of this source may cure: every one, or only 404 and 410 (behind a `,` in
   * GOPROXY). Every network fault may go on to the next source; a wrong digest never does.
   */
  readonly nextOn: "any" | "absent";
  /** A tree that gov came upon by itself: when it is not genuine, the next artifact is taken. */
  readonly isFound?: boolean;
}

/** What a source has. */
export interface Listing {
  /** Unsorted; no version twice. */
  readonly releases: readonly Release[];
  /**
   * The host whose official index this is, `go.dev` or `golang.google.cn`, fetched over TLS; null for any other
   * list, which has no digests.
   */
  readonly official: string | null;
}

/** A place to get toolchains from. */
export interface Source {
  readonly name: string;
  readonly kind: OriginKind;
  /**
   * Where its list is asked for, which is also what a kept copy is known by; may hold credentials. Undefined
   * when there is nothing to keep: the source is on this disk, or has no list.
   */
  readonly listUrl: string | undefined;
  /**
   * Everything it offers; whatever else it answers is a `GovError` `network`. Undefined when it has no list,
   * such as a flat mirror without an index.
   */
  readonly list: ((signal: AbortSignal) => Promise<Listing>) | undefined;
  /**
   * Where this version would be, best first; empty when it cannot be there. Asks no network. `filename` is
   * the name that a list gives, of this source or another one.
   */
  locate(version: GoVersion, platform: Platform, filename: string | undefined): readonly Artifact[];
}

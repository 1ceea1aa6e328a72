import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { archiveName, isArchiveOf, parseArchiveName } from "./archive-name.ts";
import type { Artifact, Source } from "./source.ts";
import { urlBelow, urlForReceipt } from "./url.ts";

/** What is asked for; `filename` is the name that a list gives. */
interface Wanted {
  readonly version: GoVersion;
  readonly platform: Platform;
  readonly filename: string | undefined;
}

/**
 * The archive in a place that has them all in one directory. `filename` counts when it can be meant: a list
 * of a module proxy gives names that such a place may not have.
 */
export function flatArtifact(
  { name, kind }: Pick<Source, "name" | "kind">,
  base: string,
  { version, platform, filename }: Wanted,
): Artifact {
  const chosen = isFlatNameOf(filename, version, platform) ? filename : archiveName(version, platform);
  const url = urlBelow(base, chosen);
  return {
    source: name,
    origin: { kind, url: urlForReceipt(url) },
    url,
    filename: chosen,
    container: chosen.endsWith(".zip") ? "zip" : "tar.gz",
    nextOn: "any",
  };
}

function isFlatNameOf(
  filename: string | undefined,
  version: GoVersion,
  platform: Platform,
): filename is string {
  const name = filename === undefined ? undefined : parseArchiveName(filename);
  return name !== undefined && name.container !== "module-zip" && isArchiveOf(name, version, platform);
}

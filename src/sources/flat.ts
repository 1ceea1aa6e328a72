import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { archiveName, isArchiveOf, parseArchiveName } from "./archive-name.ts";
import type { Artifact, Source } from "./source.ts";
import { urlBelow, urlForReceipt } from "./url.ts";

/**
 * The archive in a place that has them all in one directory. `filename` counts when it can be meant: a list
 * of a module proxy gives names that such a place may not have.
 */
export function flatArtifact(
  { name, kind }: Pick<Source, "name" | "kind">,
  base: string,
  version: GoVersion,
  platform: Platform,
  filename: string | undefined,
): Artifact {
  const chosen = isFlatNameOf(filename, version, platform) ? filename : archiveName(version, platform);
  const url = urlBelow(base, chosen);
  return {
    source: name,
    origin: { kind, url: urlForReceipt(url) },
    url,
    filename: chosen,
    container: chosen.endsWith(".zip") ? "zip" : "tar.gz",
    bytes: null,
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

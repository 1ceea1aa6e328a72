import type { GoVersion } from "../goversion/version.ts";
import type { Platform } from "../platform/platform.ts";
import { digestIn, parseDigestTable } from "./digest-rows.ts";

/**
 * What the digest table compiled into gov says about a release; null when it does not know it. h1 alone: one
 * serves every container. The table is loaded when first asked for.
 */
export async function builtinDigests(
  version: GoVersion,
  platform: Platform,
): Promise<{ readonly h1: string } | null> {
  const { DIGEST_TABLE } = await import("./digest-table.ts");
  const h1 = digestIn(parseDigestTable(DIGEST_TABLE), version, platform);
  return h1 === undefined ? null : { h1 };
}

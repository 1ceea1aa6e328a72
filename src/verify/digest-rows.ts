import { type GoVersion, parseVersion, versionName } from "../goversion/version.ts";
import { type Platform, platformName } from "../platform/platform.ts";
import { strictBase64 } from "./strict.ts";

/** h1 hashes by version (`1.22.5`) and platform (`linux-amd64`). */
export type DigestRows = ReadonlyMap<string, ReadonlyMap<string, string>>;

const UNKNOWN = "-";

/**
 * Reads the text of `digest-table.ts`: a line with the names of the platforms, then one line a version, with
 * the base64 of its h1 in the column of each platform and `-` where there is none. It is made by a script, so
 * anything else is a bug.
 */
export function parseDigestTable(text: string): DigestRows {
  const [head, ...lines] = text.trim().split("\n");
  const platforms = head?.split(" ") ?? [];
  const rows = new Map<string, ReadonlyMap<string, string>>();
  for (const line of lines) {
    const [name = "", ...hashes] = line.split(" ");
    const version = parseVersion(name);
    const isRow =
      version !== undefined && versionName(version) === name && hashes.length === platforms.length;
    if (!isRow || rows.has(name)) throw new Error(`the digest table has a malformed line: ${line}`);
    rows.set(name, rowOf(platforms, hashes));
  }
  return rows;
}

export function digestIn(rows: DigestRows, version: GoVersion, platform: Platform): string | undefined {
  return rows.get(versionName(version))?.get(platformName(platform));
}

function rowOf(platforms: readonly string[], hashes: readonly string[]): ReadonlyMap<string, string> {
  const row = new Map<string, string>();
  for (const [i, platform] of platforms.entries()) {
    const hash = hashes[i] ?? UNKNOWN;
    if (hash === UNKNOWN) continue;
    if (strictBase64(hash)?.length !== 32) throw new Error(`the digest table has a malformed hash: ${hash}`);
    row.set(platform, `h1:${hash}`);
  }
  return row;
}

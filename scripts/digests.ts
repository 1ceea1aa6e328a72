import fs from "node:fs";
import path from "node:path";
import {
  compareVersions,
  type GoVersion,
  isPrerelease,
  parseVersion,
  versionName,
} from "../src/goversion/version.ts";
import { createHttpClient } from "../src/net/client.ts";
import { type Platform, platformName, samePlatform } from "../src/platform/platform.ts";
import { parseGoproxy } from "../src/sources/goproxy-list.ts";
import { moduleProxySource } from "../src/sources/module-proxy.ts";
import { GO_DEFAULTS } from "../src/sources/upstream.ts";
import { type DigestRows, digestIn, parseDigestTable } from "../src/verify/digest-rows.ts";
import { DIGEST_TABLE } from "../src/verify/digest-table.ts";
import { openSumdb } from "../src/verify/open-sumdb.ts";

/** The columns. Windows comes when gov runs there. */
const PLATFORMS: readonly Platform[] = [
  { os: "darwin", arch: "amd64" },
  { os: "darwin", arch: "arm64" },
  { os: "linux", arch: "386" },
  { os: "linux", arch: "amd64" },
  { os: "linux", arch: "arm" },
  { os: "linux", arch: "arm64" },
];

const { GOV_DIGESTS_DIR: scratch = "", GOV_DIGESTS_REPOSITORY: root = "", GOPROXY } = process.env;
const tableFile = path.join(root, "src/verify/digest-table.ts");
const proxies = parseGoproxy(GOPROXY || GO_DEFAULTS.GOPROXY);

const client = createHttpClient({
  version: "0.0.0",
  env: (name) => process.env[name],
  homeDir: process.env.HOME,
  now: () => performance.now(),
  offline: false,
  caFile: null,
  log: () => {},
  emit: () => {},
});

/** Go's own database, whatever GOSUMDB says here. */
const sumdb = openSumdb({ gosumdb: undefined, proxies, client, cacheDir: scratch, log: console.error });

async function main(names: readonly string[]): Promise<void> {
  const rows = new Map(parseDigestTable(DIGEST_TABLE));
  const versions = names.length > 0 ? names.map(versionOf) : await missingVersions(rows);
  const started = Date.now();
  try {
    for (const version of versions) {
      const row = await provenRow(version, rows);
      // Lists name releases that were never packed for any of these platforms.
      if (row.size > 0) rows.set(versionName(version), row);
      else console.error(`no record of Go ${versionName(version)}`);
    }
  } finally {
    fs.writeFileSync(tableFile, tableText(rows));
    await client.close();
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.error(`${versions.length} versions in ${seconds} s; the table has ${rows.size}`);
}

function versionOf(name: string): GoVersion {
  const version = parseVersion(name);
  if (version === undefined) throw new Error(`${name} is not a Go version`);
  return version;
}

/** Of stable releases, and of what comes after the newest of them, those with an archive that has no digest yet. */
async function missingVersions(rows: DigestRows): Promise<GoVersion[]> {
  const listing = await moduleProxySource("goproxy", proxies, client).list?.(AbortSignal.timeout(60_000));
  const releases = listing?.releases ?? [];
  const stable = releases.map(({ version }) => version).filter((version) => !isPrerelease(version));
  const newest = stable.sort(compareVersions).at(-1);
  return releases
    .filter(
      ({ version }) => !isPrerelease(version) || newest === undefined || compareVersions(version, newest) > 0,
    )
    .filter(({ version, files }) =>
      files.some(({ platform }) => isColumn(platform) && digestIn(rows, version, platform) === undefined),
    )
    .map(({ version }) => version);
}

function isColumn(platform: Platform): boolean {
  return PLATFORMS.some((column) => samePlatform(column, platform));
}

/** One lookup after the other, out of regard for the database: tiles come eight at a time as it is. */
async function provenRow(version: GoVersion, rows: DigestRows): Promise<ReadonlyMap<string, string>> {
  const row = new Map<string, string>();
  for (const platform of PLATFORMS) {
    const name = platformName(platform);
    const before = digestIn(rows, version, platform);
    // A proxy may not pass on every record that there is.
    const h1 = (await provenHash(version, platform)) ?? before;
    if (before !== undefined && before !== h1) {
      throw new Error(`Go ${versionName(version)} for ${name}: the table has ${before}, the database ${h1}`);
    }
    if (h1 !== undefined) row.set(name, h1);
  }
  return row;
}

async function provenHash(version: GoVersion, platform: Platform): Promise<string | undefined> {
  if (sumdb.kind === "disabled") throw new Error("the default database is never disabled");
  const answer = await sumdb.lookup(version, platform);
  if (answer.kind === "unavailable") throw new Error(answer.reason);
  return answer.kind === "record" ? answer.h1s[0] : undefined;
}

function tableText(rows: DigestRows): string {
  const names = PLATFORMS.map(platformName);
  const lines = [...rows]
    .sort(([a], [b]) => compareVersions(versionOf(a), versionOf(b)))
    .map(([version, row]) =>
      [version, ...names.map((name) => row.get(name)?.slice("h1:".length) ?? "-")].join(" "),
    );
  const [comment] = fs.readFileSync(tableFile, "utf8").split("\n");
  return `${comment}\nexport const DIGEST_TABLE = \`\n${[names.join(" "), ...lines].join("\n")}\n\`;\n`;
}

await main(process.argv.slice(2));

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { makesDisks, onFreshDisk } from "./disk.ts";
import { median, type Served, timeServed } from "./measure.ts";
import { benchDir, freshDir, gov, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";

const VERSION = "1.22.5";
const LINK = 25_000_000;
/** Where one disk has to do, every run leaves a release behind: what is removed makes the next run slow. */
const NEEDED_BYTES = 20e9;

interface InstallRow {
  readonly work: string;
  readonly against: string;
  readonly must: string;
  readonly aim: string;
  /** Bytes a second; undefined is loopback at full speed. */
  readonly rate: number | undefined;
  readonly rounds: number;
  /** For sh, in an empty directory, with the address of the archive as `$1`. */
  readonly baseline: string;
  /** The baseline with a hash and a sync, which is what gov does. */
  readonly equalWork: string;
  readonly archive: string;
  readonly from: "mirror" | "goproxy";
}

const TARBALL = {
  against: "curl -s URL \\| tar xz",
  baseline: 'curl -sf "$1" | tar xz',
  equalWork: 'curl -sf -o f "$1" && sha256sum f && tar xzf f && sync -f .',
  from: "mirror",
} as const;

const MODULE = {
  against: "curl -o f URL && unzip -q f",
  baseline: 'curl -sf -o f "$1" && unzip -q f',
  equalWork: 'curl -sf -o f "$1" && sha256sum f && unzip -q f && sync -f .',
  from: "goproxy",
} as const;

/** Installing against the plain programs; every run into a new directory, the databases on loopback. */
export async function installRows(): Promise<RowResult[]> {
  checkSpace();
  const upstream = (process.env.GOPROXY || "https://proxy.golang.org").split(/[,|]/)[0] ?? "";
  const files = freshDir();
  const { tarball, module } = makeArchives(files, upstream);
  const server = await startServer(files, upstream);
  const rows: InstallRow[] = [
    {
      ...TARBALL,
      work: "install from loopback",
      archive: tarball,
      rate: undefined,
      rounds: 5,
      must: "0.90",
      aim: "0.66",
    },
    {
      ...TARBALL,
      work: "the same over 25 MB/s",
      archive: tarball,
      rate: LINK,
      rounds: 3,
      must: "1.10",
      aim: "1.02",
    },
    {
      ...MODULE,
      work: "install from a module zip",
      archive: module,
      rate: undefined,
      rounds: 5,
      must: "0.70",
      aim: "0.50",
    },
    { ...MODULE, work: "the same over 25 MB/s", archive: module, rate: LINK, rounds: 3, must: "", aim: "" },
  ];
  try {
    const results: RowResult[] = [];
    let peak = 0;
    for (const row of rows) {
      const { result, mib } = await measure(row, server);
      results.push(result);
      peak = Math.max(peak, mib);
    }
    const memory = { measured: `${peak.toFixed(0)} MiB`, must: "240 MiB", aim: "160 MiB" };
    return [
      ...results,
      { work: "memory of an install", against: "", ...memory, detail: "highest of the rows above" },
    ];
  } finally {
    server.close();
  }
}

async function measure(row: InstallRow, server: BenchServer): Promise<{ result: RowResult; mib: number }> {
  server.limit(row.rate);
  const url = `${server.url}/golang.org/toolchain/@v/${row.archive}`;
  const shell = (script: string) =>
    onFreshDisk((cwd) => timeServed({ argv: ["/bin/sh", "-ec", script, "sh", url], cwd }));
  const samples: { base: Served; equal: Served; ours: Served }[] = [];
  let peak = 0;
  for (let round = 0; round <= row.rounds; round += 1) {
    const base = await shell(row.baseline);
    const equal = await shell(row.equalWork);
    const ours = await installOnce(row, server);
    peak = Math.max(peak, ours.mib);
    if (round > 0) samples.push({ base, equal, ours });
  }
  const seconds = (name: "base" | "ours") =>
    (median(samples.map((sample) => sample[name].ms)) / 1000).toFixed(2);
  const ratio = (name: "base" | "equal", what: "ms" | "cpuMs") =>
    median(samples.map((sample) => sample.ours[what] / sample[name][what])).toFixed(2);
  const detail =
    `${seconds("ours")} s, ${seconds("base")} s; processors ${ratio("base", "cpuMs")}; ` +
    `to equal work ${ratio("equal", "ms")}, processors ${ratio("equal", "cpuMs")}`;
  const { work, against, must, aim } = row;
  return { result: { work, against, measured: ratio("base", "ms"), must, aim, detail }, mib: peak };
}

function checkSpace(): void {
  if (makesDisks) return;
  const { bavail, bsize } = fs.statfsSync(benchDir);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new Error(
    `the install rows need ${NEEDED_BYTES / 1e9} GB below ${benchDir}; TMPDIR can name another place`,
  );
}

function installOnce({ from }: InstallRow, server: BenchServer): Promise<Served> {
  const source = from === "goproxy" ? "goproxy" : `${server.url}/`;
  const argv: [string, ...string[]] = [...gov, "install", "--from", source, VERSION];
  const env = { PATH: SYSTEM_PATH, GOPROXY: server.url, HTTPS_PROXY: server.url, NO_PROXY: "127.0.0.1" };
  return onFreshDisk((home) => timeServed({ argv, cwd: home, env: { ...env, HOME: home } }));
}

/** The module zip as the proxy serves it, and a tar.gz of what it holds, in the order in which upstream packs. */
function makeArchives(dir: string, upstream: string): { tarball: string; module: string } {
  const home = path.join(benchDir, "archive-home");
  fs.mkdirSync(home);
  const env = { ...process.env, HOME: home, GOPROXY: upstream, GOV_KEEP_ARCHIVES: "true" };
  execFileSync(gov[0], [gov[1], "install", "--quiet", "--from", "goproxy", VERSION], {
    env,
    stdio: "inherit",
  });
  const toolchain = path.join(home, ".gov/versions", VERSION);
  const receipt = JSON.parse(fs.readFileSync(path.join(toolchain, "receipt.json"), "utf8"));
  const module = receipt.archive.name;
  fs.renameSync(path.join(home, ".gov/cache/downloads", module), path.join(dir, module));
  const tarball = `go${VERSION}.${receipt.os}-${receipt.arch}.tar.gz`;
  const order = ["--sort=name", "--owner=0", "--group=0"];
  execFileSync("tar", ["czf", path.join(dir, tarball), ...order, "-C", toolchain, "go"]);
  return { tarball, module };
}

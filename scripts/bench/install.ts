import { archives, VERSION } from "./archives.ts";
import { onFreshDisk } from "./disk.ts";
import { median, type Served, timeServed } from "./measure.ts";
import { gov, SYSTEM_PATH } from "./place.ts";
import type { RowResult } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";

/** Bytes a second. */
export const LINK = 25_000_000;

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

export const TARBALL = {
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
  const { dir, tarball, module, upstream } = archives();
  const server = await startServer(dir, upstream);
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

function installOnce({ from }: InstallRow, server: BenchServer): Promise<Served> {
  const source = from === "goproxy" ? "goproxy" : `${server.url}/`;
  const argv: [string, ...string[]] = [...gov, "install", "--from", source, VERSION];
  const env = { PATH: SYSTEM_PATH, GOPROXY: server.url, HTTPS_PROXY: server.url, NO_PROXY: "127.0.0.1" };
  return onFreshDisk((home) => timeServed({ argv, cwd: home, env: { ...env, HOME: home } }));
}

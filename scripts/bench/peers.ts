import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type Archives, archives, VERSION } from "./archives.ts";
import { onFreshDisk } from "./disk.ts";
import { LINK, TARBALL } from "./install.ts";
import { callOf, govAt, type Manager, PEER_NAMES, peersOnPath } from "./managers.ts";
import { interleave, median, type Served, timeOnce, timePerCall, timeServed, type Work } from "./measure.ts";
import { freshDir } from "./place.ts";
import type { RowResult } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";
import { projectWith } from "./shims.ts";

const COMMAND_ROUNDS = 25;
const GO_ROUNDS = 15;
const GO_CALLS = 50;
const INSTALL_ROUNDS = 5;
const SIGNED = new Intl.NumberFormat("en", {
  signDisplay: "exceptZero",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** gov beside the other managers on PATH; nothing where there is none. */
export async function peerRows(): Promise<RowResult[]> {
  const peers = peersOnPath();
  if (peers.length === 0) {
    process.stderr.write(`no peer on PATH; the bench knows ${PEER_NAMES.join(", ")}\n`);
    return [];
  }
  const made = archives();
  writeDigest(path.join(made.dir, made.tarball));
  const server = await startServer(made.dir, made.upstream);
  try {
    const managers = [govAt, ...peers].map((at) => at(server.url));
    return await rowsOf(managers, made, server);
  } finally {
    server.close();
  }
}

/** As upstream publishes it beside an archive: no name and no end of line. */
function writeDigest(archive: string): void {
  const digest = createHash("sha256").update(fs.readFileSync(archive)).digest("hex");
  fs.writeFileSync(`${archive}.sha256`, digest);
}

async function rowsOf(
  managers: readonly Manager[],
  made: Archives,
  server: BenchServer,
): Promise<RowResult[]> {
  const url = `${server.url}/${made.tarball}`;
  const go = path.join(made.goroot, "bin/go");
  const homes = new Map<Manager, string>();
  for (const manager of managers) homes.set(manager, await homeWithRelease(manager));
  const rows: RowResult[] = [];
  for (const [manager, home] of homes) rows.push(await commandRow(manager, home, "--version"));
  for (const [manager, home] of homes) rows.push(await commandRow(manager, home, manager.list));
  for (const [manager, home] of homes) rows.push(await goRow(manager, home, go));
  rows.push(...(await installRows(managers, url, "install from loopback")));
  server.limit(LINK);
  rows.push(...(await installRows(managers, url, `the same over ${LINK / 1e6} MB/s`)));
  return rows;
}

async function homeWithRelease(manager: Manager): Promise<string> {
  const home = freshDir();
  await timeServed(callOf(manager, home, manager.install));
  return home;
}

async function commandRow(manager: Manager, home: string, command: string): Promise<RowResult> {
  const ours = callOf(manager, home, [command]);
  const base: Work = { ...ours, argv: [process.execPath, "-e", "0"] };
  const pair = await interleave(
    COMMAND_ROUNDS,
    () => timeOnce(base),
    () => timeOnce(ours),
  );
  return {
    work: `${manager.name}: ${command}`,
    against: "node -e 0",
    measured: pair.ratio.toFixed(2),
    must: "",
    aim: "",
    detail: `${pair.ours.toFixed(1)} ms, ${pair.base.toFixed(1)} ms`,
  };
}

async function goRow(manager: Manager, home: string, direct: string): Promise<RowResult> {
  const cwd = projectWith({ ".go-version": `${VERSION}\n` });
  const call = { ...callOf(manager, home, []), cwd };
  const base: Work = { ...call, argv: [direct, "version"] };
  const ours: Work = { ...call, argv: [path.join(home, manager.go), "version"] };
  checkVersion(ours);
  const pair = await interleave(
    GO_ROUNDS,
    () => timePerCall(base, GO_CALLS),
    () => timePerCall(ours, GO_CALLS),
  );
  return {
    work: `${manager.name}: go version (${manager.goIs})`,
    against: "the go of the release",
    measured: `${SIGNED.format(pair.difference)} ms`,
    must: "",
    aim: "",
    detail: `${pair.ours.toFixed(2)} ms, ${pair.base.toFixed(2)} ms`,
  };
}

/** What answers for another release would be measured for nothing. */
function checkVersion({ argv: [go, ...args], cwd, env }: Work): void {
  const { stdout, stderr } = spawnSync(go, args, { cwd, env, encoding: "utf8" });
  if (!stdout.includes(` go${VERSION} `)) throw new Error(`${go} is not Go ${VERSION}: ${stdout}${stderr}`);
}

interface Run {
  readonly base: Served;
  readonly ours: Served;
}

/** One run of all of them, interleaved. */
async function installRows(managers: readonly Manager[], url: string, work: string): Promise<RowResult[]> {
  const curl: Work = { argv: ["/bin/sh", "-ec", TARBALL.baseline, "sh", url] };
  const measured = managers.map((manager) => ({ manager, runs: [] as Run[] }));
  for (let round = 0; round <= INSTALL_ROUNDS; round += 1) {
    const base = await onFreshDisk((cwd) => timeServed({ ...curl, cwd }));
    for (const { manager, runs } of measured) {
      const ours = await onFreshDisk((home) => timeServed(callOf(manager, home, manager.install)));
      if (round > 0) runs.push({ base, ours });
    }
  }
  return measured.map(({ manager, runs }) => ({ work: `${manager.name}: ${work}`, ...compared(runs) }));
}

function compared(runs: readonly Run[]): Omit<RowResult, "work"> {
  const ratio = (what: "ms" | "cpuMs") =>
    median(runs.map(({ base, ours }) => ours[what] / base[what])).toFixed(2);
  const seconds = (who: "base" | "ours") => (median(runs.map((run) => run[who].ms)) / 1000).toFixed(2);
  return {
    against: TARBALL.against,
    measured: ratio("ms"),
    must: "",
    aim: "",
    detail: `${seconds("ours")} s, ${seconds("base")} s; processors ${ratio("cpuMs")}`,
  };
}

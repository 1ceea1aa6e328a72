import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { deflateRawSync } from "node:zlib";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { zip } from "../support/archives.ts";
import { startGoWorld } from "../support/go-server.ts";
import { startGoproxy } from "../support/mirror-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { sumdbRecord } from "../support/sumdb-log.ts";
import { startSumdb } from "../support/sumdb-server.ts";
import { bucketOf } from "./bucket.ts";
import {
  MODULE_ZIP,
  OTHER_REAL,
  REAL,
  realModuleZip,
  realTarGz,
  seedReceipt,
  TAR_GZ,
} from "./real-archives.ts";
import { startGov, stop, until } from "./running.ts";
import { halfMade, inRoot } from "./world.ts";

const UNCOVERED = ["api", "doc", "misc", "test"];

beforeAll(realTarGz);

/** Go's hosts with the real archive, and a database with its real hash. */
async function realWorld() {
  const archive = fs.readFileSync(path.join(await realTarGz(), TAR_GZ));
  const go = await startGoWorld({ files: { [TAR_GZ]: archive } });
  onTestFinished(() => go.close());
  const h1 = (await seedReceipt()).h1 ?? expect.fail();
  const record = sumdbRecord("golang.org/toolchain", `v0.0.1-go${REAL}.linux-amd64`, h1);
  const sumdb = await startSumdb({ records: [record] });
  onTestFinished(() => sumdb.close());
  const bucket = bucketOf({ [TAR_GZ]: archive });
  go.replace("dl.google.com", bucket.handler);
  return { bucket, env: { ...go.env, GOPROXY: "off", GOSUMDB: sumdb.gosumdb } };
}

function gorootOf({ root }: ScratchHome): string {
  return path.join(root, "versions", REAL, "go");
}

/** One line an entry: mode, time and size of files, mode of directories. */
function listing(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const stat = fs.lstatSync(path.join(dir, name));
      const mode = stat.mode.toString(8);
      return stat.isDirectory()
        ? `${mode} ${name}/`
        : `${mode} ${name} ${stat.size} ${Math.floor(stat.mtimeMs / 1000)}`;
    });
}

/** Paths, modes, times and contents. Prints what differs. */
function expectSameTree(one: string, other: string): void {
  expect(listing(one)).toEqual(listing(other));
  execFileSync("diff", ["-rq", one, other]);
}

test("the module proxy of this machine and Go's own database: what the seed was installed from", async () => {
  expect(await seedReceipt()).toMatchObject({
    version: REAL,
    origin: {
      kind: "goproxy",
      url: expect.stringMatching(/\/golang\.org\/toolchain\/@v\/v0\.0\.1-go1\.22\.5\.linux-amd64\.zip$/),
    },
    archive: { name: MODULE_ZIP },
    proofs: [{ kind: "sumdb", name: "sum.golang.org" }, { kind: "builtin" }],
    files: 9546,
  });
});

test("the archive gives what tar makes of it, and the module zip the same but for four directories", async () => {
  const { env } = await realWorld();
  const scratch = scratchHome();
  expect(await runGov(scratch, ["install", REAL], { env })).toMatchObject({ status: 0 });
  const byTar = path.join(scratch.dir, "tar");
  fs.mkdirSync(byTar);
  execFileSync("tar", ["-xzf", path.join(await realTarGz(), TAR_GZ), "-C", byTar]);
  expectSameTree(gorootOf(scratch), path.join(byTar, "go"));

  const other = scratchHome();
  const args = ["install", "--from", await realModuleZip()];
  expect(await runGov(other, args, { env })).toMatchObject({ status: 0 });
  for (const name of UNCOVERED) fs.rmSync(path.join(byTar, "go", name), { recursive: true });
  expectSameTree(gorootOf(other), path.join(byTar, "go"));
});

test("a flat zip gives the same tree as the module zip", async () => {
  const { env } = await realWorld();
  const scratch = scratchHome();
  const seed = path.join(path.dirname(await realModuleZip()), "../../versions", REAL, "go");
  const entries = listing(seed).filter((line) => !line.endsWith("/"));
  const items = entries.map((line) => {
    const [, name = ""] = /^\d+ (.*) \d+ \d+$/.exec(line) ?? [];
    const body = fs.readFileSync(path.join(seed, name));
    const { mtime } = fs.statSync(path.join(seed, name));
    return { name: `go/${name}`, body, packed: deflateRawSync(body, { level: 1 }), mtime };
  });
  const file = path.join(scratch.dir, `go${REAL}.linux-amd64.zip`);
  fs.writeFileSync(file, zip(items));
  expect(await runGov(scratch, ["install", "--from", file], { env })).toMatchObject({ status: 0 });
  expectSameTree(gorootOf(scratch), seed);
});

test("1.21.6 under the name of 1.22.5 is refused", async () => {
  const { env } = await realWorld();
  const scratch = scratchHome();
  const proxy = await startGoproxy({ [MODULE_ZIP]: fs.readFileSync(await realModuleZip(OTHER_REAL)) });
  onTestFinished(() => proxy.close());
  const through = { ...env, GOPROXY: proxy.url };
  const { status } = await runGov(scratch, ["install", "--from", "goproxy", REAL], { env: through });
  expect(status).toBe(6);
  expect([
    ...inRoot(scratch, "versions"),
    ...inRoot(scratch, "cache/downloads"),
    ...halfMade(scratch),
  ]).toEqual([]);
});

test("killed twice on the way, the third run succeeds with what was kept", async () => {
  const { bucket, env } = await realWorld();
  const scratch = scratchHome();
  const partial = () => inRoot(scratch, "cache/downloads").find((name) => name.endsWith(".partial"));
  const keptBytes = () => {
    const name = partial();
    return name === undefined ? 0 : fs.statSync(path.join(scratch.root, "cache/downloads", name)).size;
  };
  for (const bytes of [10e6, 40e6]) {
    const running = await startGov(scratch, ["install", REAL], { env });
    await until(() => keptBytes() > bytes);
    await stop(running, "SIGKILL");
    const { stdout } = await runGov(scratch, ["list", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ toolchains: [], problems: [] });
  }
  bucket.requests.length = 0;
  const kept = keptBytes();
  expect(await runGov(scratch, ["install", REAL], { env })).toMatchObject({ status: 0 });
  expect(bucket.requests.map(({ headers }) => headers.range)).toEqual([`bytes=${kept}-`]);
  expect(await runGov(scratch, ["verify", REAL], { env })).toMatchObject({ status: 0 });
  expect([...halfMade(scratch), ...inRoot(scratch, "cache/downloads")]).toEqual([]);
});

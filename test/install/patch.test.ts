import fs from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Tree } from "../support/archives.ts";
import { type Handler, type ServeOptions, serve, startServer, status } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { ballast, FAKE, release } from "./releases.ts";
import { halfMade, startWorld, type World } from "./world.ts";

/** Two patches of one line, of which most is the same, and a release of another line. */
const NEWER = "1.21.91";
const OTHER_LINE = "1.20.91";
const COMMON = { "src/big.go": ballast(9_000_000), "src/cmd/also/go.mod": "module also\n" };
const TREES: Readonly<Record<string, Tree>> = {
  [OTHER_LINE]: release(OTHER_LINE, COMMON),
  [FAKE]: release(FAKE, { ...COMMON, "src/changed.go": ballast(1_000_000) }),
  [NEWER]: release(NEWER, {
    ...COMMON,
    "src/changed.go": ballast(1_000_032).subarray(32),
    "src/new.go": "package x\n",
  }),
};
const NEWER_ZIP = `v0.0.1-go${NEWER}.linux-amd64.zip`;

/** A module proxy that counts the bytes it gives out of each file. */
async function countingProxy(world: World, options: ServeOptions | ((request: number) => ServeOptions) = {}) {
  const sent = new Map<string, number>();
  let requests = 0;
  const handler: Handler = (request, response) => {
    const name = path.basename(request.path);
    const body = world.files[name];
    if (body === undefined) return status(404)(request, response);
    requests += 1;
    const write = response.write.bind(response);
    response.write = ((chunk: Uint8Array, ...rest: []) => {
      sent.set(name, (sent.get(name) ?? 0) + chunk.length);
      return write(chunk, ...rest);
    }) as typeof response.write;
    const chosen = typeof options === "function" ? options(requests) : options;
    return serve(body, { etag: '"1"', ...chosen })(request, response);
  };
  const server = await startServer(handler);
  onTestFinished(() => server.close());
  return {
    url: server.origin,
    sent,
    share: (name: string) => (sent.get(name) ?? 0) / (world.files[name]?.length ?? 1),
  };
}

function install(scratch: ScratchHome, world: World, url: string, ...words: readonly string[]) {
  const env = { ...world.env, GOPROXY: url };
  return runGov(scratch, ["install", "--from", "goproxy", ...words], { env });
}

function contentOf({ root }: ScratchHome, version: string): Record<string, string> {
  const goroot = path.join(root, "versions", version, "go");
  return Object.fromEntries(
    Object.keys(TREES[version] ?? {})
      .filter((name) => !/^(?:api|doc|misc|test)\//.test(name))
      .map((name) => [name, fs.readFileSync(path.join(goroot, name)).toString("base64")]),
  );
}

function published(version: string): Record<string, string> {
  const files = Object.entries(TREES[version] ?? {}).filter(
    ([name]) => !/^(?:api|doc|misc|test)\//.test(name),
  );
  return Object.fromEntries(files.map(([name, body]) => [name, Buffer.from(body).toString("base64")]));
}

test("of the next patch only what changed is fetched; the tree is the published one, and proven", async () => {
  const world = await startWorld({ trees: TREES });
  const proxy = await countingProxy(world);
  const scratch = scratchHome();
  expect((await install(scratch, world, proxy.url, FAKE)).status).toBe(0);
  const { status, stderr } = await install(scratch, world, proxy.url, NEWER);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain(`MB are fetched, the rest is in ${FAKE}`);
  expect(proxy.share(NEWER_ZIP)).toBeLessThan(0.5);
  expect(contentOf(scratch, NEWER)).toEqual(published(NEWER));
  const verified = await runGov(scratch, ["verify", NEWER], { env: { ...world.env, GOPROXY: proxy.url } });
  expect(verified.stdout).toBe(`${NEWER}: ok, as in the public record\n`);
  expect(halfMade(scratch)).toEqual([]);
});

test("a server that gives out no parts sends the whole", async () => {
  const world = await startWorld({ trees: TREES });
  const proxy = await countingProxy(world, { ranges: false });
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, FAKE);
  const { status, stderr } = await install(scratch, world, proxy.url, NEWER);
  expect(status, stderr).toBe(0);
  expect(stderr).not.toContain("the rest is in");
  expect(contentOf(scratch, NEWER)).toEqual(published(NEWER));
});

test("a release of another line, or one without proof, is no neighbour", async () => {
  const world = await startWorld({ trees: TREES, recorded: [OTHER_LINE, NEWER] });
  const proxy = await countingProxy(world);
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, OTHER_LINE);
  expect((await install(scratch, world, proxy.url, FAKE, "--allow-unproven")).status).toBe(0);
  const { status, stderr } = await install(scratch, world, proxy.url, NEWER);
  expect(status, stderr).toBe(0);
  expect(proxy.share(NEWER_ZIP)).toBe(1);
});

test.each(["--force", "--allow-unproven"])("%s borrows nothing", async (flag) => {
  const world = await startWorld({ trees: TREES, recorded: [OTHER_LINE, FAKE] });
  const proxy = await countingProxy(world);
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, FAKE);
  const { stderr } = await install(scratch, world, proxy.url, NEWER, flag);
  expect(stderr).not.toContain("the rest is in");
  expect(proxy.share(NEWER_ZIP)).toBe(1);
});

test("what was changed in the neighbour is fetched", async () => {
  const world = await startWorld({ trees: TREES });
  const proxy = await countingProxy(world);
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, FAKE);
  const file = path.join(scratch.root, "versions", FAKE, "go/src/cmd/also/go.mod");
  fs.writeFileSync(file, "module evil\n");
  expect((await install(scratch, world, proxy.url, NEWER)).status).toBe(0);
  expect(contentOf(scratch, NEWER)).toEqual(published(NEWER));
});

test("a neighbour that was changed to the same size and CRC: the hash of the tree sees it, and the whole is fetched", async () => {
  const world = await startWorld({ trees: TREES });
  const proxy = await countingProxy(world);
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, FAKE);
  const file = path.join(scratch.root, "versions", FAKE, "go/src/big.go");
  const forged = withSameCrc(COMMON["src/big.go"]);
  expect([forged.length, crc32(forged)]).toEqual([COMMON["src/big.go"].length, crc32(COMMON["src/big.go"])]);
  fs.writeFileSync(file, forged);
  const { status, stderr } = await install(scratch, world, proxy.url, NEWER);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain("downloading it once more");
  expect(contentOf(scratch, NEWER)).toEqual(published(NEWER));
  expect(halfMade(scratch)).toEqual([]);
});

test.each([
  ["changes the file meanwhile", (request: number) => ({ etag: `"${Math.min(request, 3)}"` })],
  ["cuts every second answer", (request: number) => (request === 3 ? { cutAfter: 10 } : {})],
])("a server that %s is asked for the whole", async (_what, options) => {
  const world = await startWorld({ trees: TREES });
  const proxy = await countingProxy(world, options);
  const scratch = scratchHome();
  await install(scratch, world, proxy.url, FAKE);
  const { status, stderr } = await install(scratch, world, proxy.url, NEWER);
  expect(status, stderr).toBe(0);
  expect(contentOf(scratch, NEWER)).toEqual(published(NEWER));
  expect(halfMade(scratch)).toEqual([]);
});

/** Other bytes with the same CRC-32: four at the end make up for one at the start. */
function withSameCrc(content: Buffer): Buffer {
  const wanted = crc32(content);
  const forged = Buffer.from(content);
  forged[0] = (forged[0] ?? 0) ^ 1;
  forged.writeUInt32LE(0, forged.length - 4);
  // CRC-32 is linear over GF(2): find the last four bytes bit by bit.
  const base = crc32(forged);
  const columns = Array.from({ length: 32 }, (_, bit) => {
    const probe = Buffer.from(forged.subarray(-4));
    probe.writeUInt32LE((1 << bit) >>> 0);
    return (crc32(Buffer.concat([forged.subarray(0, -4), probe])) ^ base) >>> 0;
  });
  forged.writeUInt32LE(solve(columns, (wanted ^ base) >>> 0), forged.length - 4);
  return forged;
}

/** The bits whose columns sum up to `target`, by elimination. */
function solve(columns: readonly number[], target: number): number {
  const rows = columns.map((value, bit) => ({ value, bits: (1 << bit) >>> 0 }));
  let [left, bits] = [target, 0];
  for (let place = 31; place >= 0; place -= 1) {
    const mask = (1 << place) >>> 0;
    const index = rows.findIndex(({ value }) => (value & mask) !== 0);
    const [pivot] = index < 0 ? [] : rows.splice(index, 1);
    if (pivot === undefined) continue;
    for (const row of rows) {
      if ((row.value & mask) === 0) continue;
      row.value = (row.value ^ pivot.value) >>> 0;
      row.bits = (row.bits ^ pivot.bits) >>> 0;
    }
    if ((left & mask) !== 0) {
      left = (left ^ pivot.value) >>> 0;
      bits = (bits ^ pivot.bits) >>> 0;
    }
  }
  expect(left).toBe(0);
  return bits;
}

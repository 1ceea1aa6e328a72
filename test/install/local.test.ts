import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Receipt } from "../../src/toolchains/receipt.ts";
import { transcript } from "../cli/transcript.ts";
import { type Tree, treeModuleZip, treeTarGz, treeZip } from "../support/archives.ts";
import { type RunResult, runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { describeTree } from "../support/tree.ts";
import { FAKE, OTHER, release } from "./releases.ts";
import { halfMade, inRoot, startWorld, type World } from "./world.ts";

const NAME = `go${FAKE}.linux-amd64`;
const MODULE = `golang.org/toolchain@v0.0.1-${NAME}`;
const COVERED = ["VERSION", "bin", "go.env", "pkg", "src"];
const WHOLE = ["VERSION", "api", "bin", "doc", "go.env", "misc", "pkg", "src", "test"];

async function place(): Promise<{ world: World; scratch: ScratchHome; at: (...parts: string[]) => string }> {
  const scratch = scratchHome();
  return { world: await startWorld(), scratch, at: (...parts) => path.join(scratch.dir, ...parts) };
}

/** Runs `gov install` and expects it to succeed, without any question for an archive. */
async function installLocally(scratch: ScratchHome, world: World, ...args: string[]): Promise<RunResult> {
  const result = await runGov(scratch, ["install", ...args], { env: world.env });
  expect(result.status, result.stderr).toBe(0);
  expect(world.archiveRequests()).toEqual([]);
  return result;
}

function receiptOf({ root }: ScratchHome, version = FAKE): Receipt {
  return JSON.parse(fs.readFileSync(path.join(root, "versions", version, "receipt.json"), "utf8"));
}

function gorootOf({ root }: ScratchHome): string {
  return path.join(root, "versions", FAKE, "go");
}

/** A Go tree as somebody unpacked it: modes as they come, executables where Go has them. */
function writeGoroot(dir: string, tree: Tree): void {
  for (const [name, body] of Object.entries(tree)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), body, { mode: /^(?:bin|pkg)\//.test(name) ? 0o755 : 0o644 });
  }
}

/** As `golang.org/dl/go1.21.90 download` leaves it. */
function writeSdk({ home }: ScratchHome, tree: Tree = release(FAKE)): string {
  const dir = path.join(home, "sdk", `go${FAKE}`);
  writeGoroot(dir, tree);
  fs.writeFileSync(path.join(dir, ".unpacked-success"), "");
  return dir;
}

/** As the go command unpacks the module into its cache: read-only, a `go.mod` beside each `_go.mod`. */
function writeModuleCache({ home }: ScratchHome, tree: Tree = release(FAKE)): string {
  const cache = path.join(home, "go", "pkg", "mod");
  const covered = Object.entries(tree).filter(([name]) => !/^(?:api|doc|misc|test)\//.test(name));
  const twice = covered.flatMap(([name, body]): [string, string | Buffer][] =>
    /(?:^|\/)go\.mod$/.test(name)
      ? [
          [name, body],
          [name.replace(/go\.mod$/, "_go.mod"), body],
        ]
      : [[name, body]],
  );
  const dir = path.join(cache, MODULE);
  writeGoroot(dir, Object.fromEntries(twice));
  const record = path.join(cache, "cache/download/golang.org/toolchain/@v");
  fs.mkdirSync(record, { recursive: true });
  fs.writeFileSync(path.join(record, `v0.0.1-${NAME}.ziphash`), "h1:any=");
  for (const name of fs.readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    const file = path.join(dir, name);
    if (fs.statSync(file).isFile()) fs.chmodSync(file, 0o444);
  }
  fs.chmodSync(path.join(dir, "src"), 0o555);
  return dir;
}

test.each<[string, string, Buffer, { proofs: string[]; holds: string[] }]>([
  ["the tar.gz", `${NAME}.tar.gz`, treeTarGz(release(FAKE)), { proofs: ["sumdb", "sha256"], holds: WHOLE }],
  ["a zip", `${NAME}.zip`, treeZip(release(FAKE)), { proofs: ["sumdb"], holds: COVERED }],
  [
    "the module zip",
    `v0.0.1-${NAME}.zip`,
    treeModuleZip(release(FAKE), `${MODULE}/`),
    { proofs: ["sumdb"], holds: COVERED },
  ],
])("--from FILE: %s says itself what it is", async (_, name, body, { proofs, holds }) => {
  const { world, scratch, at } = await place();
  fs.writeFileSync(at(name), body);
  const { stderr } = await installLocally(scratch, world, "--from", at(name));
  expect(stderr).toContain(`gov: taking Go ${FAKE} from ${at(name)}\n`);
  const { origin, proofs: found } = receiptOf(scratch);
  expect(origin).toEqual({ kind: "file", path: at(name) });
  expect(found.map(({ kind }) => kind)).toEqual(proofs);
  expect(fs.readdirSync(gorootOf(scratch)).sort()).toEqual(holds);
});

test("--from FILE: an archive of any name is what it is asked for, if the proof agrees", async () => {
  const { world, scratch, at } = await place();
  fs.writeFileSync(at("download"), treeTarGz(release(FAKE)));
  const wrong = await runGov(scratch, ["install", "--from", at("download"), OTHER], { env: world.env });
  expect(wrong.status).toBe(6);
  await installLocally(scratch, world, "--from", "../download", FAKE);
  expect(inRoot(scratch, "versions")).toEqual([FAKE]);
});

test("--from FILE: an archive of another release than asked for is not taken", async () => {
  const { world, scratch, at } = await place();
  fs.writeFileSync(at(`${NAME}.tar.gz`), treeTarGz(release(FAKE)));
  const args = ["install", "--from", at(`${NAME}.tar.gz`), OTHER];
  expect(await transcript(scratch, args, { env: world.env })).toMatchInlineSnapshot(`
    "! gov: /s/go1.21.90.linux-amd64.tar.gz has no Go release \`1.20.91\` for linux-amd64; nearest: 1.21.90
    ! hint: gov install 1.21.90
    [3]"
  `);
});

test("--from DIR: a Go tree says itself what it is, and is copied", async () => {
  const { world, scratch, at } = await place();
  writeGoroot(at("tree"), release(FAKE));
  const before = describeTree(at("tree"));
  await installLocally(scratch, world, "--from", at("tree"));
  expect(receiptOf(scratch).origin).toEqual({ kind: "directory", path: at("tree") });
  expect(fs.readdirSync(gorootOf(scratch)).sort()).toEqual(COVERED);
  expect(describeTree(at("tree"))).toEqual(before);
});

test("--from DIR: a directory of archives knows what a line means, and asks which when it has several", async () => {
  const { world, scratch, at } = await place();
  for (const [name, body] of Object.entries(world.files)) {
    fs.mkdirSync(at("archives"), { recursive: true });
    fs.writeFileSync(at("archives", name), body);
  }
  expect(
    await transcript(scratch, ["install", "--from", at("archives")], { env: world.env }),
  ).toMatchInlineSnapshot(`
    "! gov: /s/archives has several versions: 1.21.90, 1.20.91, 1.19.92
    ! hint: name one: gov install 1.21.90
    [2]"
  `);
  await installLocally(scratch, world, "--from", at("archives"), "1.21");
  expect(receiptOf(scratch).origin).toEqual({ kind: "file", path: at("archives", `${NAME}.tar.gz`) });
});

test("--from DIR: one that is laid out as a file:// GOPROXY", async () => {
  const { world, scratch, at } = await place();
  fs.mkdirSync(at("proxy/golang.org/toolchain/@v"), { recursive: true });
  const zip = at(`proxy/golang.org/toolchain/@v/v0.0.1-${NAME}.zip`);
  fs.writeFileSync(zip, treeModuleZip(release(FAKE), `${MODULE}/`));
  await installLocally(scratch, world, "--from", `file://${at("proxy")}`);
  expect(receiptOf(scratch).origin).toEqual({ kind: "file", path: zip });
});

test("a tree of golang.org/dl in ~/sdk is copied, and the user is told", async () => {
  const { world, scratch } = await place();
  const sdk = writeSdk(scratch);
  const before = describeTree(sdk);
  const { stderr } = await installLocally(scratch, world, FAKE);
  expect(stderr).toContain(`gov: taking Go ${FAKE} from ${sdk}\n`);
  expect(receiptOf(scratch).origin).toEqual({ kind: "directory", path: sdk });
  expect(describeTree(sdk)).toEqual(before);
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
});

test("a tree that the go command has in its module cache is copied, and the user is told", async () => {
  const { world, scratch } = await place();
  const cached = writeModuleCache(scratch);
  const before = describeTree(cached);
  const { stderr } = await installLocally(scratch, world, FAKE);
  expect(stderr).toContain(`gov: taking Go ${FAKE} from ${cached}\n`);
  expect(receiptOf(scratch).origin).toEqual({ kind: "directory", path: cached });
  expect(fs.existsSync(path.join(gorootOf(scratch), "src/_go.mod"))).toBe(false);
  expect(describeTree(cached)).toEqual(before);
  expect(await runGov(scratch, ["verify", FAKE], { env: world.env })).toMatchObject({ status: 0 });
});

test.each<[string, (sdk: string) => void]>([
  ["was changed", (sdk) => fs.appendFileSync(path.join(sdk, "src/all.bash"), "evil\n")],
  ["has a file more", (sdk) => fs.writeFileSync(path.join(sdk, "src/more.go"), "package more\n")],
  ["has a file less", (sdk) => fs.rmSync(path.join(sdk, "src/all.bash"))],
  ["has a link in it", (sdk) => fs.symlinkSync("/etc/passwd", path.join(sdk, "src/link"))],
  ["is another release", (sdk) => writeGoroot(sdk, release(OTHER))],
])("a tree in ~/sdk that %s is passed over, and the download happens", async (_, spoil) => {
  const { world, scratch } = await place();
  const sdk = writeSdk(scratch);
  spoil(sdk);
  const { stderr, status } = await runGov(scratch, ["install", FAKE], { env: world.env });
  expect(status).toBe(0);
  expect(stderr).toMatch(new RegExp(`^gov: ${sdk} failed \\(.*\\); trying official$`, "m"));
  expect(receiptOf(scratch).origin.kind).toBe("official");
  expect(halfMade(scratch)).toEqual([]);
});

test("a tree that was found is never the unproven one that --allow-unproven installs", async () => {
  const scratch = scratchHome();
  const world = await startWorld({ recorded: [] });
  writeSdk(scratch);
  const { status } = await runGov(scratch, ["install", "--allow-unproven", FAKE], { env: world.env });
  expect(status).toBe(0);
  expect(receiptOf(scratch).proofs).toEqual([{ kind: "sha256", from: "go.dev" }]);
});

test("--force and --from take no tree that was found", async () => {
  const { world, scratch } = await place();
  writeSdk(scratch);
  await runGov(scratch, ["install", "--force", FAKE], { env: world.env });
  expect(receiptOf(scratch).origin.kind).toBe("official");
  await runGov(scratch, ["uninstall", "--force", FAKE]);
  await runGov(scratch, ["install", "--from", "goproxy", FAKE], { env: world.env });
  expect(receiptOf(scratch).origin.kind).toBe("goproxy");
});

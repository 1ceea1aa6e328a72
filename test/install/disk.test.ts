import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { giveToOrdinaryUser, ORDINARY_ID } from "../fs/child-program.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { type RunResult, runGov, runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";
import { FAKE, release } from "./releases.ts";
import { halfMade, inRoot, startWorld, type World } from "./world.ts";

const isRoot = process.getuid?.() === 0;

/**
 * Runs gov with a file system of its own as its root, and lists what is there afterwards behind `---`.
 * `undefined` where this user may not mount.
 */
async function onOwnDisk(
  scratch: ScratchHome,
  options: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<(RunResult & { readonly left: string[] }) | undefined> {
  const script = `
    mkdir -p "$HOME/.gov" && mount -t tmpfs -o ${options} tmpfs "$HOME/.gov" || exit 99
    "$@"
    status=$?
    echo ---
    cd "$HOME/.gov" && find versions staging trash locks -mindepth 1 2>/dev/null
    exit $status`;
  const own = isRoot ? ["-m"] : ["-r", "-m"];
  const command = [...own, "sh", "-c", script, "sh", hostNode, govBin, ...args];
  // Also builds gov.
  await runGov(scratch, ["--version"]);
  const result = await runProgram(scratch, "unshare", command, { env });
  if (!isRoot && (result.status === 99 || result.stderr.startsWith("unshare:"))) return undefined;
  const [stdout = "", left = ""] = result.stdout.split("---\n");
  return { ...result, stdout, left: left.split("\n").filter((line) => line !== "") };
}

/** Runs gov as somebody who is not root. */
async function runAsUser(scratch: ScratchHome, world: World, args: readonly string[]): Promise<RunResult> {
  if (!isRoot) return runGov(scratch, args, { env: world.env });
  await runGov(scratch, ["--version"]);
  fs.chmodSync(path.dirname(world.go.env.SSL_CERT_FILE), 0o755);
  const user = [`--reuid=${ORDINARY_ID}`, `--regid=${ORDINARY_ID}`, "--clear-groups"];
  return runProgram(scratch, "setpriv", [...user, hostNode, govBin, ...args], { env: world.env });
}

test("a disk with too little room is told before anything is fetched", async () => {
  const world = await startWorld();
  const result = await onOwnDisk(scratchHome(), "size=100m", ["install", FAKE], world.env);
  if (result === undefined) return;
  expect(result.stderr).toMatch(
    /^gov: no space for a Go release below \S+\/\.gov: \d+ MB are free, 350 MB are needed\nhint: df -h \S+\/\.gov\n$/,
  );
  expect(result.status).toBe(7);
  expect(world.archiveRequests()).toEqual([]);
  expect(result.left).toEqual([]);
});

test("a disk that is full half-way leaves nothing half-made", async () => {
  const world = await startWorld();
  // Room for the downloads and for some of the files.
  const result = await onOwnDisk(scratchHome(), "size=400m,nr_inodes=30", ["install", FAKE], world.env);
  if (result === undefined) return;
  expect(result.stderr).toMatch(/^gov: cannot .*: no space left on the device.*\nhint: df -h; df -i\n$/m);
  expect(result.status).toBe(7);
  expect(result.left).toEqual([]);
});

test("a root that belongs to somebody else", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  fs.mkdirSync(scratch.root);
  giveToOrdinaryUser(scratch.dir);
  if (isRoot) fs.chownSync(scratch.root, 0, 0);
  fs.chmodSync(scratch.root, 0o555);
  const { stderr, status } = await runAsUser(scratch, world, ["install", FAKE]);
  expect(stderr).toBe(
    `gov: cannot write to ${scratch.root}/staging: permission denied\nhint: ls -ld ${scratch.root}\n`,
  );
  expect(status).toBe(7);
  expect(world.archiveRequests()).toEqual([]);
  expect(fs.readdirSync(scratch.root)).toEqual([]);
});

test("a home in which no root can be made", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  giveToOrdinaryUser(scratch.dir);
  fs.chmodSync(scratch.home, 0o555);
  const { stderr, status } = await runAsUser(scratch, world, ["install", FAKE]);
  expect(stderr).toMatch(/^gov: cannot write to \S+: permission denied.*\nhint: ls -ld \S+\n$/);
  expect(status).toBe(7);
});

test("an ordinary user installs, and the umask is honoured", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  giveToOrdinaryUser(scratch.dir);
  const before = process.umask(0o077);
  const { status, stderr } = await runAsUser(scratch, world, ["install", FAKE]).finally(() =>
    process.umask(before),
  );
  expect(status, stderr).toBe(0);
  const goroot = path.join(scratch.root, "versions", FAKE, "go");
  const modes = ["bin/go", "src/all.bash", "src/go.mod", "src"].map((name) =>
    (fs.statSync(path.join(goroot, name)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(["700", "700", "600", "700"]);
  expect(await runAsUser(scratch, world, ["verify", FAKE])).toMatchObject({ status: 0, stderr: "" });
  expect(halfMade(scratch)).toEqual([]);
});

test("a tree in ~/sdk that may not be read is passed over", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const sdk = path.join(scratch.home, "sdk", `go${FAKE}`);
  const files = Object.entries(release(FAKE)).map(([name, body]) => [name, body.toString("latin1")] as const);
  writeTree(sdk, { ...Object.fromEntries(files), ".unpacked-success": "" });
  giveToOrdinaryUser(scratch.dir);
  fs.chmodSync(path.join(sdk, "src/all.bash"), 0);
  const { stderr, status } = await runAsUser(scratch, world, ["install", FAKE]);
  expect(stderr).toMatch(/go1\.21\.90 failed \(.*permission denied.*\); trying official$/m);
  expect(status).toBe(0);
  expect(inRoot(scratch, "versions")).toEqual([FAKE]);
});

test("staging, downloads and the version are on one file system, so TMPDIR may be anywhere", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const env = { ...world.env, TMPDIR: path.join(scratch.dir, "no/such/place") };
  expect(await runGov(scratch, ["install", FAKE], { env })).toMatchObject({ status: 0 });
});

test("no program of the system is needed to install", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const env = { ...world.env, PATH: path.join(scratch.dir, "nothing") };
  expect(await runGov(scratch, ["install", FAKE], { env })).toMatchObject({ status: 0 });
});

import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { bucketOf } from "../install/bucket.ts";
import { ballast, FAKE, OTHER, release } from "../install/releases.ts";
import { halfMade, inRoot, startWorld } from "../install/world.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { asUser, isRoot, mounting } from "./place.ts";

/** Half-made things: what no command leaves, and what is no whole version. */
const HALVES =
  "find $root/staging $root/trash $root/locks -mindepth 1 2>/dev/null; gov list --json | grep -o 'has no [a-z.]*'";

test("whenever the inodes run out, nothing half-made stays, and with more of them it goes on", async () => {
  const { env } = await startWorld();
  const script = `
    mkdir "$root"
    for inodes in 4 12 20 28 44 52 58 66; do
      mount -t tmpfs -o size=400m,nr_inodes=$inodes tmpfs "$root" || exit 1
      gov install ${FAKE} 2>"$HOME/said"
      status=$?
      case $status in
        0) echo "done" ;;
        *) echo "$status $(grep -c 'no space left' "$HOME/said") [$(${HALVES})]" ;;
      esac
      mount -o remount,nr_inodes=10000 "$root"
      gov install ${FAKE} 2>/dev/null && gov verify ${FAKE} >/dev/null 2>&1 || echo "not mended: $inodes"
      umount "$root"
    done`;
  const result = await mounting(scratchHome(), env, script);
  if (result === undefined) return;
  const lines = result.stdout.trim().split("\n");
  expect(lines, result.stderr).toHaveLength(8);
  expect([...new Set(lines)].sort(), result.stdout).toEqual(["7 1 []", "done"]);
});

test("when the bytes run out half-way, nothing half-made stays, and with more of them it goes on", async () => {
  const tree = release(FAKE, { "src/zzz": ballast(4_000_000) });
  const world = await startWorld({ trees: { [FAKE]: tree } });
  world.go.replace("dl.google.com", bucketOf(world.files, { bytesPerSecond: 2_000_000 }).handler);
  const script = `
    mkdir "$root"
    mount -t tmpfs -o size=400m tmpfs "$root" || exit 1
    gov install ${FAKE} 2>"$HOME/said" & pid=$!
    until ls "$root"/staging/*/toolchain/go/VERSION >/dev/null 2>&1; do sleep 0.01; done
    mount -o remount,size=3m "$root"
    wait $pid; status=$?
    echo "$status [$(${HALVES})]"
    cat "$HOME/said" >&2
    mount -o remount,size=400m "$root"
    gov install ${FAKE} 2>/dev/null && gov verify ${FAKE} >/dev/null 2>&1 && echo mended`;
  const result = await mounting(scratchHome(), world.env, script);
  if (result === undefined) return;
  expect(result.stdout, result.stderr).toBe("7 []\nmended\n");
  expect(result.stderr).toMatch(/^gov: cannot .*: no space left on the device.*\nhint: df -h; df -i\n$/m);
});

test("a read-only file system is good enough to run Go, and everything else says that it is one", async () => {
  const { env } = await startWorld();
  const script = `
    mkdir "$root"
    mount -t tmpfs -o size=400m tmpfs "$root" && gov install ${FAKE} ${OTHER} 2>/dev/null || exit 1
    mount -o remount,ro "$root"
    for words in list current which env "exec ${OTHER} go version" "use ${OTHER}" "install ${FAKE}"; do
      gov $words >/dev/null 2>"$HOME/said" && echo "$words: $(grep -c read-only "$HOME/said")"
    done
    "$root/shims/go"
    for words in "install 1.19.92" "default ${OTHER}" "uninstall ${OTHER}" "config set jobs 2"; do
      gov $words 2>&1 | grep -c "^gov: cannot .*the file system is read-only"
    done
    gov list | wc -l`;
  const result = await mounting(scratchHome(), env, script);
  if (result === undefined) return;
  expect(result.stdout, result.stderr).toBe(
    [
      ...[
        "list",
        "current",
        "which",
        "env",
        `exec ${OTHER} go version`,
        `use ${OTHER}`,
        `install ${FAKE}`,
      ].map((it) => `${it}: 0`),
      `go version go${OTHER} linux/amd64`,
      "1",
      "1",
      "1",
      "1",
      "2",
      "",
    ].join("\n"),
  );
});

test("cache, locks and TMPDIR may be on file systems of their own, even such that take no lock", async () => {
  const { env } = await startWorld();
  const script = `
    mkdir -p "$root/cache" "$root/locks" "$HOME/tmp"
    mount -t tmpfs -o size=20m tmpfs "$root/cache" && mount -t tmpfs -o ro tmpfs "$root/locks" &&
      mount -t tmpfs -o ro tmpfs "$HOME/tmp" || exit 1
    TMPDIR=$HOME/tmp GOV_KEEP_ARCHIVES=true gov install ${FAKE} ${OTHER} && gov verify ${FAKE} ${OTHER}
    echo $?
    ls "$root/cache/downloads" "$root/versions"
    ${HALVES}`;
  const scratch = scratchHome();
  const result = await mounting(scratch, env, script);
  if (result === undefined) return;
  const [status, ...left] = result.stdout.trim().split("\n").slice(-8);
  expect(status, result.stderr).toBe("0");
  expect(left.map((it) => it.replace(scratch.root, ""))).toEqual([
    "/cache/downloads:",
    `go${OTHER}.linux-amd64.tar.gz`,
    `go${FAKE}.linux-amd64.tar.gz`,
    "",
    "/versions:",
    OTHER,
    FAKE,
  ]);
});

test("staging on another file system is told, and leaves nothing", async () => {
  const { env } = await startWorld();
  const script = `
    mkdir -p "$root/staging"
    mount -t tmpfs -o size=400m tmpfs "$root/staging" || exit 1
    gov install ${FAKE}
    echo "$? [$(${HALVES})]"`;
  const result = await mounting(scratchHome(), env, script);
  if (result === undefined) return;
  expect(result.stdout, result.stderr).toBe("7 []\n");
  expect(result.stderr).toMatch(/^gov: cannot publish \S+: EXDEV/m);
});

test.each(["000", "027", "077"])("under umask %s modes are those of Go less the umask", async (umask) => {
  const { env } = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["--version"]);
  const script = `umask ${umask} && exec "$@"`;
  const gov = (...args: string[]) =>
    runProgram(scratch, "sh", ["-c", script, "sh", hostNode, govBin, ...args], {
      env: { ...env, SHELL: "/bin/bash" },
    });
  expect(await gov("install", FAKE)).toMatchObject({ status: 0 });
  expect(await gov("setup")).toMatchObject({ status: 0 });
  const less = (mode: number) => (mode & ~Number.parseInt(umask, 8)).toString(8);
  const modes = ["bin/go", "src/all.bash", "VERSION", "src", ".."].map((name) => modeOf(goroot(name)));
  expect(modes).toEqual([less(0o755), less(0o755), less(0o644), less(0o755), less(0o755)]);
  expect(["shims/go", "shell/gov.bash", "backups"].map((it) => modeOf(path.join(scratch.root, it)))).toEqual([
    "755",
    "644",
    "700",
  ]);
  expect(await gov("verify", FAKE)).toMatchObject({ status: 0, stderr: "" });

  function goroot(name: string): string {
    return path.join(scratch.root, "versions", FAKE, "go", name);
  }
});

function modeOf(file: string): string {
  return (fs.statSync(file).mode & 0o777).toString(8);
}

test("a user without HOME and without an entry in /etc/passwd needs GOV_ROOT and nothing more", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  await runGov(scratch, ["--version"]);
  fs.chmodSync(scratch.dir, 0o755);
  fs.chmodSync(path.dirname(world.env.SSL_CERT_FILE ?? ""), 0o755);
  const id = 54_321;
  if (isRoot) for (const it of [scratch.home, scratch.project]) fs.chownSync(it, id, id);
  const gov = (args: readonly string[], root?: string) => {
    const [program = "", ...words] = [...asUser(id), hostNode, govBin, ...args];
    return runProgram(scratch, program, words, { env: { ...world.env, HOME: undefined, GOV_ROOT: root } });
  };
  const lost = await gov(["install", FAKE]);
  expect(lost.stderr).toBe(
    "gov: neither GOV_ROOT nor HOME is set, so there is no place for Go versions\nhint: export GOV_ROOT=/absolute/path\n",
  );
  expect(lost.status).toBe(2);
  for (const words of [
    ["install", FAKE],
    ["use", FAKE],
    ["current"],
    ["list"],
    ["exec", FAKE, "go", "version"],
  ]) {
    const { status, stderr } = await gov(words, scratch.root);
    expect(status, `gov ${words.join(" ")}: ${stderr}`).toBe(0);
  }
  const [program = "", ...words] = [...asUser(id), path.join(scratch.root, "shims", "go")];
  const shim = await runProgram(scratch, program, words, { env: { HOME: undefined } });
  expect(shim).toMatchObject({ status: 0, stdout: `go version go${FAKE} linux/amd64\n` });
  const { status, stderr } = await gov(["setup"], scratch.root);
  expect(stderr).toBe("gov: HOME is not set, so there are no start-up files\nhint: export HOME=/home/you\n");
  expect(status).toBe(2);
});

test("what was written under a wrong clock does not stand in the way of the right one", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const gov = (...args: string[]) => runGov(scratch, args, { env: world.env });
  await gov("install", OTHER);
  const index = path.join(scratch.root, "cache", "index");
  const future = "2099-01-01T00:00:00.000Z";
  for (const name of fs.readdirSync(index)) {
    const file = path.join(index, name);
    const kept = JSON.parse(fs.readFileSync(file, "utf8"));
    fs.writeFileSync(file, JSON.stringify({ ...kept, fetchedAt: Date.parse(future) }));
  }
  const staged = path.join(scratch.root, "staging", `${FAKE}.elsewhere-1.7.7.0123456789ab`);
  fs.mkdirSync(staged);
  fs.utimesSync(staged, new Date(future), new Date(future));
  const asked = world.go.requests.length;
  expect(await gov("install", "latest")).toMatchObject({ status: 0 });
  expect(world.go.requests.slice(asked)).toContain("GET https://go.dev/dl/?mode=json&include=all");
  expect(inRoot(scratch, "versions")).toEqual([OTHER, FAKE]);
  expect(halfMade(scratch)).toEqual([]);
});

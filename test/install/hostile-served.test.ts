import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { deflateRawSync, gzipSync, constants as zlib } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { pax, tar, tarGz, zip } from "../support/archives.ts";
import { govBin } from "../support/build.ts";
import type { HostileArchive, HostileClass } from "../support/hostile/archive.ts";
import { hostileTarGz } from "../support/hostile/tar.ts";
import { hostileZip } from "../support/hostile/zip.ts";
import { type Handler, serve, startServer } from "../support/http-server.ts";
import { hostNode } from "../support/node-versions.ts";
import { type RunResult, runGov, runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { leftBehind, makeOutside, outsideOf } from "./hostile-install.ts";
import { FAKE, release } from "./releases.ts";
import { startWorld } from "./world.ts";

const NAME = `go${FAKE}.linux-amd64`;
/** What an install may take, whatever is served. */
const MEMORY_MIB = 240;

/** The built gov installs what `answer` serves, by the way of a mirror or of a module proxy. */
async function installServed(
  scratch: ScratchHome,
  answer: Handler,
  container: "tar.gz" | "module zip",
): Promise<RunResult & { readonly mebibytes: number }> {
  const world = await startWorld();
  const server = await startServer((request, response) => answer(request, response));
  onTestFinished(() => server.close());
  const from = container === "tar.gz" ? `${server.origin}/${NAME}.tar.gz` : "goproxy";
  const memory = path.join(scratch.dir, "memory");
  const env = {
    ...world.env,
    GOSUMDB: "off",
    GOPROXY: server.origin,
    NODE_OPTIONS: `--import=${measuring(memory)}`,
  };
  const result = await runGov(scratch, ["install", "--from", from, FAKE], { env });
  const mebibytes = Number(fs.readFileSync(memory, "utf8")) / 1024;
  fs.rmSync(memory);
  return { ...result, mebibytes };
}

/** A module that writes at the end of a process how much memory it had at most, in KiB. */
function measuring(file: string): string {
  const code = `import fs from "node:fs";process.on("exit",()=>fs.writeFileSync(${JSON.stringify(file)},""+process.resourceUsage().maxRSS))`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

async function expectRefused(
  scratch: ScratchHome,
  answer: Handler,
  container: "tar.gz" | "module zip",
  { spelling, reason }: Pick<HostileArchive, "spelling" | "reason">,
): Promise<void> {
  const before = outsideOf(scratch);
  const { stderr, status, mebibytes } = await installServed(scratch, answer, container);
  expect({ spelling, status }).toEqual({ spelling, status: 6 });
  expect(stderr, spelling).toMatch(
    new RegExp(`^gov: \\S+: the archive .*${reason.source}.*, so it was refused$`, "m"),
  );
  expect(stderr.replaceAll("\n", ""), spelling).not.toMatch(/\p{C}/u);
  expect(mebibytes, spelling).toBeLessThan(MEMORY_MIB);
  expect(leftBehind(scratch), spelling).toEqual([]);
  expect(outsideOf(scratch), spelling).toEqual(before);
}

/** What gov is told to be a file of this kind; others are told apart before they are read. */
const SERVED = (it: HostileArchive) => !/neither a tar/.test(it.reason.source);

function oneOfEach(classes: readonly HostileClass[], outside: string): HostileArchive[] {
  return classes.flatMap(({ archives }) => archives(outside).filter(SERVED).slice(0, 1));
}

describe("one archive of each class is refused, in bounded memory and with nothing of it left,", () => {
  test.each([
    ["by the way of a mirror", "tar.gz", hostileTarGz(release(FAKE))],
    ["by the way of a module proxy", "module zip", hostileZip("module zip", release(FAKE))],
  ] as const)("%s", { timeout: 180_000 }, async (_, container, classes) => {
    const scratch = scratchHome();
    for (const archive of oneOfEach(classes, makeOutside(scratch))) {
      await expectRefused(scratch, serve(archive.bytes), container, archive);
    }
  });
});

/** Raw deflate data that may stand anywhere between others. */
function deflated(data: Buffer): Buffer {
  return deflateRawSync(data, { finishFlush: zlib.Z_FULL_FLUSH });
}

/** Serves `head`, and then one piece after the other until nobody listens any more. */
function endless(head: Buffer, piece: Buffer): Handler {
  return async (_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" }).write(head);
    while (!response.destroyed) await new Promise((resolve) => void response.write(piece, resolve));
  };
}

const GZIP_HEADER = Buffer.from("1f8b08000000000000ff", "hex");
const ZEROS = deflated(Buffer.alloc(1024 * 1024));
const NO_END = { end: Buffer.alloc(0) };

function beginning(...items: Parameters<typeof tar>[0]): Buffer {
  return Buffer.concat([GZIP_HEADER, deflated(tar(items, NO_END))]);
}

describe("an archive without end is refused before its end", () => {
  test.each<[what: string, head: Buffer, piece: Buffer, reason: RegExp]>([
    ["a file of zeros", beginning({ name: "go/a", sizeField: "03777777777\0" }), ZEROS, /100 times its size/],
    ["zeros behind the end", beginning({ name: "go/a" }, Buffer.alloc(1024)), ZEROS, /100 times its size/],
    ["data that hold nothing", GZIP_HEADER, deflated(Buffer.of()), /hold nothing/],
    [
      "the name in the gzip header",
      Buffer.from(GZIP_HEADER).fill(8, 3, 4),
      Buffer.alloc(65_536, "n"),
      /short name/,
    ],
    [
      "one directory after the other",
      GZIP_HEADER,
      deflated(tar([{ name: "go/a/", type: "5" }], NO_END)),
      /is there twice/,
    ],
  ])("%s", async (spelling, head, piece, reason) => {
    const scratch = scratchHome();
    await expectRefused(scratch, endless(head, piece), "tar.gz", { spelling, reason });
  });
});

test("more files than any release has are refused, and removed again", { timeout: 180_000 }, async () => {
  const scratch = scratchHome();
  const items = Array.from({ length: 60_001 }, (_, i) => ({
    name: `go/${createHash("sha256").update(`${i}`).digest("hex")}`,
  }));
  const answer = serve(gzipSync(tar(items), { level: 1 }));
  await expectRefused(scratch, answer, "tar.gz", {
    spelling: "60,001 files",
    reason: /has more than 60000 entries/,
  });
});

describe("modes and owners of an archive are not taken over", () => {
  const items = Object.entries(release(FAKE)).map(([name, body], i) => ({
    name: `go/${name}`,
    body,
    mode: [0o6777, 0o1777, 0, 0o777][i % 4] ?? 0,
  }));
  const owned = items.flatMap((item) => [pax({ uid: "4242", gid: "4242" }), item]);
  test.each([
    ["a tar.gz", "000", tarGz(owned)],
    ["a tar.gz", "077", tarGz(owned)],
    [
      "a zip",
      "000",
      zip(items.map(({ mode, ...item }) => ({ ...item, attributes: ((0o100000 | mode) << 16) >>> 0 }))),
    ],
  ])("of %s, under the umask %s", async (_, umask, archive) => {
    const world = await startWorld();
    const scratch = scratchHome();
    const file = path.join(scratch.dir, "archive");
    fs.writeFileSync(file, archive);
    await runGov(scratch, ["--version"]);
    const script = `umask ${umask}; exec "$@"`;
    const args = ["-c", script, "sh", hostNode, govBin, "install", "--from", file, FAKE];
    const { status, stderr } = await runProgram(scratch, "sh", args, { env: world.env });
    expect(status, stderr).toBe(0);
    const goroot = path.join(scratch.root, "versions", FAKE, "go");
    const kept = 0o777 & ~Number.parseInt(umask, 8);
    for (const name of fs.readdirSync(goroot, { recursive: true, encoding: "utf8" })) {
      const { mode, uid } = fs.lstatSync(path.join(goroot, name));
      const plain =
        /^(?:bin|pkg)\/.*[a-z]$|bash$/.test(name) || fs.statSync(path.join(goroot, name)).isDirectory()
          ? 0o755
          : 0o644;
      expect([name, (mode & 0o7777).toString(8), uid]).toEqual([
        name,
        (plain & kept).toString(8),
        process.getuid?.(),
      ]);
    }
  });
});

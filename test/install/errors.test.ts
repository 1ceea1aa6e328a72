import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { transcript } from "../cli/transcript.ts";
import { treeTarGz } from "../support/archives.ts";
import { moduleList } from "../support/go-files.ts";
import { type Handler, serve, startServer, status } from "../support/http-server.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { fakeProgram } from "../toolchains/fake-program.ts";
import { FAKE, OTHER, release } from "./releases.ts";
import { halfMade, inRoot, startWorld, type World } from "./world.ts";

const ARCHIVE = `go${FAKE}.linux-amd64.tar.gz`;

/** What `gov install` says, and that the same under `--json` is one object with the same exit status. */
async function failure(world: World, args: readonly string[], scratch = scratchHome()): Promise<string> {
  const said = await transcript(scratch, ["install", ...args], { env: world.env });
  const { stdout, stderr, status } = await runGov(scratch, ["install", "--json", ...args], {
    env: world.env,
  });
  const { schema, results, error = results?.[0]?.error } = JSON.parse(stdout);
  expect({ schema, stderr, exit: error.exit }).toEqual({ schema: 1, stderr: "", exit: status });
  const message = said.match(/^! gov: (?!downloading|taking)(.*)$/m)?.[1];
  expect(error.message.replaceAll(scratch.dir, "/s")).toBe(message);
  expect(said).toMatch(/! hint: .+\n\[[2-8]\]$/);
  expect(leftBehind(scratch)).toEqual([]);
  return said;
}

function leftBehind(scratch: ScratchHome): string[] {
  return [...inRoot(scratch, "versions"), ...halfMade(scratch)];
}

test("a version that does not exist: the nearest are named", async () => {
  expect(await failure(await startWorld(), ["1.21.77"])).toMatchInlineSnapshot(`
    "! gov: there is no Go release \`1.21.77\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
    ! hint: gov install 1.21.90
    [3]"
  `);
});

test("a line, a range and a pre-release that nothing matches", async () => {
  const world = await startWorld();
  expect(await failure(world, ["1.99"])).toMatchInlineSnapshot(`
    "! gov: there is no Go release \`1.99\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
    ! hint: gov install 1.21.90
    [3]"
  `);
  expect(await failure(world, [">=1.30"])).toMatchInlineSnapshot(`
    "! gov: there is no Go release \`>=1.30\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
    ! hint: gov install 1.21.90
    [3]"
  `);
  expect(await failure(world, ["1.22rc1"])).toMatchInlineSnapshot(`
    "! gov: there is no Go release \`1.22rc1\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
    ! hint: gov install 1.21.90
    [3]"
  `);
});

test("a version from before its platform", async () => {
  const world = await startWorld();
  const args = ["1.15.0", "--os", "darwin", "--arch", "arm64"];
  expect(await failure(world, args)).toMatchInlineSnapshot(`
    "! gov: Go 1.15.0 was not published for darwin-arm64; the first is 1.16beta1
    ! hint: gov install --os darwin --arch amd64 1.15.0
    [3]"
  `);
});

test("a version that was not published for this platform", async () => {
  const world = await startWorld();
  expect(await failure(world, [FAKE, "--arch", "riscv64"])).toMatchInlineSnapshot(`
    "! gov: Go 1.21.90 was not published for linux-riscv64
    ! hint: gov list --remote
    [3]"
  `);
  expect(await failure(world, ["1.21", "--arch", "riscv64"])).toMatchInlineSnapshot(`
    "! gov: Go 1.21.90 was not published for linux-riscv64
    ! hint: gov list --remote
    [3]"
  `);
});

test("a platform that does not exist", async () => {
  expect(await failure(await startWorld(), [FAKE, "--arch", "z80"])).toMatchInlineSnapshot(`
    "! gov: \`z80\` is not an architecture of Go
    ! hint: --arch takes one of: 386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x
    [2]"
  `);
});

test("requests that are none", async () => {
  const world = await startWorld();
  expect(await failure(world, ["1.2.3.4"])).toMatchInlineSnapshot(`
    "! gov: \`1.2.3.4\` is not a version of Go
    ! hint: gov install 1.22.5, or a line (1.22), a range (^1.21), latest, oldstable
    [2]"
  `);
  expect(await failure(world, [""])).toMatchInlineSnapshot(`
    "! gov: \`\` is not a version of Go
    ! hint: gov install 1.22.5, or a line (1.22), a range (^1.21), latest, oldstable
    [2]"
  `);
  expect(await failure(world, ["../../etc"])).toMatchInlineSnapshot(`
    "! gov: \`../../etc\` is not a version of Go
    ! hint: gov install 1.22.5, or a line (1.22), a range (^1.21), latest, oldstable
    [2]"
  `);
  expect(await failure(world, ["1.22\u001b[31m"])).toMatchInlineSnapshot(`
    "! gov: \`1.22\\x1b[31m\` is not a version of Go
    ! hint: gov install 1.22.5, or a line (1.22), a range (^1.21), latest, oldstable
    [2]"
  `);
  expect(await failure(world, ["system"])).toMatchInlineSnapshot(`
    "! gov: \`system\` is the Go that is there already, and nothing to install
    ! hint: gov use system
    [2]"
  `);
  expect(await failure(world, ["work"])).toMatchInlineSnapshot(`
    "! gov: \`work\` is a name, and no release of Go
    ! hint: gov link work DIR
    [2]"
  `);
});

test("a setting that cannot be meant, from the environment and from the file", async () => {
  const world = await startWorld();
  const env = { ...world.env, GOV_JOBS: "many" };
  expect(await failure({ ...world, env }, [FAKE])).toMatchInlineSnapshot(`
    "! gov: the setting GOV_JOBS is \`many\`, which is not a number from 1 to 16
    ! hint: unset GOV_JOBS
    [2]"
  `);
  const scratch = scratchHome();
  fs.mkdirSync(scratch.root);
  fs.writeFileSync(path.join(scratch.root, "config.json"), '{"order": 7}\n');
  expect(await failure(world, [FAKE], scratch)).toMatchInlineSnapshot(`
    "! gov: the setting order is \`7\`, which is not a list of names of sources
    ! hint: gov config unset order
    [2]"
  `);
});

test("a --from that is no source", async () => {
  const world = await startWorld();
  expect(await failure(world, ["--from", "nowhere", FAKE])).toMatchInlineSnapshot(`
    "! gov: --from names \`nowhere\`, which is not a source
    ! hint: sources are official, goproxy, google-cn, ustc, nju, hust, aliyun; --from takes a URL, a file or a directory as well
    [2]"
  `);
  expect(await failure(world, ["--from", "./nowhere", FAKE])).toMatchInlineSnapshot(`
    "! gov: /s/project/nowhere is not there
    ! hint: ls -ld /s/project
    [2]"
  `);
  expect(await failure(world, ["--from", "/dev/null", FAKE])).toMatchInlineSnapshot(`
    "! gov: /dev/null is neither a file nor a directory
    ! hint: ls -ld /dev
    [2]"
  `);
  expect(await failure(world, ["--from", ".", FAKE])).toMatchInlineSnapshot(`
    "! gov: /s/project is neither a Go tree nor a directory with archives of Go
    ! hint: ls /s/project
    [2]"
  `);
});

const PAGE = "<!DOCTYPE html><html>Please log in</html>";
const NO_GZIP = `gov: ${ARCHIVE}: the archive is not a sound gzip file`;

test.each<[string, Buffer, string]>([
  ["empty", Buffer.of(), `gov: /s/project/${ARCHIVE} is neither a tar.gz nor a zip archive\n`],
  ["a page", Buffer.from(PAGE), `gov: /s/project/${ARCHIVE} is neither a tar.gz nor a zip archive\n`],
  [
    "cut",
    treeTarGz(release(FAKE)).subarray(0, 600),
    `${NO_GZIP} (unexpected end of file), so it was refused\n`,
  ],
])("--from a file that is %s", async (_, body, sentence) => {
  const scratch = scratchHome();
  fs.writeFileSync(path.join(scratch.project, ARCHIVE), body);
  const said = await failure(await startWorld(), ["--from", ARCHIVE, FAKE], scratch);
  expect(said).toContain(sentence);
  expect(said).toContain("[6]");
});

test.each<[string, (body: Buffer) => Handler, string, number]>([
  ["empty", () => serve(""), `${NO_GZIP} (unexpected end of file)`, 6],
  ["cut, of the right length", (body) => serve(cut(body, body.length)), `gov: ${ARCHIVE}: the archive `, 6],
  ["cut, and says so", (body) => serve(cut(body, 600)), `${NO_GZIP} (unexpected end of file)`, 6],
  ["a page with status 200", () => serve(PAGE, { type: "text/html" }), "answers with a web page instead", 5],
  ["a page that calls itself an archive", () => serve(PAGE), `${NO_GZIP} (incorrect header check)`, 6],
  [
    "coded once more on the way",
    (body) => serve(gzipSync(body), { headers: { "content-encoding": "gzip" } }),
    `gov: dl.google.com, or a proxy on the way, packs ${ARCHIVE} by gzip once more, though it was asked for it as it is\n`,
    5,
  ],
  ["not there", () => status(404), `gov: no source has Go ${FAKE} for linux-amd64\n`, 3],
  ["forbidden", () => status(403), "gov: dl.google.com answers HTTP 403\n", 5],
])("an archive that is %s", async (_, answer, sentence, exit) => {
  const world = await startWorld();
  const scratch = scratchHome();
  world.go.replace("dl.google.com", answer(world.files[ARCHIVE] ?? Buffer.of()));
  const said = await failure(world, ["--from", "official", FAKE], scratch);
  expect(said).toContain(sentence);
  expect(said).toContain(`[${exit}]`);
  if (exit === 6) expect(inRoot(scratch, "cache/downloads")).toEqual([]);
});

/** The start of it, and zeroes up to this length. */
function cut(body: Buffer, length: number): Buffer {
  return Buffer.concat([body.subarray(0, 600)], length);
}

test.each(["official", "goproxy"])(
  "what is coded once more on the way from %s is not kept, and may come from elsewhere",
  async (source) => {
    const world = await startWorld();
    const scratch = scratchHome();
    const coded = await startServer(({ path: asked }, response) => {
      const body = world.files[path.basename(asked)];
      if (body === undefined) response.end(moduleList(world.files));
      else response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(body));
    });
    onTestFinished(() => coded.close());
    const mirrors = JSON.stringify([{ name: "bad", url: coded.origin, index: "none", kind: kindOf(source) }]);
    const env = { ...world.env, GOV_MIRRORS: mirrors, GOV_ORDER: `bad,${source}` };
    const { stderr, status } = await runGov(scratch, ["install", FAKE], { env });
    expect(stderr).toMatch(/^gov: bad failed \(127\.0\.0\.1:\d+, or a proxy .* once more.*\); trying \w+$/m);
    expect(status).toBe(0);
    expect(inRoot(scratch, "cache/downloads")).toEqual([]);
  },
);

function kindOf(source: string): string {
  return source === "goproxy" ? "goproxy" : "flat";
}

test("an archive that calls itself coded, as servers do that know it by its name, is taken as it is", async () => {
  const world = await startWorld();
  const headers = { "content-encoding": "x-gzip" };
  world.go.replace("dl.google.com", serve(world.files[ARCHIVE] ?? "", { headers }));
  const { status } = await runGov(scratchHome(), ["install", "--from", "official", FAKE], { env: world.env });
  expect(status).toBe(0);
});

test("no network at all: one error for all places", async () => {
  const world = await startWorld();
  // A port of which nobody but root may be the server.
  const env = { ...world.env, HTTPS_PROXY: "http://127.0.0.1:9", GOPROXY: "http://127.0.0.1:9" };
  const { stderr, status } = await runGov(scratchHome(), ["install", "1.21"], { env });
  expect(status).toBe(5);
  expect(stderr).toMatch(
    /^gov: no source gives a list of Go releases: the proxy .* does not answer: .*; 127\.0\.0\.1:9 does not .*\nhint: check HTTPS_PROXY, or unset it\n$/m,
  );
});

test("a proven archive that is not the release it should be", async () => {
  const tree = { ...release(FAKE), "pkg/tool/linux_amd64/vet": fakeProgram(`go${OTHER}`) };
  const world = await startWorld({ trees: { [FAKE]: tree } });
  expect(await failure(world, [FAKE])).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
    ! gov: what was unpacked as go1.21.90 is not that release: pkg/tool/linux_amd64/vet is of go1.20.91
    ! hint: try another source with --from
    [6]"
  `);
});

test("a proven archive whose go does not say what it is", async () => {
  const go = fakeProgram(`go${FAKE}`, { output: "go version go1.2.3 linux/amd64\n" });
  const world = await startWorld({ trees: { [FAKE]: { ...release(FAKE), "bin/go": go } } });
  expect(await failure(world, [FAKE])).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
    ! gov: what was unpacked as go1.21.90 is not that release: \`go version\` says \`go version go1.2.3 linux/amd64\`
    ! hint: try another source with --from
    [6]"
  `);
});

test("one failure among several leaves the others alone, and gives the exit status", async () => {
  const world = await startWorld();
  const scratch = scratchHome();
  const args = ["install", "1.99", OTHER, "work"];
  expect(await transcript(scratch, args, { env: world.env })).toMatchInlineSnapshot(`
    "! gov: downloading Go 1.20.91 from https://dl.google.com/go/go1.20.91.linux-amd64.tar.gz
    ! gov: installed Go 1.20.91 in N s, proven by the checksum database and the official index
    ! gov: the default is 1.20.91 now
    ! gov: gov's shims are not on PATH of this shell
    ! hint: gov setup
    ! gov: there is no Go release \`1.99\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
    ! hint: gov install 1.21.90
    ! gov: \`work\` is a name, and no release of Go
    ! hint: gov link work DIR
    [3]"
  `);
  expect(inRoot(scratch, "versions")).toEqual([OTHER]);
});

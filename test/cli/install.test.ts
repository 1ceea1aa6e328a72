import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { quotePosix } from "../../src/shells/quote.ts";
import { bucketOf } from "../install/bucket.ts";
import { ballast, FAKE, OLDER, OTHER, release } from "../install/releases.ts";
import { inRoot, startWorld, type World } from "../install/world.ts";
import { treeTarGz } from "../support/archives.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import { transcript } from "./transcript.ts";

/** A home whose shims are first on PATH, and a project with these files. */
async function place(files: Readonly<Record<string, string>> = {}) {
  const world = await startWorld();
  const scratch = scratchHome();
  writeTree(scratch.project, files);
  const env = { ...world.env, PATH: `${scratch.root}/shims:${SYSTEM_PATH}` };
  const gov = (...args: string[]) => transcript(scratch, args, { env });
  return { world, scratch, env, gov };
}

function defaultOf({ root }: ScratchHome): string | undefined {
  const file = path.join(root, "default");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
}

describe("without a request", () => {
  test("where nothing asks for anything, the newest stable Go", async () => {
    const { gov } = await place();
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: latest is 1.21.90
      ! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
      ! gov: installed Go 1.21.90 in N s, proven by the checksum database and the official index
      ! gov: the default is 1.21.90 now
      ! gov: \`go version\` says go1.21.90 here (the default)
      [0]"
    `);
  });

  test("where nothing asks and something is installed, the newest all the same", async () => {
    const { scratch, gov } = await place();
    await gov("install", OLDER);
    fs.rmSync(path.join(scratch.root, "default"));
    expect(await gov("install")).toContain(`latest is ${FAKE}`);
  });

  test("the default, when it went missing", async () => {
    const { scratch, gov } = await place();
    fs.mkdirSync(scratch.root);
    fs.writeFileSync(path.join(scratch.root, "default"), "1.20\n");
    expect(await gov("install")).toContain(`1.20 is ${OTHER}`);
  });

  test("the pin of the directory", async () => {
    const { gov } = await place({ ".go-version": "1.20\n", "go.mod": "module m\n\ngo 1.19\n" });
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: 1.20 is 1.20.91
      ! gov: downloading Go 1.20.91 from https://dl.google.com/go/go1.20.91.linux-amd64.tar.gz
      ! gov: installed Go 1.20.91 in N s, proven by the checksum database and the official index
      ! gov: the default is 1.20.91 now
      ! gov: \`go version\` says go1.20.91 here (by /s/project/.go-version:1)
      [0]"
    `);
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: Go 1.20.91 is installed already
      ! gov: \`go version\` says go1.20.91 here (by /s/project/.go-version:1)
      [0]"
    `);
  });

  test("GOV_VERSION before the pin", async () => {
    const { scratch, env } = await place({ ".go-version": "1.20\n" });
    const { stderr } = await runGov(scratch, ["install"], { env: { ...env, GOV_VERSION: "1.19" } });
    expect(stderr).toContain(`1.19 is ${OLDER}`);
  });

  test("the go line of go.mod: the newest patch of its line", async () => {
    const { gov } = await place({ "go.mod": "module m\n\ngo 1.20\n" });
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: 1.20 is 1.20.91
      ! gov: downloading Go 1.20.91 from https://dl.google.com/go/go1.20.91.linux-amd64.tar.gz
      ! gov: installed Go 1.20.91 in N s, proven by the checksum database and the official index
      ! gov: the default is 1.20.91 now
      ! gov: \`go version\` says go1.20.91 here (by /s/project/go.mod:3)
      [0]"
    `);
  });

  test("the toolchain line of go.mod: that release", async () => {
    const { gov } = await place({ "go.mod": `module m\n\ngo 1.19\n\ntoolchain go${OTHER}\n` });
    expect(await gov("install")).toContain(`installed Go ${OTHER}`);
  });

  test("a go.mod that an installed release satisfies asks for nothing more", async () => {
    const { gov } = await place({ "go.mod": "module m\n\ngo 1.19\n" });
    await gov("install", FAKE);
    expect(await gov("install")).toContain(`Go ${FAKE} is installed already`);
  });

  test("a go.mod that asks for more than there is", async () => {
    const { gov } = await place({ "go.mod": "module m\n\ngo 1.99.1\n" });
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: there is no Go release \`1.99.1\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
      ! hint: gov install 1.21.90
      [3]"
    `);
  });

  test("what go.mod asks for on top of the pin, which Go's own switch would download", async () => {
    const { gov } = await place({ ".go-version": `${FAKE}\n`, "go.mod": "module m\n\ngo 1.99.1\n" });
    await gov("install", FAKE);
    expect(await gov("install")).toContain("no Go release `1.99.1`");
  });

  test("a pin that can never be met says where it stands", async () => {
    const { scratch, gov } = await place({ ".go-version": "^1.20\n" });
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: \`^1.20\` is not a version that can be pinned (asked for by /s/project/.go-version:1)
      ! hint: write an exact version such as 1.22.5 there, or a line such as 1.22
      [2]"
    `);
    fs.writeFileSync(path.join(scratch.project, ".go-version"), "work\n");
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: Go work is not installed (asked for by /s/project/.go-version:1)
      ! hint: gov link work DIR
      [4]"
    `);
  });

  test("a pin to a tree of one's own, or to system, needs nothing", async () => {
    const { scratch, gov } = await place({ ".go-version": "work\n" });
    writeGoTree(path.join(scratch.dir, "tree"), OTHER);
    await gov("link", "work", "../tree");
    expect(await gov("install")).toMatchInlineSnapshot(`
      "! gov: \`go version\` says go1.20.91 here (by /s/project/.go-version:1)
      [0]"
    `);
    const bin = path.join(scratch.dir, "tree", "bin");
    fs.writeFileSync(path.join(scratch.project, ".go-version"), "system\n");
    const { stdout } = await runGov(scratch, ["install", "--json"], { env: { PATH: bin } });
    expect(JSON.parse(stdout)).toEqual({ schema: 1, results: [] });
  });
});

describe("the default", () => {
  test("is the first version that is installed, and stays that", async () => {
    const { scratch, gov } = await place();
    await gov("install", OLDER, FAKE);
    expect(defaultOf(scratch)).toBe(OLDER);
    await gov("install", OTHER);
    expect(defaultOf(scratch)).toBe(OLDER);
  });

  test("stays what somebody wrote below a blank line and a comment", async () => {
    const { scratch, gov } = await place();
    writeTree(scratch.root, { default: `\n# at work\n${FAKE}\n` });
    await gov("install", FAKE);
    expect(defaultOf(scratch)).toBe(`# at work\n${FAKE}`);
  });

  test("is not one for another platform, which nothing here chooses", async () => {
    const { world, scratch, gov } = await place();
    const archive = treeTarGz(release(FAKE, {}, "arm64"));
    world.go.files = { ...world.files, [`go${FAKE}.linux-arm64.tar.gz`]: archive };
    expect(await gov("install", "--arch", "arm64", FAKE)).toMatchInlineSnapshot(`
      "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-arm64.tar.gz
      ! gov: installed Go 1.21.90 in N s, proven by the official index
      [0]"
    `);
    expect(inRoot(scratch, "versions")).toEqual([`${FAKE}.linux-arm64`]);
    expect(defaultOf(scratch)).toBeUndefined();
    expect(await gov("install", "--arch", "arm64", FAKE)).toContain("is installed already");
  });

  test("--default sets it, also for one that is there; a request that failed hands it to no other", async () => {
    const { scratch, gov } = await place();
    await gov("install", OLDER, FAKE);
    expect(await gov("install", "--default", FAKE)).toMatchInlineSnapshot(`
      "! gov: Go 1.21.90 is installed already
      ! gov: the default is 1.21.90 now
      ! gov: \`go version\` says go1.21.90 here (the default)
      [0]"
    `);
    expect(await gov("install", "--default", "1.99", OTHER)).not.toContain("the default is");
    expect(defaultOf(scratch)).toBe(FAKE);
  });
});

describe("the last line says what `go version` says here, or the one thing in the way", () => {
  test("nothing is in the way", async () => {
    const { gov } = await place();
    expect(await gov("install", FAKE)).toMatch(
      /! gov: `go version` says go1\.21\.90 here \(the default\)\n\[0\]$/,
    );
  });

  test("the shims are not on PATH, or another go is before them", async () => {
    const { world, scratch } = await place();
    expect(
      lastLines(await transcript(scratch, ["install", FAKE], { env: world.env })),
    ).toMatchInlineSnapshot(`
      "! gov: gov's shims are not on PATH of this shell
      ! hint: gov setup
      [0]"
    `);
    writeGoTree(path.join(scratch.dir, "other"), OTHER);
    const env = { ...world.env, PATH: `${scratch.dir}/other/bin:${scratch.root}/shims` };
    expect(lastLines(await transcript(scratch, ["install", FAKE], { env }))).toMatchInlineSnapshot(`
      "! gov: \`go version\` says go1.20.91 here (from /s/other/bin/go)
      ! gov: /s/other/bin/go comes before gov's shims on PATH of this shell
      ! hint: gov setup
      [0]"
    `);
  });

  test("a shell that is older than its set-up", async () => {
    const { world, scratch } = await place();
    const env = { ...world.env, SHELL: "/bin/zsh" };
    const hintOf = async () => {
      const { stderr } = await runGov(scratch, ["install", FAKE], { env });
      return /^hint: (.*)$/m.exec(stderr)?.[1];
    };
    await runGov(scratch, ["setup", "--shell", "bash"], { env });
    expect(await hintOf()).toBe("gov setup");
    await runGov(scratch, ["setup", "--shell", "zsh"], { env });
    expect(await hintOf()).toBe("open a new shell: its start-up file loads gov");
  });

  test("another version was chosen before", async () => {
    const { scratch, env, gov } = await place();
    await gov("install", OLDER);
    expect(lastLines(await gov("install", FAKE))).toMatchInlineSnapshot(`
      "! gov: \`go version\` says go1.19.92 here (the default)
      [0]"
    `);
    const exported = { ...env, GOV_VERSION: OLDER };
    expect(lastLines(await transcript(scratch, ["install", FAKE], { env: exported }))).toMatchInlineSnapshot(`
      "! gov: \`go version\` says go1.19.92 here (by GOV_VERSION)
      [0]"
    `);
    const missing = { ...env, GOV_VERSION: OTHER };
    expect(lastLines(await transcript(scratch, ["install", FAKE], { env: missing }))).toMatchInlineSnapshot(`
      "! gov: Go 1.20.91 is not installed (asked for by GOV_VERSION)
      ! hint: gov install 1.20.91
      [0]"
    `);
  });

  test("go.mod asks for a newer Go than what runs", async () => {
    const { gov } = await place({ ".go-version": `${FAKE}\n`, "go.mod": "module m\n\ngo 1.99.1\n" });
    expect(lastLines(await gov("install", FAKE))).toMatchInlineSnapshot(`
      "! gov: Go 1.99.1 is asked for here (GOTOOLCHAIN=auto), and is not installed, so go will download it
      ! hint: gov install 1.99.1
      [0]"
    `);
  });
});

describe("how it looks", () => {
  test("plain lines where stderr is no terminal, and nothing on stdout", async () => {
    const { scratch, env } = await place();
    const { stdout, stderr } = await runGov(scratch, ["install", "1.21"], { env });
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^gov: 1\.21 is \S+\ngov: downloading Go \S+ from \S+\ngov: installed Go \S+ in \S+ m?s, proven by the checksum database and the official index\n/,
    );
  });

  test("--quiet says nothing but errors", async () => {
    const { gov } = await place();
    expect(await gov("install", "--quiet", "1.21", "1.99")).toMatchInlineSnapshot(`
      "! gov: there is no Go release \`1.99\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92
      ! hint: gov install 1.21.90
      [3]"
    `);
    expect(await gov("install", "-q", "1.21")).toBe("[0]");
  });

  test("--json: a row for each request in their order, and the status of the first failure", async () => {
    const { gov } = await place();
    await gov("install", OLDER);
    expect(await gov("install", "--json", "1.99", FAKE, OLDER, "nonsense")).toMatchInlineSnapshot(`
      "{
        "schema": 1,
        "results": [
          {
            "request": "1.99",
            "version": null,
            "status": "failed",
            "root": null,
            "bytes": 0,
            "ms": 0,
            "error": {
              "code": "no-such-release",
              "exit": 3,
              "message": "there is no Go release \`1.99\` for linux-amd64; nearest: 1.21.90, 1.20.91, 1.19.92",
              "hint": "gov install 1.21.90"
            }
          },
          {
            "request": "1.21.90",
            "version": "1.21.90",
            "status": "installed",
            "root": "/s/home/.gov/versions/1.21.90/go",
            "source": "official",
            "proofs": [
              "sumdb",
              "sha256"
            ],
            "bytes": 3008,
            "ms": 0
          },
          {
            "request": "1.19.92",
            "version": "1.19.92",
            "status": "present",
            "root": "/s/home/.gov/versions/1.19.92/go",
            "source": "official",
            "proofs": [
              "sumdb",
              "sha256"
            ],
            "bytes": 2991,
            "ms": 0
          },
          {
            "request": "nonsense",
            "version": null,
            "status": "failed",
            "root": null,
            "bytes": 0,
            "ms": 0,
            "error": {
              "code": "invalid-request",
              "exit": 2,
              "message": "\`nonsense\` is a name, and no release of Go",
              "hint": "gov link nonsense DIR"
            }
          }
        ]
      }
      [3]"
    `);
  });

  test("on a terminal a bar that grows, then that it is verified, then how it was proven", async () => {
    const scratch = scratchHome();
    const world = await slowWorld();
    const output = await onTerminal(scratch, ["install", FAKE], world.env);
    const screens = screensOf(output);
    const bars = screens.flatMap((screen) => screen.filter((line) => line.includes("█")));
    expect(bars.at(-1)).toMatch(
      /^1\.21\.90 {4}█+░* {2}[0-9.]+ [kM]B of [0-9.]+ kB {2}[0-9.]+ [kM]B\/s {2}[0-9.]+ m?s left$/,
    );
    expect(new Set(bars.map((line) => line.match(/█/g)?.length)).size).toBeGreaterThan(2);
    expect(Math.max(...bars.map((line) => line.length))).toBeLessThan(80);
    const first = (part: string) => screens.findIndex((screen) => screen.some((line) => line.includes(part)));
    expect([first("█") < first("verifying"), first("verifying") < first("installed Go")]).toEqual([
      true,
      true,
    ]);
    expect(screens.at(-1)?.slice(0, 1)).toEqual([
      expect.stringMatching(
        /^gov: installed Go 1\.21\.90 in .*, proven by the checksum database and the official index$/,
      ),
    ]);
    expect(screens.at(-1)?.join("\n")).not.toMatch(/█|verifying/);
  });

  test.each([30, 50, 120])(
    "on a terminal of %d columns a bar never wraps and uses the room",
    async (columns) => {
      const output = await onTerminal(scratchHome(), ["install", FAKE], (await slowWorld()).env, columns);
      const lines = screensOf(output).flat();
      const bars = lines.filter((line) => /^1\.21\.90 /.test(line));
      const longest = Math.max(...bars.map((line) => line.length));
      expect(longest).toBeLessThan(columns);
      // What is left over is less than a figure, unless the bar is as long as it gets.
      expect(longest).toBeGreaterThan(Math.min(columns - 20, 79));
      expect(bars.some((line) => line.includes("█"))).toBe(columns > 50);
    },
  );

  test("on a terminal two at once have a line each", async () => {
    const scratch = scratchHome();
    const world = await slowWorld();
    const output = await onTerminal(scratch, ["install", FAKE, OTHER], world.env);
    const both = screensOf(output).filter(
      (screen) => screen.filter((line) => /^1\.2\d\.9\d /.test(line)).length === 2,
    );
    expect(both.length).toBeGreaterThan(0);
    expect(inRoot(scratch, "versions")).toEqual([OTHER, FAKE]);
  });
});

function lastLines(said: string): string {
  return said.replace(/^! gov: (?:downloading|installed|Go \S+ is installed|the default).*\n/gm, "");
}

/** Where a download takes a second. */
async function slowWorld(): Promise<World> {
  const trees = [FAKE, OTHER].map((it) => [it, release(it, { "src/zzz": ballast(500_000) })] as const);
  const world = await startWorld({ trees: Object.fromEntries(trees) });
  world.go.replace("dl.google.com", bucketOf(world.files, { bytesPerSecond: 500_000 }).handler);
  return world;
}

/** Everything that gov writes to a terminal of 24 lines. */
async function onTerminal(
  scratch: ScratchHome,
  args: readonly string[],
  env: World["env"],
  columns = 80,
): Promise<string> {
  await runGov(scratch, ["--version"]);
  const gov = [hostNode, govBin, ...args].map(quotePosix).join(" ");
  const command = `stty columns ${columns}; ${gov}`;
  const script = `zmodload zsh/zpty; zpty z ${quotePosix(command)}; while zpty -r z out; do print -rn -- "$out"; done`;
  const { stdout } = await runProgram(scratch, "zsh", ["-f", "-c", script], { env });
  return stdout.replaceAll("\r", "");
}

/** What the terminal shows after each piece: gov moves up, clears, and writes lines, nothing else. */
function screensOf(output: string): string[][] {
  const [start = "", ...codes] = output.split("\u001b[");
  let lines = linesOf(start);
  const screens = [lines];
  for (const code of codes) {
    const up = /^(\d+)A$/.exec(code)?.[1];
    if (up !== undefined) lines = lines.slice(0, lines.length - Number(up));
    else {
      expect(code[0]).toBe("J");
      lines = [...lines, ...linesOf(code.slice(1))];
      screens.push(lines);
    }
  }
  return screens;
}

function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

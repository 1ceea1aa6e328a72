import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { giveToOrdinaryUser, ORDINARY_ID } from "../fs/child-program.ts";
import { FAKE, OLDER, OTHER } from "../install/releases.ts";
import { halfMade, inRoot, startWorld } from "../install/world.ts";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { writeGoTree } from "../toolchains/fake-toolchain.ts";
import { install, transcript } from "./transcript.ts";

/** A home with these versions, whose shims are first on PATH, and a project with these files. */
function place(files: Readonly<Record<string, string>> = {}, versions = [OLDER, OTHER]) {
  const scratch = scratchHome();
  install(scratch, ...versions);
  writeTree(scratch.project, files);
  const env = { PATH: `${scratch.root}/shims:${SYSTEM_PATH}`, GOPROXY: "off" };
  return {
    scratch,
    env,
    gov: (...args: string[]) => transcript(scratch, args, { env }),
    file: (name: string) => path.join(scratch.project, name),
    text: (name: string) => fs.readFileSync(path.join(scratch.project, name), "utf8"),
  };
}

describe("what is written", () => {
  test("an exact version, a line and a name as typed, and then `go` is that", async () => {
    const { scratch, env, gov, text } = place();
    expect(await gov("use", OTHER)).toMatchInlineSnapshot(`
      "! gov: /s/project/.go-version says 1.20.91 now
      ! gov: \`go version\` says go1.20.91 here (by /s/project/.go-version:1)
      [0]"
    `);
    expect(text(".go-version")).toBe(`${OTHER}\n`);
    const { stdout } = await runProgram(scratch, "go", ["version"], { env });
    expect(stdout).toBe(`go version go${OTHER} linux/amd64\n`);
    await gov("use", "1.19");
    expect(text(".go-version")).toBe("1.19\n");
    writeGoTree(path.join(scratch.dir, "tree"), OTHER);
    await gov("link", "work", "../tree");
    await gov("use", "work");
    expect(text(".go-version")).toBe("work\n");
  });

  test("said without what a directory's name could do to a terminal", async () => {
    const { scratch, env } = place();
    const cwd = path.join(scratch.project, "red\u001b[31m");
    fs.mkdirSync(cwd);
    const { stderr } = await runGov(scratch, ["use", OTHER], { env, cwd });
    expect(stderr).toContain("/red\\x1b[31m/.go-version says 1.20.91 now");
    expect(stderr).toContain("says go1.20.91 here (by ");
    expect(stderr).not.toContain("\u001b");
  });

  test("system as typed, when there is one", async () => {
    const { scratch, env, gov, text } = place();
    writeGoTree(path.join(scratch.dir, "system"), "1.22.6");
    const both = { ...env, PATH: `${env.PATH}:${scratch.dir}/system/bin` };
    expect(await transcript(scratch, ["use", "system"], { env: both })).toMatchInlineSnapshot(`
      "! gov: /s/project/.go-version says system now
      ! gov: \`go version\` says go1.22.6 here (by /s/project/.go-version:1)
      [0]"
    `);
    expect(text(".go-version")).toBe("system\n");
    expect(await gov("use", "system")).toMatchInlineSnapshot(`
      "! gov: no other go than gov's is on PATH
      ! hint: gov install latest
      [4]"
    `);
  });

  test("a range as the installed version that it means", async () => {
    const { gov, text } = place();
    expect(await gov("use", ">=1.19 <1.20")).toContain(`.go-version says ${OLDER} now`);
    expect(text(".go-version")).toBe(`${OLDER}\n`);
  });

  test("an alias as the release that it means today", async () => {
    const world = await startWorld();
    const { scratch, env, text } = place();
    const { status } = await runGov(scratch, ["use", "latest"], { env: { ...env, ...world.env } });
    expect(status).toBe(0);
    expect(text(".go-version")).toBe(`${FAKE}\n`);
  });

  test("the Go line of a .tool-versions that is there, and nothing else in it", async () => {
    const tools = "# ours\r\nnodejs 20.1.0\r\ngolang  1.19.92  # keep\r\npython 3.12\r\n";
    const { scratch, gov, text } = place({ ".tool-versions": tools });
    const file = path.join(scratch.project, ".tool-versions");
    fs.chmodSync(file, 0o664);
    expect(await gov("use", OTHER)).toContain("/.tool-versions says");
    expect(fs.statSync(file).mode & 0o777).toBe(0o664);
    expect(text(".tool-versions")).toBe(tools.replace("1.19.92", OTHER));
    expect(fs.existsSync(path.join(scratch.project, ".go-version"))).toBe(false);
  });

  test("a .go-version beside a .tool-versions that has no Go", async () => {
    const { gov, text } = place({ ".tool-versions": "nodejs 20.1.0\n" });
    await gov("use", OTHER);
    expect([text(".go-version"), text(".tool-versions")]).toEqual([`${OTHER}\n`, "nodejs 20.1.0\n"]);
  });

  test("through a link, which stays one", async () => {
    const { scratch, gov, file } = place({ "shared/go": "1.19\n" });
    fs.symlinkSync("shared/go", file(".go-version"));
    await gov("use", OTHER);
    expect(fs.readlinkSync(file(".go-version"))).toBe("shared/go");
    expect(fs.readFileSync(path.join(scratch.project, "shared/go"), "utf8")).toBe(`${OTHER}\n`);
  });

  test("in this directory, whatever stands further up", async () => {
    const { scratch, env, text } = place({ ".go-version": "1.19\n", "sub/": "" });
    const cwd = path.join(scratch.project, "sub");
    expect(await runGov(scratch, ["use", OTHER], { env, cwd })).toMatchObject({ status: 0 });
    expect([text(".go-version"), text("sub/.go-version")]).toEqual(["1.19\n", `${OTHER}\n`]);
  });
});

describe("a version that is not there", () => {
  test("is installed first, and the shims know it at once", async () => {
    const world = await startWorld();
    const { scratch, env } = place({}, []);
    const all = { ...env, ...world.env };
    expect(await transcript(scratch, ["use", "1.21"], { env: all })).toMatchInlineSnapshot(`
      "! gov: downloading Go 1.21.90 from https://dl.google.com/go/go1.21.90.linux-amd64.tar.gz
      ! gov: installed Go 1.21.90 in N s, proven by the checksum database and the official index
      ! gov: /s/project/.go-version says 1.21 now
      ! gov: \`go version\` says go1.21.90 here (by /s/project/.go-version:1)
      [0]"
    `);
    const { stdout } = await runProgram(scratch, "go", ["version"], { env: all });
    expect(stdout).toBe(`go version go${FAKE} linux/amd64\n`);
  });

  test("--no-install refuses it, and writes nothing", async () => {
    const { gov, file } = place();
    expect(await gov("use", "--no-install", FAKE)).toMatchInlineSnapshot(`
      "! gov: Go 1.21.90 is not installed
      ! hint: gov install 1.21.90
      [4]"
    `);
    expect(fs.existsSync(file(".go-version"))).toBe(false);
  });

  test("and cannot be installed: nothing is written", async () => {
    const world = await startWorld({ recorded: [] });
    const { scratch, env, file } = place({}, []);
    const all = { ...env, ...world.env, GOSUMDB: "off", GOV_ORDER: "goproxy" };
    world.go.replaceIndex((_, response) => void response.writeHead(404).end());
    expect((await runGov(scratch, ["use", FAKE], { env: all })).status).toBe(6);
    expect((await runGov(scratch, ["use", "1.99.1"], { env: all })).status).toBe(3);
    expect(fs.existsSync(file(".go-version"))).toBe(false);
    expect([...inRoot(scratch, "versions"), ...halfMade(scratch)]).toEqual([]);
  });

  test("a name that nobody linked", async () => {
    const { gov } = place();
    expect(await gov("use", "work")).toMatchInlineSnapshot(`
      "! gov: no toolchain is called work
      ! hint: gov link work DIR
      [4]"
    `);
  });
});

describe("what it says at the end", () => {
  test("GOV_VERSION goes before the pin", async () => {
    const { scratch, env } = place();
    const exported = { ...env, GOV_VERSION: OLDER };
    expect(await transcript(scratch, ["use", OTHER], { env: exported })).toMatchInlineSnapshot(`
      "! gov: /s/project/.go-version says 1.20.91 now
      ! gov: \`go version\` says go1.19.92 here (by GOV_VERSION)
      ! gov: GOV_VERSION of this shell comes before every pin
      ! hint: gov shell --unset
      [0]"
    `);
  });

  test("the shims are not on PATH", async () => {
    const { scratch } = place();
    expect(await transcript(scratch, ["use", OTHER])).toMatchInlineSnapshot(`
      "! gov: /s/project/.go-version says 1.20.91 now
      ! gov: gov's shims are not on PATH of this shell
      ! hint: gov setup
      [0]"
    `);
  });

  test("--quiet says nothing, --json the same as data", async () => {
    const { gov } = place();
    expect(await gov("use", "-q", OTHER)).toBe("[0]");
    expect(await gov("use", "--json", OLDER)).toMatchInlineSnapshot(`
      "{
        "schema": 1,
        "file": "/s/project/.go-version",
        "pin": "1.19.92",
        "release": "go1.19.92"
      }
      [0]"
    `);
    expect(await gov("use", "--json", "--unset")).toMatchInlineSnapshot(`
      "{
        "schema": 1,
        "file": "/s/project/.go-version",
        "pin": null,
        "release": "go1.20.91"
      }
      [0]"
    `);
  });
});

describe("--unset", () => {
  test("removes the pin of this directory, and a second time there is none", async () => {
    const { gov, file } = place({ ".go-version": `${OLDER}\n` });
    expect(await gov("use", "--unset")).toMatchInlineSnapshot(`
      "! gov: removed the pin in /s/project/.go-version
      ! gov: \`go version\` says go1.20.91 here (by the newest installed release)
      [0]"
    `);
    expect(fs.existsSync(file(".go-version"))).toBe(false);
    expect(await gov("use", "--unset")).toMatchInlineSnapshot(`
      "! gov: this directory has no pin
      ! gov: \`go version\` says go1.20.91 here (by the newest installed release)
      [0]"
    `);
  });

  test("removes the Go line only, where other tools share the file", async () => {
    const { gov, text } = place({ ".tool-versions": "nodejs 20.1.0\r\ngolang 1.19.92\r\npython 3.12\r\n" });
    await gov("use", "--unset");
    expect(text(".tool-versions")).toBe("nodejs 20.1.0\r\npython 3.12\r\n");
  });

  test("leaves a pin further up", async () => {
    const { scratch, env, text } = place({ ".go-version": "1.19\n", "sub/": "" });
    const cwd = path.join(scratch.project, "sub");
    expect(await transcript(scratch, ["use", "--unset"], { env, cwd })).toMatchInlineSnapshot(`
      "! gov: this directory has no pin
      ! gov: \`go version\` says go1.19.92 here (by /s/project/.go-version:1)
      [0]"
    `);
    expect(text(".go-version")).toBe("1.19\n");
  });
});

describe("what is refused", () => {
  test("no version, and what is none", async () => {
    const { gov } = place();
    expect(await gov("use")).toMatchInlineSnapshot(`
      "! gov: there is no version to use
      ! hint: gov use 1.22, or gov use --unset
      [2]"
    `);
    expect(await gov("use", "1.2.3.4")).toMatchInlineSnapshot(`
      "! gov: \`1.2.3.4\` is neither a version nor a name
      ! hint: ask for 1.22.5, 1.22, ^1.21, latest, oldstable, system, or a name from gov list
      [2]"
    `);
    expect(await gov("use", "--unset", OTHER)).toMatchInlineSnapshot(`
      "! gov: --unset takes no version
      ! hint: gov use --unset
      [2]"
    `);
  });

  test("a current directory that was deleted", async () => {
    const { scratch, env, file } = place({ "gone/": "" });
    await runGov(scratch, ["--version"]);
    const script = `cd ${file("gone")} && rmdir ${file("gone")} && exec ${hostNode} ${govBin} use ${OTHER}`;
    const { stderr, status } = await runProgram(scratch, "sh", ["-c", script], { env });
    expect(stderr).toBe("gov: the current directory does not exist any more\nhint: cd\n");
    expect(status).toBe(1);
  });

  test("a directory that belongs to somebody else, to pin and to unpin", async () => {
    const { scratch, env, file, text } = place({ "theirs/.go-version": "1.19\n" });
    await runGov(scratch, ["--version"]);
    giveToOrdinaryUser(scratch.dir);
    const user = [`--reuid=${ORDINARY_ID}`, `--regid=${ORDINARY_ID}`, "--clear-groups"];
    if (process.getuid?.() === 0) fs.chownSync(file("theirs"), 0, 0);
    fs.chmodSync(file("theirs"), 0o555);
    const run = (...args: string[]) => {
      const command = process.getuid?.() === 0 ? ["setpriv", ...user, hostNode] : [hostNode];
      const [program = "", ...rest] = [...command, govBin, "use", ...args];
      return runProgram(scratch, program, rest, { env, cwd: file("theirs") });
    };
    const pin = await run(OTHER);
    expect(pin.stderr).toMatch(
      /^gov: cannot write \S+\/theirs\/\.go-version: permission denied.*\nhint: ls -ld \S+\/theirs\n$/,
    );
    expect(pin.status).toBe(7);
    const unpin = await run("--unset");
    expect(unpin.stderr).toMatch(
      /^gov: cannot remove \S+\/theirs\/\.go-version: permission denied.*\nhint: ls -ld \S+\/theirs\n$/,
    );
    expect(unpin.status).toBe(7);
    expect(text("theirs/.go-version")).toBe("1.19\n");
  });

  test("a .go-version that is no file", async () => {
    const { gov } = place({ ".go-version/": "" });
    expect(await gov("use", OTHER)).toMatchInlineSnapshot(`
      "! gov: \`/s/project/.go-version\` is not a regular file
      ! hint: ls -ld /s/project/.go-version
      [1]"
    `);
  });
});

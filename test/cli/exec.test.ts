import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, inject, test } from "vitest";
import { ensureBuilt, govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov } from "../support/run-gov.ts";
import { type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

function installed(): ScratchHome {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  return scratch;
}

describe("one version", () => {
  test("go, its tools and the variables are of that version, whatever was there", async () => {
    const scratch = installed();
    const script = 'go version; echo "$GOROOT $GOTOOLDIR $GOV_VERSION $GOTOOLCHAIN"';
    const env = { GOROOT: "/old", GOTOOLDIR: "/old/tool", GOV_VERSION: "1.22.5" };
    expect(await transcript(scratch, ["exec", "1.21", "sh", "-c", script], { env })).toMatchInlineSnapshot(`
      "go version go1.21.6 linux/amd64
      /s/home/.gov/versions/1.21.6/go /s/home/.gov/versions/1.21.6/go/pkg/tool/linux_amd64 1.21.6 local
      [0]"
    `);
  });

  test("the program's words are its own, before and after --", async () => {
    const scratch = installed();
    const words = ["sh", "-c", 'printf "<%s>" "$@"', "sh", "--help", "--", "--json", "-v", "", "a b"];
    const expected = "<--help><--><--json><-v><><a b>[0]";
    expect(await transcript(scratch, ["exec", "1.21", ...words])).toBe(expected);
    expect(await transcript(scratch, ["exec", "1.21", "--", ...words])).toBe(expected);
  });

  test("stdin is the program's", async () => {
    expect(await transcript(installed(), ["exec", "1.21", "cat"], { stdin: "hello\n" })).toBe("hello\n[0]");
  });

  test("the program ends as a shell would say", async () => {
    const scratch = installed();
    const end = async (...words: string[]) => {
      const { status, signal } = await runGov(scratch, ["exec", "1.21", ...words]);
      return status ?? signal;
    };
    expect(await end("sh", "-c", "exit 43")).toBe(43);
    expect(await end("sh", "-c", "kill -TERM $$")).toBe("SIGTERM");
    expect(await end("sh", "-c", "kill -KILL $$")).toBe("SIGKILL");
    expect(await end("sh", "-c", "kill -ABRT $$")).toBe(128 + 6);
    expect(await end("no-such-program")).toBe(127);
    expect(await end("/etc/passwd")).toBe(126);
  });

  test("a signal for gov is one for the program", async () => {
    const scratch = installed();
    await ensureBuilt(inject("runDir"));
    const ready = path.join(scratch.dir, "ready");
    const script = `trap 'echo got it; exit 9' TERM; : >"$1"; while :; do sleep 0.05; done`;
    const words = ["exec", "1.21", "sh", "-c", script, "sh", ready];
    const child = spawn(hostNode, [govBin, ...words], {
      env: { HOME: scratch.home, PATH: "/usr/bin:/bin" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.on("data", (text: Buffer) => {
      stdout += text.toString();
    });
    const closed = new Promise((resolve) => child.on("close", resolve));
    while (!fs.existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGTERM");
    expect({ status: await closed, stdout }).toEqual({ status: 9, stdout: "got it\n" });
  });

  test("wrong usage and what is missing", async () => {
    const scratch = installed();
    expect(await transcript(scratch, ["exec", "1.21"])).toMatchInlineSnapshot(`
      "! gov: there is no program to run
      ! hint: gov exec 1.22.5 go version
      [2]"
    `);
    expect(await transcript(scratch, ["exec"])).toMatchInlineSnapshot(`
      "! gov: REQUEST is missing
      ! hint: gov exec --help
      [2]"
    `);
    expect(await transcript(scratch, ["exec", "no/version", "go"])).toMatchInlineSnapshot(`
      "! gov: \`no/version\` is neither a version nor a name
      ! hint: ask for 1.22.5, 1.22, ^1.21, latest, oldstable, system, or a name from gov list
      [2]"
    `);
    expect(await transcript(scratch, ["exec", "--no-install", "1.9", "go"])).toMatchInlineSnapshot(`
      "! gov: Go 1.9 is not installed
      ! hint: gov install 1.9
      [4]"
    `);
    expect(await transcript(scratch, ["exec", "--offline", "1.9.1", "go"])).toMatchInlineSnapshot(`
      "! gov: this needs https://dl.google.com/go/go1.9.1.linux-amd64.tar.gz, and gov is told to stay offline
      ! hint: run it again without --offline
      [5]"
    `);
    expect(await transcript(scratch, ["exec", "mine", "go"])).toMatchInlineSnapshot(`
      "! gov: no toolchain is called mine
      ! hint: gov link mine DIR
      [4]"
    `);
    expect(await transcript(scratch, ["exec", "1.21", "no-such-program"])).toMatchInlineSnapshot(`
      "! gov: \`no-such-program\` was not found on PATH
      [127]"
    `);
  });
});

describe("several versions", () => {
  const odd = 'echo "on stdout"; test "$GOV_VERSION" != 1.22.5 || exit 3';

  test("run one after the other; the status is the first that is not 0", async () => {
    const scratch = installed();
    expect(await transcript(scratch, ["exec", "1.21,1.22", "--", "sh", "-c", odd])).toMatchInlineSnapshot(`
      "on stdout
      on stdout
      ! gov: under 1.21.6: sh -c echo "on stdout"; test "$GOV_VERSION" != 1.22.5 || exit 3
      ! gov: under 1.22.5: sh -c echo "on stdout"; test "$GOV_VERSION" != 1.22.5 || exit 3

      ! 1.21.6  ok      N s
      ! 1.22.5  exit 3  N s
      [3]"
    `);
  });

  test("a version that is missing does not keep the others from running", async () => {
    const scratch = installed();
    const words = ["exec", "--no-install", "1.21,1.9,1.22", "sh", "-c", "kill -KILL $$"];
    expect(await transcript(scratch, words)).toMatchInlineSnapshot(`
      "! gov: under 1.21.6: sh -c kill -KILL $$
      ! gov: under 1.22.5: sh -c kill -KILL $$

      ! 1.21.6  killed by SIGKILL        N s
      ! 1.9     Go 1.9 is not installed
      ! 1.22.5  killed by SIGKILL        N s
      [137]"
    `);
  });

  test("--all is every installed one; its flag needs no --", async () => {
    const scratch = installed();
    fs.writeFileSync(path.join(scratch.project, "file"), "");
    expect(await transcript(scratch, ["exec", "--all", "ls", "-1"])).toMatchInlineSnapshot(`
      "file
      file
      ! gov: under 1.21.6: ls -1
      ! gov: under 1.22.5: ls -1

      ! 1.21.6  ok  N s
      ! 1.22.5  ok  N s
      [0]"
    `);
    expect(await transcript(scratchHome(), ["exec", "--all", "go", "version"])).toMatchInlineSnapshot(`
      "! gov: no Go is installed
      ! hint: gov install latest
      [4]"
    `);
  });

  test("--json is the report alone: the programs write to stderr", async () => {
    const scratch = installed();
    const { stdout, stderr, status } = await runGov(scratch, [
      "exec",
      "--json",
      "1.21,1.22",
      "sh",
      "-c",
      odd,
    ]);
    expect(status).toBe(3);
    expect(stderr).toMatchInlineSnapshot(`
      "gov: under 1.21.6: sh -c echo "on stdout"; test "$GOV_VERSION" != 1.22.5 || exit 3
      on stdout
      gov: under 1.22.5: sh -c echo "on stdout"; test "$GOV_VERSION" != 1.22.5 || exit 3
      on stdout
      "
    `);
    expect(JSON.parse(stdout.replaceAll(/"ms": \d+/g, '"ms": 0'))).toMatchInlineSnapshot(`
      {
        "results": [
          {
            "exit": 0,
            "ms": 0,
            "name": "1.21.6",
            "request": "1.21",
            "signal": null,
            "status": "exited",
          },
          {
            "exit": 3,
            "ms": 0,
            "name": "1.22.5",
            "request": "1.22",
            "signal": null,
            "status": "exited",
          },
        ],
        "schema": 1,
      }
    `);
  });

  test("nothing runs when one request is nonsense", async () => {
    expect(await transcript(installed(), ["exec", "1.21,,1.22", "go", "version"])).toMatchInlineSnapshot(`
      "! gov: \`\` is neither a version nor a name
      ! hint: ask for 1.22.5, 1.22, ^1.21, latest, oldstable, system, or a name from gov list
      [2]"
    `);
  });
});

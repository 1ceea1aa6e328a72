import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { runGov } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { install, transcript } from "./transcript.ts";

function installed() {
  const scratch = scratchHome();
  install(scratch, "1.21.6", "1.22.5");
  return scratch;
}

const env = { PATH: "/usr/bin:/bin", GOTOOLDIR: "/old" };

test("prints the variables of what runs here, or of a request", async () => {
  const scratch = installed();
  expect(await transcript(scratch, ["env"], { env })).toMatchInlineSnapshot(`
    "export GOV_VERSION='1.22.5'
    export PATH='/s/home/.gov/versions/1.22.5/go/bin:/usr/bin:/bin'
    export GOROOT='/s/home/.gov/versions/1.22.5/go'
    export GOTOOLDIR='/s/home/.gov/versions/1.22.5/go/pkg/tool/linux_amd64'
    export GOTOOLCHAIN='local'
    [0]"
  `);
  expect(await transcript(scratch, ["env", "1.21", "--format", "fish"], { env })).toMatchInlineSnapshot(`
    "set -gx GOV_VERSION '1.21.6'
    set -gx PATH '/s/home/.gov/versions/1.21.6/go/bin:/usr/bin:/bin'
    set -gx GOROOT '/s/home/.gov/versions/1.21.6/go'
    set -gx GOTOOLDIR '/s/home/.gov/versions/1.21.6/go/pkg/tool/linux_amd64'
    set -gx GOTOOLCHAIN 'local'
    [0]"
  `);
  expect(await transcript(scratch, ["env", "1.21", "--json"], { env })).toMatchInlineSnapshot(`
    "{
      "schema": 1,
      "version": "1.21.6",
      "set": {
        "GOV_VERSION": "1.21.6",
        "PATH": "/s/home/.gov/versions/1.21.6/go/bin:/usr/bin:/bin",
        "GOROOT": "/s/home/.gov/versions/1.21.6/go",
        "GOTOOLDIR": "/s/home/.gov/versions/1.21.6/go/pkg/tool/linux_amd64",
        "GOTOOLCHAIN": "local"
      },
      "unset": []
    }
    [0]"
  `);
  const asFormat = await transcript(scratch, ["env", "1.21", "--format", "json"], { env });
  expect(asFormat).toBe(await transcript(scratch, ["env", "1.21", "--json"], { env }));
});

test("a shell that evaluates it has one consistent Go", async () => {
  const scratch = installed();
  const { stdout } = await runGov(scratch, ["env", "1.21"], { env });
  const script = `${stdout}\ncommand -v go; echo "$GOROOT $GOTOOLDIR"; go version`;
  const output = execFileSync("/bin/sh", ["-c", script], {
    env: { ...env, HOME: scratch.home },
    encoding: "utf8",
  });
  const goroot = `${scratch.root}/versions/1.21.6/go`;
  expect(output.split("\n")).toEqual([
    `${goroot}/bin/go`,
    `${goroot} ${goroot}/pkg/tool/linux_amd64`,
    "go version go1.21.6 linux/amd64",
    "",
  ]);
});

test("what is missing prints nothing to evaluate", async () => {
  const scratch = installed();
  expect(await transcript(scratch, ["env", "1.9"])).toMatchInlineSnapshot(`
    "! gov: Go 1.9 is not installed
    ! hint: gov install 1.9
    [4]"
  `);
  const pinned = { env: { GOV_VERSION: "1.9" } };
  expect(await transcript(scratch, ["env"], pinned)).toMatchInlineSnapshot(`
    "! gov: Go 1.9 is not installed (asked for by GOV_VERSION)
    ! hint: gov install 1.9
    [4]"
  `);
  expect(await transcript(scratch, ["env", "--format", "csh"])).toMatchInlineSnapshot(`
    "! gov: expected --format=csh to be one of: sh, fish, docker, github, json
    ! hint: gov env --help
    [2]"
  `);
});

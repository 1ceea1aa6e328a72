import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { type GoVersion, parseVersion } from "../../src/goversion/version.ts";
import { selfCheck } from "../../src/toolchains/self-check.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { ARM64, fakeProgram } from "./fake-program.ts";
import { HOST, writeGoTree } from "./fake-toolchain.ts";

const at = useTemporaryDirectory();
const tool = (name: string) => at("go", "pkg", "tool", "linux_amd64", name);
const FOREIGN = { os: "darwin", arch: "arm64" };

function check(version = "1.22.5", host = HOST) {
  return selfCheck(at("go"), parseVersion(version) as GoVersion, HOST, host);
}

function write(file: string, content: Buffer | string): void {
  fs.writeFileSync(file, content, { mode: 0o755 });
}

beforeEach(() => writeGoTree(at("go"), "1.22.5"));

test("accepts a tree of one release that runs", async () => {
  await expect(check()).resolves.toBeUndefined();
});

test("accepts the Go that is installed here", async () => {
  const [, , name = ""] = execFileSync("go", ["version"], { encoding: "utf8" }).split(" ");
  const goroot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  await expect(
    selfCheck(goroot, parseVersion(name.slice(2)) as GoVersion, HOST, HOST),
  ).resolves.toBeUndefined();
});

describe("refuses a tree", () => {
  const because = (why: string) => ({
    code: "archive-refused",
    message: `what was unpacked as go1.22.5 is not that release: ${why}`,
  });
  test.each([
    ["of another VERSION", () => write(at("go", "VERSION"), "go1.22.4\n"), "its VERSION says `go1.22.4`"],
    ["without VERSION", () => fs.rmSync(at("go", "VERSION")), "its VERSION says ``"],
    ["without compiler", () => fs.rmSync(tool("compile")), "pkg/tool/linux_amd64/compile is missing"],
    ["without gofmt", () => fs.rmSync(at("go", "bin", "gofmt")), "bin/gofmt is missing"],
    [
      "with one tool of another release",
      () => write(tool("pprof"), fakeProgram("go1.22.4")),
      "pkg/tool/linux_amd64/pprof is of go1.22.4",
    ],
    [
      "with a script for a tool",
      () => write(tool("vet"), "#!/bin/sh\n"),
      "pkg/tool/linux_amd64/vet is no program",
    ],
    [
      "with a go for another machine",
      () => write(at("go", "bin", "go"), fakeProgram("go1.22.5", { machine: ARM64 })),
      "bin/go is for arm64, not amd64",
    ],
    [
      "whose go says something else",
      () =>
        write(
          at("go", "bin", "go"),
          fakeProgram("go1.22.5", { output: "go version go1.22.6 linux/amd64\n" }),
        ),
      "`go version` says `go version go1.22.6 linux/amd64`",
    ],
  ])("%s", async (_name, spoil, why) => {
    spoil();
    await expect(check()).rejects.toMatchObject(because(why));
  });
});

test("an experiment after the release is the release", async () => {
  write(tool("vet"), fakeProgram("go1.22.5 X:boringcrypto"));
  await expect(check()).resolves.toBeUndefined();
});

test("a tree for another platform is not run", async () => {
  write(at("go", "bin", "go"), fakeProgram("go1.22.5", { output: "anything" }));
  await expect(check("1.22.5", FOREIGN)).resolves.toBeUndefined();
});

describe("a go that does not start", () => {
  // Releases before 1.13 are not looked into, so that any file can stand for their go.
  beforeEach(() => write(at("go", "VERSION"), "go1.12.1"));

  test.each([
    ["because its loader is missing", "#!/no/such/loader\n", 0o755, "needs the loader of the GNU C library"],
    ["because it may not be executed", "#!/bin/sh\n", 0o644, "may not be executed"],
    ["because it fails", "#!/bin/sh\nexit 3\n", 0o755, "does not start: Command failed"],
  ])("%s is explained", async (_name, script, mode, words) => {
    write(at("go", "bin", "go"), script);
    fs.chmodSync(at("go", "bin", "go"), mode);
    const failure = await check("1.12.1").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "not-executable", hint: expect.any(String) });
    expect(String(failure)).toContain(words);
  });

  test("the environment of the check is its own", async () => {
    write(
      at("go", "bin", "go"),
      `#!/bin/sh\n[ "$GOENV$GOTOOLCHAIN" = offlocal ] && [ -z "$HOME$GOROOT" ] || exit 1
echo go version go1.12.1 linux/amd64\n`,
    );
    await expect(check("1.12.1")).resolves.toBeUndefined();
  });
});

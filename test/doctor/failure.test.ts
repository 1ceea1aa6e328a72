import { expect, test } from "vitest";
import { readOutput } from "../../src/doctor/failure/read-output.ts";
import { runGov } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { lightWorld, replaceFile, sharedCache, type World } from "./world.ts";

function run(world: World, words: readonly string[], env: Record<string, string> = {}) {
  const all = { PATH: world.path, GOTOOLCHAIN: "local", GOCACHE: sharedCache(), ...env };
  return runGov(world, words, { env: all });
}

test("the cause of a failing go test is named behind its own output, and its status stays", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const env = { PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`, GOROOT: world.goroot("1.21.6") };
  const failed = await run(world, ["doctor", "--", "go", "test", "./hello"], env);
  const plain = await world.go(["test", "./hello"], env);
  expect(failed.status).toBe(plain.status);
  expect(failed.stderr).toContain("why this failed");
  expect(failed.stderr).toContain("[goroot-skew]");
});

test("what succeeds is left alone: its output, its status, and nothing else", async () => {
  const world = await lightWorld("1.22.5");
  const passed = await run(world, ["doctor", "--", "go", "run", "./hello"]);
  expect(passed).toMatchObject({ status: 0, stdout: "hello\n", stderr: "" });
});

test("a vet finding in the user's code is named as such", async () => {
  const world = await lightWorld("1.22.5");
  writeTree(world.project, {
    "hello/main.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Printf("%d\\n", "hello") }\n',
  });
  expect((await world.go(["run", "./hello"])).status).toBe(0);
  const failed = await run(world, ["doctor", "--", "go", "test", "./hello"]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain("vet found this in the code, and go test runs vet");
});

test("words that no go prints are said to be such", async () => {
  const world = await lightWorld("1.22.5");
  const script = `${world.project}/fake.sh`;
  replaceFile(
    script,
    "#!/bin/sh\necho 'exec: \"compile\": executable file not found in $PATH' >&2; exit 3\n",
  );
  const failed = await run(world, ["doctor", "--json", "--", script]);
  expect(failed.status).toBe(3);
  const { causes } = JSON.parse(failed.stdout);
  expect(causes).toHaveLength(1);
  expect(causes[0].meaning).toContain("no release of go prints this");
});

test("a program killed by a signal ends gov with the status a shell gives", async () => {
  const world = await lightWorld("1.22.5");
  const failed = await run(world, ["doctor", "--", "sh", "-c", "kill -9 $$"]);
  expect(failed.status).toBe(137);
});

/** Real messages of go 1.15 to 1.27, each with the first check that finds its cause. */
const REAL: readonly (readonly [string, string])[] = [
  ["go: cannot find GOROOT directory: /x", "goroot-missing"],
  ["go: cannot find GOROOT directory: 'go' binary is trimmed and GOROOT is not set", "goroot-missing"],
  ['compile: version "go1.26.11" does not match go tool version "go1.26.10"', "goroot-skew"],
  ["main.go:3:8: package fmt is not in std (/usr/src/fmt)", "goroot-not-a-root"],
  ["main.go:3:8: package fmt is not in GOROOT (/usr/src/fmt)", "goroot-not-a-root"],
  ['go: no such tool "vet"', "tool-missing"],
  ["go: error obtaining buildID for go tool vet: fork/exec TD/vet: permission denied", "tool-not-executable"],
  ["x/hello(_go_.o): linked object header mismatch:", "tool-version-mix"],
  ["fork/exec /tmp/go-build123/b001/hello.test: permission denied", "exec-tmp"],
  ["fork/exec /home/u/.cache/go-build/ab/abc-d/hello: permission denied", "exec-tmp"],
  ["fork/exec /tmp/go-build1/b001/exe/hello: exec format error", "goos-goarch"],
  ["go: toolchain go1.22.12 invoked to provide go1.23.5", "toolchain-internal-leak"],
  ['go: invalid GOTOOLCHAIN "bogus"', "toolchain-setting"],
  ["go: go.mod requires go >= 1.23.5 (running go 1.21.13; GOTOOLCHAIN=local)", "toolchain-will-switch"],
  ['go: cannot find "go1.23.0" in PATH', "toolchain-will-switch"],
  ["go: parsing $GOFLAGS: unknown flag -x", "goflags"],
  ['go: invalid value "bogus" for flag -vet (from $GOFLAGS)', "goflags"],
  ["go: unknown GOEXPERIMENT bogus", "goexperiment"],
  ['cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH', "cgo-compiler"],
  ["build cache is disabled by GOCACHE=off, but required as of Go 1.12", "gocache-invalid"],
  ["go: creating work dir: stat /x: no such file or directory", "exec-tmp"],
  ["go: unknown environment setting GO111MODULE=yes", "go111module"],
  ["go: invalid GOWORK: not an absolute path", "gowork"],
  ["go: unsupported GOOS/GOARCH pair linux/x86_64", "goos-goarch"],
];

test.each(REAL)("%s", (message, id) => {
  const readings = readOutput(`# example.com/m\n${message}\nFAIL\texample.com/m [build failed]\n`);
  expect(readings[0]?.message).toBe(message);
  expect(readings[0]?.ids[0]).toBe(id);
});

test("an ordinary failure of a test or of the compiler says nothing", () => {
  const failure = "--- FAIL: TestX (0.00s)\n    x_test.go:5: want 1\nFAIL\n";
  const compile = "# m\n./main.go:5:2: undefined: x\n./main.go:6:2: fmt redeclared in this block\n";
  expect([readOutput(failure), readOutput(compile)]).toEqual([[], []]);
});

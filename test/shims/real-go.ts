import fs from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { type RunOptions, type RunResult, runGov, runProgram } from "../support/run-gov.ts";
import { makeScratchHome, removeTree, type ScratchHome } from "../support/scratch-home.ts";
import { type SeedVersion, SYSTEM_PATH } from "../support/seed.ts";
import { cloneToolchains } from "../support/toolchains.ts";
import { writeTree } from "../support/tree.ts";

/** Real toolchains, the shims that gov wrote for them, and modules in which they work. The default is 1.22.5. */
export interface RealGo {
  readonly scratch: ScratchHome;
  readonly shims: string;
  /** The shims are first on PATH, the build cache is that of the run, and nothing comes from a network. */
  readonly env: Readonly<Record<string, string>>;
  goroot(version: SeedVersion): string;
  /** A fresh module with these files beside its own. */
  project(files?: Readonly<Record<string, string>>): string;
  /** Runs the shim of go. */
  go(args: readonly string[], options: RunOptions): Promise<RunResult>;
  /** A day's work in a module, by whatever `go` is: see `DAY`. */
  day(options: RunOptions): Promise<Day>;
  remove(): void;
}

export interface Day {
  readonly status: number | null;
  /** What went wrong. */
  readonly stderr: string;
  /** A line for each place where go starts something that starts go. */
  readonly told: readonly string[];
}

export async function makeRealGo(...versions: readonly SeedVersion[]): Promise<RealGo> {
  const scratch = makeScratchHome();
  await cloneToolchains(scratch, versions);
  fs.writeFileSync(path.join(scratch.root, "default"), "1.22.5\n");
  const { status, stderr } = await runGov(scratch, ["reshim"]);
  if (status !== 0) throw new Error(stderr);
  // Go 1.23 and newer start a process of their own for it.
  writeTree(scratch.home, { ".config/go/telemetry/mode": "off 2024-01-01\n" });
  const shims = path.join(scratch.root, "shims");
  const env = {
    PATH: `${shims}:${SYSTEM_PATH}`,
    GOCACHE: path.join(inject("runDir"), "gocache"),
    GOPROXY: "off",
  };
  const run = (program: string, args: readonly string[], options: RunOptions) =>
    runProgram(scratch, program, args, { ...options, env: { ...env, ...options.env } });
  return {
    scratch,
    shims,
    env,
    goroot: (version) => path.join(scratch.root, "versions", version, "go"),
    project: (files = {}) => {
      const dir = fs.mkdtempSync(path.join(scratch.project, "p-"));
      writeTree(dir, { ...MODULE, ...files });
      fs.chmodSync(path.join(dir, "tell"), 0o755);
      fs.chmodSync(path.join(dir, "tool"), 0o755);
      return dir;
    },
    go: (args, options) => run(path.join(shims, "go"), args, options),
    day: (options) =>
      dayOf(scratch, (day) => run("sh", ["-c", DAY], { ...options, env: { ...options.env, ...day } })),
    remove: () => removeTree(scratch.dir),
  };
}

/**
 * One set at every place where go starts a program that starts go: what the program sees of go in its environment,
 * and what release go is there, and go's compiler, and whose tree they think it is.
 */
export function consistentDay(version: SeedVersion): Day {
  const release = `go version go${version} PLATFORM, compile version go${version}`;
  const told = ["generate", "run", "test", "toolexec"].map(
    (place) => `${place}: ${version}/go ${version}/go/pkg/tool/PLATFORM; ${release}, ${version}/go`,
  );
  return { status: 0, stderr: "", told };
}

/** What a day's work tells when `script` runs DAY with the variables it is given. */
async function dayOf(
  scratch: ScratchHome,
  run: (env: Record<string, string>) => Promise<RunResult>,
): Promise<Day> {
  const dir = fs.mkdtempSync(path.join(scratch.dir, "day-"));
  const { status, stderr } = await run({ TOLD: path.join(dir, "told"), OUT: path.join(dir, "out") });
  const told = fs.existsSync(path.join(dir, "told")) ? fs.readFileSync(path.join(dir, "told"), "utf8") : "";
  const lines = told
    .replaceAll(path.join(scratch.root, "versions/"), "")
    .replaceAll(/\b(?:linux|darwin)[_/](?:amd64|arm64)\b/g, "PLATFORM")
    .split("\n");
  // The compiler and the linker are started several times, and all see the same.
  return { status, stderr, told: [...new Set(lines.filter((line) => line !== ""))] };
}

/** POSIX sh. Each command fails when the compiler is of another release than go. */
const DAY = `
set -e
go generate .
go vet .
go build -o "$OUT" .
go run .
go test -count=1 . >/dev/null
go build -toolexec "$PWD/tool" -o "$OUT" .`;

const MODULE = {
  "go.mod": "module example.com/p\n\ngo 1.21\n",
  "main.go": `package main

import (
	"os"
	"os/exec"
)

//go:generate ./tell generate

func main() { tell("run") }

func tell(place string) {
	command := exec.Command("./tell", place)
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		panic(err)
	}
}
`,
  "main_test.go": 'package main\n\nimport "testing"\n\nfunc TestTell(*testing.T) { tell("test") }\n',
  tell: `#!/bin/sh
set -e
line="$1: $GOROOT $GOTOOLDIR;"
cd "\${OTHER:-.}"
printf '%s %s, %s, %s\\n' "$line" "$(go version)" "$(go tool compile -V)" "$(go env GOROOT)" >>"$TOLD"
`,
  tool: '#!/bin/sh\n"${0%/*}/tell" toolexec && exec "$@"\n',
};

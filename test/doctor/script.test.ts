import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { repositoryDir } from "../support/build.ts";
import { type RunResult, runProgram } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { putAway, toolDir, warmUp, writeGoEnv } from "./tree-damage.ts";
import { type Env, lightWorld, replaceFile, sharedCache, type World } from "./world.ts";

const SCRIPT = path.join(repositoryDir, "shims/doctor.sh");

/** Those that the script can find, of all that the doctor knows. */
const IDS = (
  "goroot-missing goroot-relative goroot-not-a-root goroot-skew goroot-in-goenv tool-missing tool-not-executable " +
  "home-unset toolchain-setting gocache-invalid gocache-unwritable exec-tmp goflags cgo-compiler"
).split(" ");

beforeAll(() => warmUp("1.22.5"));

interface Shell {
  readonly name: string;
  readonly words: readonly [string, ...string[]];
  /** The system's programs beside it. */
  readonly path: (world: World) => string;
}

const SHELLS: readonly Shell[] = [
  { name: "dash", words: [programOf("dash")], path: () => SYSTEM_PATH },
  { name: "bash as sh", words: [programOf("bash"), "--posix"], path: () => SYSTEM_PATH },
  // As in an image of Alpine: nothing but busybox, and no C compiler.
  { name: "busybox sh", words: [programOf("busybox"), "sh"], path: (world) => busyboxPrograms(world) },
];

/** A state that the script shall find, and what go says in it; `undefined` where that is not shown. */
interface State {
  readonly title: string;
  readonly make: (world: World) => Env;
  readonly go?: readonly [args: readonly string[], message: string];
  readonly found: readonly string[];
}

const STATES: readonly State[] = [
  {
    title: "GOROOT is gone",
    make: () => ({ GOROOT: "/gone/go1.19" }),
    go: [["version"], "go: cannot find GOROOT directory: /gone/go1.19"],
    found: ["error goroot-missing"],
  },
  {
    title: "GOROOT is gone, by go env -w",
    make: (world) => {
      writeGoEnv(world, "# GOROOT=/x", "GOROOT=/gone/go1.19");
      return {};
    },
    go: [["version"], "go: cannot find GOROOT directory: /gone/go1.19"],
    found: ["error goroot-missing"],
  },
  {
    title: "GOROOT is relative",
    make: () => ({ GOROOT: "go" }),
    go: [["version"], "go: cannot find GOROOT directory: go"],
    found: ["error goroot-relative"],
  },
  {
    title: "GOROOT is the bin directory",
    make: (world) => ({ GOROOT: `${world.goroot("1.22.5")}/bin` }),
    go: [["build", "./hello"], "package fmt is not in std ("],
    found: ["error goroot-not-a-root"],
  },
  {
    title: "GOROOT is an empty directory",
    make: (world) => ({ GOROOT: world.home }),
    go: [["build", "./hello"], "package fmt is not in std ("],
    found: ["error goroot-not-a-root"],
  },
  {
    title: "GOROOT is of another release",
    make: (world) => ({ GOROOT: world.goroot("1.21.6") }),
    go: [["build", "errors"], 'compile: version "go1.21.6" does not match go tool version "go1.22.5"'],
    found: ["error goroot-skew"],
  },
  {
    title: "GOROOT is stored and masked",
    make: (world) => {
      writeGoEnv(world, `GOROOT=${world.goroot("1.21.6")}`);
      return { GOROOT: world.goroot("1.22.5") };
    },
    found: ["warning goroot-in-goenv"],
  },
  {
    title: "vet is missing",
    make: (world) => {
      putAway(world, path.join(toolDir(world.goroot("1.22.5")), "vet"));
      return {};
    },
    go: [["vet", "./hello"], 'go: no such tool "vet"'],
    found: ["error tool-missing"],
  },
  {
    title: "asm and link are missing, and cover is not executable",
    make: (world) => {
      const dir = toolDir(world.goroot("1.22.5"));
      for (const tool of ["asm", "link"]) putAway(world, path.join(dir, tool));
      replaceFile(path.join(dir, "cover"), fs.readFileSync(path.join(dir, "cover")), 0o644);
      return {};
    },
    go: [["build", "errors"], 'go: no such tool "asm"'],
    found: ["error tool-missing", "warning tool-not-executable"],
  },
  {
    title: "compile is not executable",
    make: (world) => {
      const compile = path.join(toolDir(world.goroot("1.22.5")), "compile");
      replaceFile(compile, fs.readFileSync(compile), 0o644);
      return {};
    },
    go: [["build", "errors"], "compile: permission denied"],
    found: ["error tool-not-executable"],
  },
  {
    title: "there is no HOME",
    make: () => ({ HOME: undefined, GOCACHE: undefined }),
    go: [["build", "errors"], "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined"],
    found: ["error home-unset"],
  },
  {
    title: "GOTOOLCHAIN is nothing",
    make: () => ({ GOTOOLCHAIN: "1.22.5" }),
    go: [["version"], 'go: invalid GOTOOLCHAIN "1.22.5"'],
    found: ["error toolchain-setting"],
  },
  {
    title: "GOTOOLCHAIN is a release that is not here, by go env -w",
    make: (world) => {
      writeGoEnv(world, "GOTOOLCHAIN=go1.23.99");
      return { GOTOOLCHAIN: undefined, GOPROXY: "file:///nowhere" };
    },
    go: [["version"], "go1.23.99"],
    found: ["warning toolchain-setting"],
  },
  {
    title: "GOCACHE is off",
    make: () => ({ GOCACHE: "off" }),
    go: [["build", "errors"], "build cache is disabled by GOCACHE=off, but required as of Go 1.12"],
    found: ["error gocache-invalid"],
  },
  {
    title: "GOCACHE is a file",
    make: (world) => ({ GOCACHE: path.join(world.project, "go.mod") }),
    go: [["build", "errors"], "failed to initialize build cache at "],
    found: ["error gocache-invalid"],
  },
  {
    title: "TMPDIR is gone",
    make: () => ({ TMPDIR: "/gone/tmp" }),
    go: [["build", "errors"], "go: creating work dir: stat /gone/tmp: no such file or directory"],
    found: ["error exec-tmp"],
  },
  {
    title: "GOFLAGS has a word that is no flag",
    make: () => ({ GOFLAGS: "-v *" }),
    go: [["version"], 'go: parsing $GOFLAGS: non-flag "*"'],
    found: ["error goflags"],
  },
  {
    title: "cgo is asked for, and there is no compiler",
    make: (world) => ({ CGO_ENABLED: "1", PATH: `${world.goroot("1.22.5")}/bin:${busyboxPrograms(world)}` }),
    go: [["build", "-a", "runtime/cgo"], 'cgo: C compiler "gcc" not found'],
    found: ["error cgo-compiler"],
  },
];

test.each(STATES)("$title", async ({ make, go, found }) => {
  const world = await lightWorld("1.22.5", "1.21.6");
  const made = make(world);
  const env = { ...baseEnv(world), ...made };
  const report = await world.doctor(env);
  const known = report.findings.filter(({ id, severity }) => IDS.includes(id) && severity !== "note");
  let printed = "";
  for (const shell of SHELLS) {
    const { status, stdout, stderr } = await runScript(world, shell, { ...baseEnv(world, shell), ...made });
    expect(stderr).toBe("");
    const lines = [...stdout.matchAll(/^(error|warning): (.*) \[(.*)\]$/gm)];
    expect(
      lines.map(([, severity, , id]) => `${severity} ${id}`),
      shell.name,
    ).toEqual(found);
    expect(status).toBe(found.some((it) => it.startsWith("error")) ? 1 : 0);
    expect(stdout).toMatch(/^\d (?:error|warning)/);
    // The doctor says the same, in the same words.
    expect(lines.map(([, severity, title, id]) => [severity, id, title]).sort()).toEqual(
      known.map(({ severity, id, title }) => [severity, id, title]).sort(),
    );
    printed = stdout;
  }
  if (go === undefined) return;
  const [args, message] = go;
  const run = await world.go(args, env);
  expect(run.status, run.output).not.toBe(0);
  expect(run.output).toContain(message);
  expect(printed).toContain(message);
});

test.each(["1.19.13", "1.22.5", "1.27.4"] as const)("a healthy Go %s is one line", async (version) => {
  const world = await lightWorld(version);
  const goroot = world.goroot(version);
  const healthy = { status: 0, signal: null, stderr: "", stdout: `healthy: go${version} in ${goroot}\n` };
  const linked = path.join(world.dir, "bin");
  fs.mkdirSync(linked);
  fs.symlinkSync(path.join(goroot, "bin/go"), path.join(linked, "go"));
  for (const shell of SHELLS) {
    const env = { ...baseEnv(world, shell), PATH: `${goroot}/bin:${shell.path(world)}` };
    const others: readonly Env[] = [
      {},
      { GOROOT: goroot },
      { CGO_ENABLED: "0", CC: "none" },
      { GOFLAGS: "-v --mod=mod '-tags=a b'" },
      { GOENV: "off" },
      { TMPDIR: world.home },
      { PATH: `${linked}:${shell.path(world)}` },
    ];
    for (const more of others) {
      const run = await runScript(world, shell, { ...env, ...more });
      expect(run, `${shell.name} ${JSON.stringify(more)}`).toEqual(healthy);
    }
  }
  expect(fs.readdirSync(world.home).sort()).toEqual([".gov"]);
});

test("without go there is one error, and a shim of gov's is left to gov", async () => {
  const world = await lightWorld("1.22.5");
  for (const shell of SHELLS) {
    const env = baseEnv(world, shell);
    const none = await runScript(world, shell, { ...env, PATH: busyboxPrograms(world) });
    expect(none.stdout).toContain("error: there is no go on PATH [go-missing]");
    expect(none.status).toBe(1);
    const shims = path.join(world.root, "shims");
    const shimmed = { ...env, PATH: `${shims}:${shell.path(world)}`, GOROOT: "/gone" };
    expect(await runScript(world, shell, shimmed)).toMatchObject({
      status: 0,
      stdout: `healthy: ${shims}/go\n`,
    });
  }
});

test("what a terminal would obey is not printed", async () => {
  const world = await lightWorld("1.22.5");
  for (const shell of SHELLS) {
    const env = { ...baseEnv(world, shell), GOROOT: "/gone\u001b[31m\nerror: fake [x]`id`$(id)" };
    const { stdout } = await runScript(world, shell, env);
    expect(stdout).toContain("GOROOT=/gone?[31m?error: fake [x]`id`$(id), from the environment");
    expect(stdout.match(/^error/gm)).toHaveLength(1);
  }
});

test("a noexec directory for temporary files is found by trying", async ({ skip }) => {
  const world = await lightWorld("1.22.5");
  const dir = path.join(world.dir, "tmp dir");
  fs.mkdirSync(dir);
  const own = process.getuid?.() === 0 ? ["-m"] : ["-r", "-m"];
  const under = [
    "unshare",
    ...own,
    "sh",
    "-e",
    "-c",
    `mount -t tmpfs -o noexec tmpfs '${dir}'\nexec "$@"`,
    "sh",
  ];
  if ((await runProgram(world, "env", [...under, "true"])).status !== 0)
    return skip("this user may not mount");
  for (const shell of SHELLS) {
    const env = {
      ...baseEnv(world, shell),
      TMPDIR: dir,
      PATH: `${world.goroot("1.22.5")}/bin:${SYSTEM_PATH}`,
    };
    const { stdout, status } = await runProgram(world, "env", [...under, ...shell.words], {
      env,
      stdin: fs.readFileSync(SCRIPT, "utf8"),
    });
    expect(stdout).toContain(
      "error: no program may be started in the directory for go's temporary files (noexec) [exec-tmp]",
    );
    expect(status).toBe(1);
  }
});

test("a build cache with a directory that cannot be written", async () => {
  const world = await lightWorld("1.22.5");
  const cache = path.join(world.dir, "cache");
  fs.mkdirSync(path.join(cache, "7f"), { recursive: true, mode: 0o755 });
  fs.chmodSync(path.join(cache, "7f"), 0o555);
  fs.chmodSync(world.dir, 0o755);
  fs.chmodSync(cache, 0o777);
  const ordinary =
    process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  for (const shell of SHELLS) {
    const env = { ...baseEnv(world), GOCACHE: cache };
    const { stdout } = await runProgram(world, "env", [...ordinary, ...shell.words], {
      env,
      stdin: fs.readFileSync(SCRIPT, "utf8"),
    });
    expect(stdout).toContain(
      `error: go cannot write to its build cache [gocache-unwritable]\n  ${cache}/7f\n`,
    );
  }
});

function runScript(world: World, { words: [program, ...words] }: Shell, env: Env): Promise<RunResult> {
  // As in a container: the script comes from stdin.
  return runProgram(world, program, words, { env, stdin: fs.readFileSync(SCRIPT, "utf8") });
}

function baseEnv(world: World, shell?: Shell): Env {
  const system = shell?.path(world) ?? SYSTEM_PATH;
  return { PATH: `${world.goroot("1.22.5")}/bin:${system}`, GOTOOLCHAIN: "local", GOCACHE: sharedCache() };
}

/** busybox under all its names, made once for a world. */
function busyboxPrograms(world: World): string {
  const dir = path.join(world.dir, "busybox");
  if (fs.existsSync(dir)) return dir;
  fs.mkdirSync(dir);
  const busybox = programOf("busybox");
  execFileSync(busybox, ["--install", "-s", dir]);
  return dir;
}

function programOf(name: string): string {
  return execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
}

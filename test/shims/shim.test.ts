import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Shell, shellsIn } from "../resolution/shell-driver.ts";
import { makeScratchHome, removeTree, type ScratchHome, scratchHome } from "../support/scratch-home.ts";
import { writeTree } from "../support/tree.ts";
import {
  addToolchain,
  type FakeRoot,
  makeFakeRoot,
  type RunOptions,
  TELLING,
  writeScript,
} from "./fake-root.ts";

/** A root and a home whose names a shell could take amiss. */
let scratch: ScratchHome;
let root: FakeRoot;
let shells: Shell[];
let project: string;
const ENV = "/usr/bin/env";

beforeAll(() => {
  scratch = makeScratchHome();
  root = makeFakeRoot(path.join(scratch.dir, "it's a $root"));
  project = scratch.project;
  shells = shellsIn(scratch.dir);
  for (const name of ["1.20.0", "1.20.14", "1.21.13", "1.22.5", "1.22.12", "1.24rc1"])
    addToolchain(root, name);
  addToolchain(root, "odd", { go: TELLING }, "plan9_mips");
  addToolchain(root, "environment", { go: `-> ${ENV}`, gofmt: `-> ${ENV}` });
  addToolchain(root, "broken", { go: TELLING, gofmt: "" });
  fs.chmodSync(path.join(root.root, "versions/broken/go/bin/gofmt"), 0o644);
});
afterAll(() => removeTree(scratch.dir));

/** A fresh directory with these files, in which the shims run. */
function place(files: Readonly<Record<string, string>> = {}): string {
  const dir = fs.mkdtempSync(path.join(project, "p-"));
  writeTree(dir, files);
  return dir;
}

function goroot(name: string): string {
  return path.join(root.root, "versions", name, "go");
}

function told(name: string, args: readonly string[] = [], tool = "go", tools = "linux_amd64"): string {
  const lines = [`${goroot(name)}/bin/${tool}`, `GOROOT=${goroot(name)}`];
  return `${[...lines, `GOTOOLDIR=${goroot(name)}/pkg/tool/${tools}`, ...args].join("\n")}\n`;
}

describe.each(["dash", "bash as sh", "busybox ash"])("under %s a shim", (shellName) => {
  const run = (args: readonly string[], options: RunOptions) => {
    const shell = shells.find(({ name }) => name === shellName);
    return root.run(args, { ...options, shell: shell?.command ?? [] });
  };

  test("starts what the pin asks for, with its arguments as they are", () => {
    const args = ["build", "", "a b", "*", "$HOME", "-x", "new\nline", "'\"\\"];
    const result = run(args, { cwd: place({ ".go-version": "1.22\n" }) });
    expect(result).toMatchObject({ stdout: told("1.22.12", args), stderr: "", status: 0 });
  });

  test("starts gofmt of the same release", () => {
    const options = { cwd: place({ ".go-version": "1.21.13\n" }), shim: root.shim("gofmt") };
    expect(run(["-l"], options)).toMatchObject({ stdout: told("1.21.13", ["-l"], "gofmt"), stderr: "" });
  });

  test.each([
    ["go1.22.5", "1.22.5"],
    ["go1.20", "1.20.0"],
    ["go1.20.14", "1.20.14"],
    ["go1.24rc1", "1.24rc1"],
  ])("named %s starts that release, whatever pins and GOV_VERSION say", (name, version) => {
    const cwd = place({ ".go-version": "1.21\n" });
    const result = run(["version"], { cwd, shim: root.shim(name), env: { GOV_VERSION: "1.21" } });
    expect(result).toMatchObject({ stdout: told(version, ["version"]), stderr: "", status: 0 });
  });

  test("named after a release that is gone says so", () => {
    expect(run([], { cwd: place(), shim: root.shim("go1.22.9") })).toEqual({
      stdout: "",
      stderr: "gov: Go 1.22.9 is not installed (asked for by go1.22.9)\nhint: gov install 1.22.9\n",
      status: 127,
      signal: null,
    });
  });

  test("changes GOROOT and GOTOOLDIR, and nothing else, in the environment", () => {
    const given = {
      ...{
        GOROOT: "/stale",
        GOTOOLDIR: "/stale/pkg/tool/x",
        GOV_VERSION: "environment",
        _gov_name: "exported",
      },
      ...{ GOTOOLCHAIN: "auto", GOTOOLCHAIN_INTERNAL_SWITCH_VERSION: "go1.22.5", EMPTY: "", ODD: "a\n'\"$x" },
      ...{ PATH: "/nowhere", HOME: "/home/user", PWD: project, IFS_: " ", GOV_ROOT: "/elsewhere" },
    };
    const { stdout, stderr } = run(["-0"], { cwd: project, env: given });
    const { _gov_name, ...others } = given;
    const tree = goroot("environment");
    expect(stderr).toBe("");
    expect(variablesIn(stdout)).toEqual({
      ...others,
      GOROOT: tree,
      GOTOOLDIR: `${tree}/pkg/tool/linux_amd64`,
    });
  });

  test("keeps PWD and OLDPWD where it looks for the physical path", () => {
    const PWD = `${project}/../project`;
    const env = { GOV_VERSION: "", OLDPWD: "/usr", PWD };
    const cwd = place({ "a/.go-version": "environment\n" });
    const variables = { ...env, PWD: `${cwd}/../${path.basename(cwd)}/a` };
    const { stdout } = run(["-0"], { cwd: path.join(cwd, "a"), env: variables });
    // A shell that does not trust such a PWD has replaced it before the shim sees it.
    expect([variables.PWD, path.join(cwd, "a")]).toContain(variablesIn(stdout).PWD);
    expect(variablesIn(stdout)).toMatchObject({ OLDPWD: "/usr" });
  });

  test("gives GOTOOLDIR of the only tools there are", () => {
    const options = { cwd: place({ ".go-version": "odd\n" }) };
    expect(run([], options).stdout).toBe(told("odd", [], "go", "plan9_mips"));
  });

  test("runs a linked tree under its own name", () => {
    const tree = path.join(scratch.dir, "tree");
    writeScript(path.join(tree, "bin/go"), `#!/bin/sh\n${TELLING}\n`);
    fs.mkdirSync(path.join(tree, "pkg/tool/linux_amd64"), { recursive: true });
    fs.mkdirSync(path.join(root.root, "versions/linked"), { recursive: true });
    fs.rmSync(goroot("linked"), { force: true });
    fs.symlinkSync(tree, goroot("linked"));
    expect(run([], { cwd: place({ ".go-version": "linked" }) }).stdout).toBe(told("linked"));
  });

  test.each<[string, Record<string, string>, string, string]>([
    ["1.22.9", { ".go-version": "# c\n1.22.9\n" }, ".go-version:2", "gov install 1.22.9"],
    ["1.99", { ".tool-versions": "golang go1.99\n" }, ".tool-versions:1", "gov install 1.99"],
    ["mine", { ".go-version": "mine\n" }, ".go-version:1", "gov link mine DIR"],
  ])("names file and line of a missing %s", (version, files, place_, hint) => {
    const cwd = place(files);
    expect(run([], { cwd })).toEqual({
      stdout: "",
      stderr: `gov: Go ${version} is not installed (asked for by ${cwd}/${place_})\nhint: ${hint}\n`,
      status: 127,
      signal: null,
    });
  });

  test.each<[string, string, string]>([
    ["GOV_VERSION", "1.22.9", "Go 1.22.9 is not installed (asked for by GOV_VERSION)"],
    ["GOV_VERSION", "^1.22", "^1.22 is not a version that can be pinned (asked for by GOV_VERSION)"],
    [
      "GOV_VERSION",
      "x".repeat(65),
      "what stands there is not a version that can be pinned (asked for by GOV_VERSION)",
    ],
    [
      "GOV_VERSION",
      "1.22\u001b[31m\u0007",
      "1.22?[31m? is not a version that can be pinned (asked for by GOV_VERSION)",
    ],
    ["GOV_VERSION", "system", "no other go is on PATH (system is asked for by GOV_VERSION)"],
  ])("with %s=%j says: %s", (name, value, message) => {
    const { stderr, status } = run([], { cwd: place(), env: { [name]: value } });
    expect(stderr.split("\n")[0]).toBe(`gov: ${message}`);
    expect(status).toBe(127);
  });

  test("prints no control characters of a path", () => {
    const cwd = path.join(place(), "a\u001b]0;x\u0007\nb\rc ü");
    writeTree(cwd, { ".go-version": "1.22.9\n" });
    const { stderr } = run([], { cwd });
    expect(stderr).toContain("a?]0;x??b?c ü/.go-version:1)");
    expect(stderr.split("\n")).toHaveLength(3);
  });

  test("tells a program that is missing from one that cannot run", () => {
    const shim = root.shim("gofmt");
    const missing = run([], { cwd: place({ ".go-version": "odd" }), shim });
    expect(missing).toMatchObject({
      stderr: "gov: Go odd has no gofmt\nhint: gov verify odd\n",
      status: 127,
    });
    const blocked = run([], { cwd: place({ ".go-version": "broken" }), shim });
    const message = `gov: ${goroot("broken")}/bin/gofmt cannot be executed\nhint: gov verify broken\n`;
    expect(blocked).toMatchObject({ stderr: message, status: 126 });
  });

  test("works in /, and with an empty environment", () => {
    const env = { HOME: "", PATH: "" };
    expect(run(["version"], { cwd: "/", env }).stdout).toBe(told("1.22.12", ["version"]));
    const shell = shells.find(({ name }) => name === shellName)?.command ?? [];
    const { stdout } = spawnSync(ENV, ["-i", ...shell, root.go, "x"], { cwd: place(), encoding: "utf8" });
    expect(stdout).toBe(told("1.22.12", ["x"]));
  });

  test("works in a directory that is gone, with the default", () => {
    const cwd = place();
    const shell = shells.find(({ name }) => name === shellName)?.command ?? [];
    const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
    const args = ["-c", script, "sh", cwd, ...shell, root.go, "version"];
    // The shell itself may complain that it does not know where it is.
    const { stdout, status } = spawnSync("/bin/sh", args, { encoding: "utf8", env: { HOME: "/" } });
    expect({ stdout, status }).toEqual({ stdout: told("1.22.12", ["version"]), status: 0 });
  });

  test("finds pins in directories with odd names", () => {
    const cwd = path.join(place(), ' it\'s\n"$(touch x)" *');
    writeTree(cwd, { ".go-version": "1.22.5\n" });
    expect(run([], { cwd }).stdout).toBe(told("1.22.5"));
  });

  test("becomes the program: its pid, its descriptors, its end", async () => {
    const script = "echo $$; cat <&0; echo three >&3; exit 42";
    addToolchain(root, "script", { go: `-> ${writtenScript(script)}` });
    const shell = shells.find(({ name }) => name === shellName)?.command ?? [];
    const [program = "", ...rest] = [...shell, root.go];
    const options = { cwd: project, env: { GOV_VERSION: "script", PATH: "/usr/bin:/bin" } };
    const child = spawn(program, rest, { ...options, stdio: ["pipe", "pipe", "inherit", "pipe"] });
    const output = collect(child.stdout);
    const third = collect(child.stdio[3] as NodeJS.ReadableStream);
    child.stdin?.end("from stdin");
    const [status] = await once(child, "close");
    expect([status, output(), third()]).toEqual([42, `${child.pid}\nfrom stdin`, "three\n"]);
    fs.rmSync(path.join(root.root, "versions/script"), { recursive: true });
  });

  test("ends by the signal that ends the program", () => {
    addToolchain(root, "suicide", { go: "kill -TERM $$" });
    const { signal, status } = run([], { cwd: project, env: { GOV_VERSION: "suicide" } });
    expect([signal, status]).toEqual(["SIGTERM", null]);
    fs.rmSync(path.join(root.root, "versions/suicide"), { recursive: true });
  });
});

/** Nothing but the program is started: two calls of execve, the shell's own among them, and no fork. */
test.each<[string, Record<string, string>]>([
  ["an exact pin", { ".go-version": "1.22.5\n" }],
  ["a line", { ".go-version": "1.22\n" }],
  ["a floor", { "go.mod": "module x\n\ngo 1.21\n" }],
  ["no pin at all", {}],
  ["a missing pin", { ".go-version": "1.99.0\n" }],
  ["a trail of links", { ".tool-versions": "golang environment\n" }],
])("a shim with %s starts no process", (_what, files) => {
  const trace = path.join(scratch.dir, "trace");
  const missing = files[".go-version"]?.startsWith("1.99") === true;
  const dash = shells[0]?.command ?? [];
  const args = ["-f", "-qq", "-e", "trace=process,execve", "-o", trace, ...dash, root.go];
  const env = { PATH: process.env.PATH, HOME: scratch.home };
  const { status } = spawnSync("strace", args, { cwd: place({ "a/b/c/": "", ...files }), env });
  expect(status).toBe(missing ? 127 : 0);
  const calls = fs.readFileSync(trace, "utf8").match(/^\d+ +\w+/gm) ?? [];
  const names = calls.map((call) => call.replace(/^\d+ +/, ""));
  expect(names.filter((name) => /clone|fork/.test(name))).toEqual([]);
  // The fake go is a script or a link, which is one program whatever its interpreter.
  expect(names.filter((name) => name === "execve")).toHaveLength(missing ? 1 : 2);
});

function writtenScript(text: string): string {
  const file = path.join(scratch.dir, "script.sh");
  writeScript(file, `#!/bin/sh\n${text}\n`);
  return file;
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  return () => text;
}

/** NUL-separated variables; `_` and SHLVL are what some shells themselves add. */
function variablesIn(output: string): Record<string, string> {
  const entries = output.split("\0").filter((entry) => !/^(?:|_=.*|SHLVL=.*)$/s.test(entry));
  return Object.fromEntries(entries.map((entry) => [entry.split("=", 1)[0], entry.replace(/^[^=]*=/, "")]));
}

describe("system", () => {
  /** Two gov roots, both with system as default, and a real go outside. */
  function world() {
    const { dir, project: cwd } = scratchHome();
    const [one, two] = ["one", "two"].map((name) => {
      const fake = makeFakeRoot(path.join(dir, name));
      fs.writeFileSync(path.join(fake.root, "default"), "system\n");
      return fake;
    });
    if (one === undefined || two === undefined) throw new Error("two roots were made");
    writeScript(path.join(dir, "bin/go"), `#!/bin/sh\n${TELLING}\n`);
    const real = path.join(dir, "bin");
    const stale = { GOROOT: "/stale", GOTOOLDIR: "/stale" };
    const go = (entries: readonly string[], env: Record<string, string> = {}) =>
      one.run(["x"], { cwd, env: { ...stale, PATH: entries.join(":"), ...env } });
    return {
      dir,
      cwd,
      one,
      two,
      real,
      go,
      shims: path.join(one.root, "shims"),
      others: path.join(two.root, "shims"),
    };
  }

  test("is the next go on PATH, without GOROOT and GOTOOLDIR", () => {
    const { go, shims, real } = world();
    const told = { stdout: `${real}/go\nGOROOT=\nGOTOOLDIR=\nx\n`, stderr: "", status: 0 };
    expect(go([shims, real])).toMatchObject(told);
    expect(go(["", ".", "relative", `${shims}/`, `${shims}/../shims`, real])).toMatchObject(told);
  });

  test("is not a link to the shims, nor a link to a shim", () => {
    const { dir, go, shims, real } = world();
    fs.symlinkSync(shims, path.join(dir, "link"));
    fs.mkdirSync(path.join(dir, "local"));
    fs.symlinkSync(path.join(shims, "go"), path.join(dir, "local/go"));
    expect(go([path.join(dir, "link"), path.join(dir, "local"), real]).stdout).toContain(`${real}/go\n`);
  });

  test("may be another gov's choice", () => {
    const { go, two, others, shims, real } = world();
    addToolchain(two, "1.22.5");
    fs.writeFileSync(path.join(two.root, "default"), "1.22.5\n");
    expect(go([shims, others, real]).stdout).toContain(`GOROOT=${two.root}/versions/1.22.5/go\n`);
  });

  test("that leads round in a circle is refused", () => {
    const { dir, go, shims, others } = world();
    const circle =
      "gov: system is chosen here, and the next go on PATH leads back to gov\nhint: gov use latest\n";
    expect(go([shims, others])).toMatchObject({ stderr: circle, status: 126 });
    fs.mkdirSync(path.join(dir, "copy"));
    fs.copyFileSync(path.join(shims, "go"), path.join(dir, "copy/go"));
    expect(go([shims, path.join(dir, "copy")])).toMatchObject({ stderr: circle, status: 126 });
  });

  test("is refused at the twentieth level, whose shells are all different processes", () => {
    const { dir, shims, go } = world();
    writeScript(path.join(dir, "wrap/go"), `#!/bin/sh\necho . \n"${shims}/go"\nexit $?\n`);
    const { stdout, stderr, status } = go([shims, path.join(dir, "wrap")]);
    expect(stdout).toBe(".\n".repeat(20));
    expect(stderr).toContain("leads back to gov");
    expect(status).toBe(126);
  });

  test("tells the programs below how often it was chosen, and takes no nonsense", () => {
    const { dir, go, shims } = world();
    writeScript(path.join(dir, "wrap/go"), '#!/bin/sh\necho "$_GOV_SYSTEM"\n');
    const count = (value: string) => go([shims, path.join(dir, "wrap")], { _GOV_SYSTEM: value }).stdout;
    expect(count("")).toMatch(/^[0-9]+ 1\n$/);
    expect(count("1 7")).toMatch(/^[0-9]+ 8\n$/);
    expect(count("x; id")).toMatch(/^[0-9]+ 1\n$/);
  });

  test("without any is an error", () => {
    const { go, shims } = world();
    const { stderr, status } = go([shims, "/nowhere"]);
    expect(stderr).toMatch(
      /^gov: no other go is on PATH \(system is asked for by .*\/default:1\)\nhint: gov install latest\n$/,
    );
    expect(status).toBe(127);
  });

  test("has its own gofmt, or none", () => {
    const { cwd, dir, one, real, shims } = world();
    const options = { cwd, env: { PATH: `${shims}:${real}` }, shim: one.shim("gofmt") };
    expect(one.run([], options)).toMatchObject({
      stderr: "gov: no other gofmt is on PATH\nhint: gov install latest\n",
      status: 127,
    });
    writeScript(path.join(dir, "bin/gofmt"), `#!/bin/sh\n${TELLING}\n`);
    expect(one.run([], options).stdout).toContain(`${real}/gofmt\n`);
  });

  test("without anything installed is the last resort, and then there is none", () => {
    const { one, go, shims, real } = world();
    fs.rmSync(path.join(one.root, "default"));
    expect(go([shims, real]).stdout).toContain(`${real}/go\n`);
    expect(go([shims])).toMatchObject({
      stderr: "gov: no Go is installed\nhint: gov install latest\n",
      status: 127,
    });
  });
});

describe("auto_install", () => {
  /** A root whose gov is this script, which gets `install VERSION`. */
  function world(script: string) {
    const { dir, project: cwd } = scratchHome();
    const cli = path.join(dir, "it's gov");
    fs.writeFileSync(cli, script);
    const fake = makeFakeRoot(path.join(dir, "root"), { autoInstall: { node: "/bin/sh", cli } });
    const goroot = addToolchain(fake, "1.22.5");
    fs.writeFileSync(path.join(cwd, ".go-version"), "1.22.9\n");
    const go = (env: Record<string, string> = {}) =>
      fake.run(["x"], { cwd, env: { PATH: "/usr/bin:/bin", ...env } });
    return { dir, cwd, fake, go, goroot };
  }

  const INSTALL =
    'echo "$@"; echo "read: $(cat)"; cp -R "${0%/*}/root/versions/1.22.5" "${0%/*}/root/versions/$2"';

  test("installs what is missing and starts it, saying so on stderr", () => {
    const { go, fake } = world(INSTALL);
    const { stdout, stderr, status } = go();
    const goroot = path.join(fake.root, "versions/1.22.9/go");
    expect(stdout).toContain(`GOROOT=${goroot}\n`);
    expect([stderr, status]).toEqual(["install 1.22.9\nread: \n", 0]);
    expect(go().stderr).toBe("");
  });

  test("that fails leaves the message of the shim", () => {
    const { go, cwd } = world("echo no network >&2; exit 5");
    const message = `gov: Go 1.22.9 is not installed (asked for by ${cwd}/.go-version:1)`;
    expect(go()).toMatchObject({
      stdout: "",
      stderr: `no network\n${message}\nhint: gov install 1.22.9\n`,
      status: 127,
    });
  });

  test("does not start gov when nothing is missing, nor for what cannot be installed", () => {
    const { go, cwd, fake } = world("echo started >&2");
    expect(go({ GOV_VERSION: "1.22" }).stderr).toBe("");
    for (const GOV_VERSION of ["^1.22", "mine", "system"]) {
      expect(go({ GOV_VERSION }).stderr).not.toContain("started");
    }
    expect(fake.run([], { cwd, shim: fake.shim("go1.22.9") }).stderr).not.toContain("started");
  });
});

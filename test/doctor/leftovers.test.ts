import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runGov, runProgram } from "../support/run-gov.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { type Env, finding, idsOf, lightWorld, sharedCache, type World } from "./world.ts";

/** What a real interactive bash of this account exports. */
async function exportedByBash(world: World, env: Env = {}): Promise<Env> {
  const { stdout } = await runProgram(world, "/bin/bash", ["-ic", "env -0"], {
    env: { PATH: world.path, GOTOOLCHAIN: "local", ...env },
  });
  const entries = stdout.split("\0").filter((it) => it.includes("="));
  return Object.fromEntries(
    entries.map((it) => [it.slice(0, it.indexOf("=")), it.slice(it.indexOf("=") + 1)]),
  );
}

function gvmLine(home: string): string {
  return `[[ -s "${home}/.gvm/scripts/gvm" ]] && source "${home}/.gvm/scripts/gvm"\n`;
}

test("gvm was removed and its GOROOT lives on: every go command fails, and gvm is named with all it left", async () => {
  const world = await lightWorld("1.22.5");
  fs.writeFileSync(path.join(world.home, ".bashrc"), `alias ll='ls -l'\n${gvmLine(world.home)}`);
  const gvm = `${world.home}/.gvm`;
  const env = {
    PATH: `${gvm}/gos/go1.21.6/bin:${world.goroot("1.22.5")}/bin:${world.path}`,
    GVM_ROOT: gvm,
    gvm_go_name: "go1.21.6",
    GOROOT: `${gvm}/gos/go1.21.6`,
    GOPATH: `${gvm}/pkgsets/go1.21.6/global`,
  };
  expect((await world.go(["version"], env)).output).toContain(
    `go: cannot find GOROOT directory: ${gvm}/gos/go1.21.6`,
  );
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error goroot-missing"]);
  const { title, evidence, fix } = finding(report, "goroot-missing");
  expect(title).toContain("left by gvm");
  expect(evidence.map(({ name, origin }) => `${name} ${origin?.line ?? "-"}`)).toEqual([
    "GOROOT -",
    "start-up line 2",
    "GVM_ROOT -",
    "gvm_go_name -",
    "PATH -",
    "GOPATH -",
  ]);
  expect(fix.command).toBe("unset GOROOT");
  expect(fix.text).toMatch(/; also delete line 2 of .*\.bashrc, then open a new shell$/);
  expect((await world.go(["version"], { ...env, GOROOT: undefined })).status).toBe(0);
  expect(fix.automatic).toBe(true);

  const fresh = await world.doctor();
  expect(idsOf(fresh)).toEqual(["note leftovers"]);
  expect(finding(fresh, "leftovers").fix).toMatchObject({ command: "gov doctor --fix", automatic: true });
  await runGov(world, ["doctor", "--fix", "--yes"], { env: { PATH: world.path, GOTOOLCHAIN: "local" } });
  expect(fs.readFileSync(path.join(world.home, ".bashrc"), "utf8")).toBe("alias ll='ls -l'\n");
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("g has no version any more: the GOROOT of its env file names the link that leads nowhere", async () => {
  const world = await lightWorld("1.22.5");
  writeTree(world.home, {
    ".g/bin/g": "",
    ".g/env":
      '#!/bin/sh\n# g shell setup\nexport GOROOT="${HOME}/.g/go"\nexport PATH="${HOME}/.g/bin:${GOROOT}/bin:${GOPATH}/bin:$PATH"\n',
    ".bashrc": '[ -s "${HOME}/.g/env" ] && \\. "${HOME}/.g/env"  # g shell setup\n',
  });
  const link = path.join(world.home, ".g/go");
  fs.symlinkSync(world.goroot("1.22.5"), link);
  const healthy = await exportedByBash(world);
  expect((await world.go(["version"], healthy)).status).toBe(0);
  expect(idsOf(await world.doctor(healthy))).toEqual([]);
  fs.rmSync(link);
  fs.symlinkSync(path.join(world.home, ".g/versions/1.19"), link);
  const env = await exportedByBash(world, { PATH: `${world.goroot("1.22.5")}/bin:${world.path}` });
  expect((await world.go(["version"], env)).output).toContain(`cannot find GOROOT directory: ${link}`);
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error goroot-missing"]);
  const { evidence, title } = finding(report, "goroot-missing");
  expect(title).toContain("left by g");
  expect(evidence[0]?.origin).toEqual({ file: path.join(world.home, ".g/env"), line: 3 });
  expect(evidence.at(-1)).toMatchObject({ name: link, value: expect.stringContaining("is not there") });
  fs.rmSync(link);
  fs.symlinkSync(world.goroot("1.22.5"), link);
  expect((await world.go(["version"], env)).status).toBe(0);
});

test("goup-rs puts its GOROOT before everything and its PATH behind: a mismatch while it is healthy", async () => {
  const world = await lightWorld("1.22.5", "1.21.6");
  writeTree(world.home, {
    ".goup/bin/goup": "",
    ".goup/env": 'export GOROOT="$HOME/.goup/current"\nexport PATH="$PATH:$GOROOT/bin"\n',
    ".bashrc": '. "$HOME/.goup/env"\n',
  });
  fs.symlinkSync(world.goroot("1.21.6"), path.join(world.home, ".goup/current"));
  const env = await exportedByBash(world, { PATH: `${world.goroot("1.22.5")}/bin:${world.path}` });
  expect((await world.go(["build", "-o", "/dev/null", "./hello"], env)).output).toContain(
    "does not match go tool version",
  );
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["error goroot-skew"]);
  expect(finding(report, "goroot-skew").evidence[0]?.origin).toEqual({
    file: path.join(world.home, ".goup/env"),
    line: 1,
  });
  expect(
    (await world.go(["build", "-o", "/dev/null", "./hello"], { ...env, GOROOT: undefined })).status,
  ).toBe(0);
});

const SHIMS = [
  {
    name: "asdf",
    dir: ".asdf/shims",
    script: '#!/usr/bin/env bash\n# asdf-plugin: golang 1.22.3\nexec asdf exec "go" "$@"\n',
  },
  {
    name: "goenv",
    dir: ".goenv/shims",
    script:
      '#!/usr/bin/env bash\nset -e\n\nprogram="${0##*/}"\nexport GOENV_ROOT="$HOME/.goenv"\n' +
      'exec "/opt/gone/Cellar/goenv/2.1.0/libexec/goenv" exec "$program" "$@"\n',
  },
];

for (const { name, dir, script } of SHIMS) {
  test(`a shim that outlived ${name} and comes first on PATH fails every command; without it the next go runs`, async () => {
    const world = await lightWorld("1.22.5");
    const file = path.join(world.home, dir, "go");
    writeTree(world.home, { [`${dir}/go`]: script });
    fs.chmodSync(file, 0o755);
    const env = { PATH: `${path.dirname(file)}:${world.path}` };
    const broken = await world.go(["version"], env);
    expect(broken.status).not.toBe(0);
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual(["error leftovers"]);
    const { effect, fix } = finding(report, "leftovers");
    expect(broken.output).toContain(effect.replace("every go command fails with: ", ""));
    await runProgram(world, "/bin/sh", ["-c", fix.command ?? ""]);
    expect((await world.go(["version"], env)).output).toContain("go1.22.5");
  });
}

test("lines that fail at every login are a warning, and go from all files at once", async () => {
  const world = await lightWorld("1.22.5");
  const line = 'source "$HOME/.go/env"\n';
  const files = {
    ".profile": `umask 022\n${line}`,
    ".zprofile": line,
    ".bash_profile": `${line}alias x=y\n`,
  };
  writeTree(world.home, files);
  const login = () => runProgram(world, "/bin/bash", ["-lc", "true"]);
  expect((await login()).stderr).toContain(".go/env: No such file or directory");
  const report = await world.doctor();
  expect(idsOf(report)).toEqual(["warning leftovers"]);
  expect(finding(report, "leftovers").fix.text).toContain(`line 2 of ${path.join(world.home, ".profile")}`);
  await runGov(world, ["doctor", "--fix", "--yes"], { env: { PATH: world.path, GOTOOLCHAIN: "local" } });
  const left = Object.keys(files).map((file) => fs.readFileSync(path.join(world.home, file), "utf8"));
  expect(left).toEqual(["umask 022\n", "", "alias x=y\n"]);
  expect((await login()).stderr).toBe("");
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("GOPATH and GOBIN in a version of a manager that is gone are one finding", async () => {
  const world = await lightWorld("1.22.5");
  const version = path.join(world.home, ".asdf/installs/golang/1.21.6");
  const env = { GOPATH: `${version}/packages`, GOBIN: `${version}/bin` };
  expect((await world.go(["install", "./hello"], env)).status).toBe(0);
  expect(fs.existsSync(`${version}/bin/hello`)).toBe(true);
  const report = await world.doctor({ ...env, PATH: `${world.path}:${version}/bin` });
  expect(idsOf(report).filter((it) => !it.startsWith("note"))).toEqual(["warning gopath-in-version"]);
  const { evidence } = finding(report, "gopath-in-version");
  expect(evidence.map(({ name }) => name)).toEqual(["GOPATH", "PATH", "GOBIN"]);
  expect(idsOf(await world.doctor())).toEqual([]);
});

test("asdf's set-env, which puts GOPATH beside the GOROOT of a Go that is not asdf's, is recognised", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOPATH: path.join(path.dirname(world.goroot("1.22.5")), "packages") };
  expect((await world.go(["env", "GOMODCACHE"], env)).output.trim()).toBe(`${env.GOPATH}/pkg/mod`);
  expect(idsOf(await world.doctor(env))).toEqual(["warning gopath-in-version"]);
});

test("GOARCH that conda left is one finding, with conda as evidence", async () => {
  const world = await lightWorld("1.22.5");
  const env = { GOARCH: "arm64", CONDA_EXE: "/opt/conda/bin/conda", CONDA_SHLVL: "0" };
  expect((await world.go(["run", "./hello"], env)).output).toContain("exec format error");
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(["note goos-goarch"]);
  expect(finding(report, "goos-goarch").evidence.map(({ name }) => name)).toEqual(["GOARCH", "conda"]);
  expect(idsOf(await world.doctor({ ...env, GOARCH: "amd64" }))).toEqual([]);
});

test("an empty element beside gvm's overlay loads libraries from the current directory", async () => {
  const world = await lightWorld("1.22.5");
  const overlay = `${world.home}/.gvm/pkgsets/go1.22.3/mine/overlay/lib`;
  const env = { LD_LIBRARY_PATH: `${overlay}:` };
  fs.writeFileSync(path.join(world.project, "libc.so.6"), "not a library");
  const loads = (value: string) =>
    runProgram(world, "/bin/true", [], { env: { LD_LIBRARY_PATH: value } }).then(({ status }) => status);
  expect(await loads(env.LD_LIBRARY_PATH)).not.toBe(0);
  const report = await world.doctor(env, [], { cwd: world.home });
  expect(idsOf(report)).toEqual(["warning loader-path"]);
  expect(JSON.stringify(report)).not.toContain(overlay);
  const { command } = finding(report, "loader-path").fix;
  const { stdout } = await runProgram(
    world,
    "/bin/sh",
    ["-c", `LD_LIBRARY_PATH=$1; ${command}; printf %s "$LD_LIBRARY_PATH"`, "sh", env.LD_LIBRARY_PATH],
    { cwd: world.home },
  );
  expect(stdout).toBe(overlay);
  expect(await loads(stdout)).toBe(0);
  expect(idsOf(await world.doctor({ LD_LIBRARY_PATH: "/opt/lib:" }, [], { cwd: world.home }))).toEqual([]);
});

/** Says what the real one says, whose network code takes minutes to build. Its package's path is the same. */
const WRAPPER = {
  "dl/go.mod": "module golang.org/dl\n\ngo 1.19\n",
  "dl/go1.22.4/main.go": `package main

import (
	"os"
	"path/filepath"
)

func main() {
	home, _ := os.UserHomeDir()
	root := filepath.Join(home, "sdk", "go1.22.4")
	if _, err := os.Stat(filepath.Join(root, ".unpacked-success")); err != nil {
		println("go1.22.4: not downloaded. Run 'go1.22.4 download' to install to " + root)
		os.Exit(1)
	}
}
`,
};

test("a wrapper of golang.org/dl whose SDK is gone stops go's own switch, until it is removed", async () => {
  const world = await lightWorld("1.21.6");
  writeTree(world.dir, WRAPPER);
  const built = await runProgram(world, `${world.goroot("1.21.6")}/bin/go`, ["install", "./go1.22.4"], {
    cwd: path.join(world.dir, "dl"),
    env: { GOTOOLCHAIN: "local", GOCACHE: sharedCache() },
  });
  expect(built.status, built.stderr).toBe(0);
  const env = { PATH: `${world.path}:${path.join(world.home, "go/bin")}`, GOTOOLCHAIN: "go1.22.4+path" };
  const message = "go1.22.4: not downloaded. Run 'go1.22.4 download' to install to";
  expect((await world.go(["version"], env)).output).toContain(message);
  const outside = { ...env, GOTOOLCHAIN: "local" };
  const report = await world.doctor(outside);
  expect(idsOf(report)).toEqual(["warning dl-wrapper"]);
  const { effect, fix } = finding(report, "dl-wrapper");
  expect(effect).toContain(`${message} ${world.home}/sdk/go1.22.4`);
  writeTree(world.home, { "sdk/go1.22.4/.unpacked-success": "" });
  expect(idsOf(await world.doctor(outside))).toEqual([]);
  fs.rmSync(path.join(world.home, "sdk"), { recursive: true });
  await runProgram(world, "/bin/sh", ["-c", fix.command ?? ""]);
  expect((await world.go(["version"], env)).output).not.toContain(message);
  expect(idsOf(await world.doctor(outside))).toEqual([]);
});

test("a healthy shell with gov and several managers has nothing to be told", async () => {
  const world = await lightWorld("1.22.5");
  writeTree(world.home, {
    ".gvm/scripts/gvm": "true\n",
    ".goenv/bin/goenv": "#!/bin/sh\n",
    ".g/bin/g": "",
    ".g/env": "true\n",
    ".local/bin/mise": "#!/bin/sh\n",
    ".bashrc": `${gvmLine(world.home)}export GOENV_ROOT="$HOME/.goenv"\nexport PATH="$GOENV_ROOT/bin:$PATH"\neval "$(goenv init -)"\n[ -s "$HOME/.g/env" ] && . "$HOME/.g/env"\neval "$(~/.local/bin/mise activate bash)"\n`,
  });
  for (const file of [".goenv/bin/goenv", ".local/bin/mise"])
    fs.chmodSync(path.join(world.home, file), 0o755);
  const env = await exportedByBash(world);
  expect(env.GOENV_ROOT).toBe(`${world.home}/.goenv`);
  expect((await world.go(["version"], env)).status).toBe(0);
  expect(idsOf(await world.doctor(env))).toEqual([]);
  expect(idsOf(await world.doctor({ PATH: `${path.join(world.root, "shims")}:${SYSTEM_PATH}` }))).toEqual([]);
});

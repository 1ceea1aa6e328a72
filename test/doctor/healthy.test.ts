import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runGov, runProgram } from "../support/run-gov.ts";
import { type EraVersion, type SeedVersion, SYSTEM_PATH } from "../support/seed.ts";
import { writeTree } from "../support/tree.ts";
import { type Env, idsOf, lightWorld, replaceFile, type World } from "./world.ts";

/** What a machine without faults may look like: each is set up, shown to be healthy by real go, and reported on. */
interface Healthy {
  readonly what: string;
  readonly versions?: readonly (SeedVersion | EraVersion)[];
  /** Returns the environment. */
  readonly make: (world: World) => Env | Promise<Env>;
  /** Notes that belong to it; an error or a warning never does. */
  readonly notes?: readonly string[];
}

const HEALTHY: readonly Healthy[] = [
  { what: "gov alone, with its default", make: () => ({}) },
  { what: "export mode", make: exportMode },
  { what: "a GOROOT that is the one the shim gives", make: (w) => ({ GOROOT: w.goroot("1.22.5") }) },
  {
    what: "GOROOT and GOTOOLDIR as a nested go passes them on",
    make: (w) => ({ GOROOT: w.goroot("1.22.5"), GOTOOLDIR: `${w.goroot("1.22.5")}/pkg/tool/linux_amd64` }),
  },
  {
    what: "a workspace",
    make: (w) => {
      writeTree(w.project, { "go.work": "go 1.22.5\n\nuse .\n" });
      return { GOTOOLCHAIN: undefined };
    },
  },
  { what: "GOWORK=off", make: () => ({ GOWORK: "off" }) },
  { what: "no compiler and CGO_ENABLED=0", make: (w) => ({ CGO_ENABLED: "0", PATH: withoutCompiler(w) }) },
  { what: "no compiler and CGO_ENABLED unset", make: (w) => ({ PATH: withoutCompiler(w) }) },
  { what: "CGO_ENABLED=1 and a compiler", make: () => ({ CGO_ENABLED: "1" }) },
  { what: "spaces in GOPATH", make: (w) => ({ GOPATH: path.join(w.home, "my go") }) },
  { what: "a GOPATH of two directories", make: (w) => ({ GOPATH: `${w.home}/a:${w.home}/b` }) },
  {
    what: "GOMODCACHE behind a link with spaces",
    make: (w) => {
      fs.mkdirSync(path.join(w.home, "real cache"));
      fs.symlinkSync("real cache", path.join(w.home, "cache link"));
      return { GOMODCACHE: path.join(w.home, "cache link") };
    },
  },
  { what: "GOBIN on PATH", make: (w) => ({ GOBIN: `${w.home}/bin`, PATH: `${w.path}:${w.home}/bin` }) },
  { what: "GOFLAGS that every command takes", make: () => ({ GOFLAGS: "-mod=mod -trimpath" }) },
  { what: "GO111MODULE=on", make: () => ({ GO111MODULE: "on" }) },
  {
    what: "GOPROXY, GOPRIVATE and GONOSUMDB of a company",
    make: () => ({ GOPRIVATE: "corp.invalid", GONOSUMDB: "corp.invalid" }),
  },
  { what: "GOTOOLCHAIN=auto where nothing newer is needed", make: () => ({ GOTOOLCHAIN: "auto" }) },
  { what: "GOTOOLCHAIN=local, as in container images", make: () => ({ GOTOOLCHAIN: "local" }) },
  {
    what: "settings by go env -w",
    make: (w) => {
      writeTree(w.home, { ".config/go/env": "GOPRIVATE=corp.invalid\nGOSUMDB=sum.golang.org\n" });
      return {};
    },
  },
  { what: "GOENV=off", make: () => ({ GOENV: "off" }) },
  { what: "GODEBUG and GOMAXPROCS", make: () => ({ GODEBUG: "madvdontneed=1", GOMAXPROCS: "2" }) },
  { what: "GOAMD64=v1", make: () => ({ GOAMD64: "v1" }) },
  {
    what: "a pin in a directory",
    versions: ["1.22.5", "1.21.6"],
    make: (w) => {
      writeTree(w.project, { ".go-version": "1.21.6\n" });
      return {};
    },
  },
  {
    what: "no pin, and asdf's file beside it for other tools",
    versions: ["1.22.5", "1.21.6"],
    make: (w) => {
      writeTree(w.project, { ".tool-versions": "nodejs 20.1.0\n" });
      return {};
    },
  },
  {
    what: "a go.mod whose toolchain line is installed",
    versions: ["1.21.6", "1.22.5"],
    make: (w) => {
      writeTree(w.project, { "go.mod": "module example.com/m\n\ngo 1.21\n\ntoolchain go1.22.5\n" });
      return { GOTOOLCHAIN: undefined };
    },
  },
  {
    what: "another go of the system behind the shims",
    versions: ["1.22.5", "1.21.6"],
    make: (w) => ({ PATH: `${w.path}:${w.goroot("1.21.6")}/bin` }),
  },
  {
    what: "a go of the system alone, and a gov without versions",
    make: (w) => {
      const own = path.join(w.dir, "usr-local-go");
      fs.renameSync(w.goroot("1.22.5"), own);
      fs.rmSync(path.join(w.root), { recursive: true });
      return { PATH: `${own}/bin:${SYSTEM_PATH}` };
    },
  },
  {
    what: "go behind a link, as distributions have it",
    make: (w) => {
      const own = path.join(w.dir, "usr");
      fs.mkdirSync(path.join(own, "bin"), { recursive: true });
      fs.mkdirSync(path.join(own, "lib"), { recursive: true });
      fs.renameSync(w.goroot("1.22.5"), path.join(own, "lib", "go-1.22"));
      for (const name of ["go", "gofmt"])
        fs.symlinkSync(`../lib/go-1.22/bin/${name}`, path.join(own, "bin", name));
      fs.rmSync(path.join(w.root), { recursive: true });
      return { PATH: `${own}/bin:${SYSTEM_PATH}` };
    },
  },
  {
    what: "system as the default",
    versions: ["1.22.5", "1.21.6"],
    make: (w) => {
      fs.writeFileSync(path.join(w.root, "default"), "system\n");
      return { PATH: `${w.path}:${w.goroot("1.21.6")}/bin` };
    },
  },
  {
    what: "mise, installed and active for other tools",
    make: (w) => {
      fs.mkdirSync(path.join(w.home, ".local/share/mise/installs/node/20"), { recursive: true });
      fs.writeFileSync(path.join(w.home, ".bashrc"), 'eval "$(mise activate bash)"\n');
      replaceIn(w, ".local/bin/mise");
      return { MISE_SHELL: "bash", __MISE_ORIG_PATH: SYSTEM_PATH, PATH: `${w.path}:${w.home}/.local/bin` };
    },
  },
  {
    what: "gvm, properly installed, behind gov",
    make: (w) => {
      writeTree(w.home, { ".gvm/scripts/gvm": "# gvm\n", ".gvm/gos/go1.20/VERSION": "go1.20" });
      return {};
    },
  },
  { what: "a service: env -i with PATH and HOME", make: (w) => ({ PATH: w.path, GOTOOLCHAIN: undefined }) },
  { what: "GOROOT empty, which is unset to go", make: () => ({ GOROOT: "", GOFLAGS: "" }) },
  { what: "1.19, which has no switch", versions: ["1.19.13"], make: () => ({ GOTOOLCHAIN: undefined }) },
  { what: "1.25, whose tools are built on demand", versions: ["1.25.14"], make: () => ({}) },
  { what: "1.27", versions: ["1.27.4"], make: () => ({}) },
];

test.each(HEALTHY)("healthy: $what", async ({ versions = ["1.22.5"], make, notes = [] }) => {
  const world = await lightWorld(...versions);
  const env = await make(world);
  const passed = await world.go(["vet", "./hello"], env);
  expect(passed, passed.output).toMatchObject({ status: 0 });
  const report = await world.doctor(env);
  expect(idsOf(report)).toEqual(notes.map((it) => `note ${it}`));
  expect(report.healthy).toBe(true);
});

test("a healthy machine gets one line, and the status 0", async () => {
  const world = await lightWorld("1.22.5");
  const answer = await runGov(world, ["doctor"], { env: { PATH: world.path }, cwd: world.home });
  expect(answer).toMatchObject({ status: 0, stdout: "healthy: 1.22.5 (the default)\n", stderr: "" });
});

test("the doctor works as another user, without HOME, and in a root that is read-only", async () => {
  const world = await lightWorld("1.22.5");
  const env = { PATH: world.path, HOME: undefined, GOV_ROOT: world.root, GOCACHE: "/tmp", GOPATH: "/tmp/p" };
  const answer = await runGov(world, ["doctor", "--json"], { env });
  expect([0, 1]).toContain(answer.status);
  expect(JSON.parse(answer.stdout).checked.length).toBeGreaterThan(10);
});

async function exportMode(world: World): Promise<Env> {
  await runGov(world, ["config", "set", "export", "true"]);
  const { stdout } = await runProgram(
    world,
    "bash",
    ["--norc", "-ic", `. ${world.root}/shell/gov.bash; eval "$PROMPT_COMMAND"; echo "$GOROOT $GOTOOLDIR"`],
    { env: { PATH: world.path } },
  );
  const [GOROOT = "", GOTOOLDIR = ""] = stdout.trim().split(" ");
  expect(GOROOT).toBe(world.goroot("1.22.5"));
  return { GOROOT, GOTOOLDIR };
}

/** PATH with the programs go itself needs, and no C compiler. */
function withoutCompiler(world: World): string {
  const bin = path.join(world.dir, "few");
  fs.mkdirSync(bin);
  for (const name of ["sh", "env", "cat"]) fs.symlinkSync(`/bin/${name}`, path.join(bin, name));
  return `${world.root}/shims:${bin}`;
}

function replaceIn(world: World, name: string): void {
  const file = path.join(world.home, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, "#!/bin/sh\n");
}

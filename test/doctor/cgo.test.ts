import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { writeTree } from "../support/tree.ts";
import { showBroken, showHealthy } from "./broken.ts";
import { finding, idsOf, lightWorld, type World } from "./world.ts";

const ERAS = ["1.22.5", "1.19.13", "1.27.4"] as const;
const found = "error cgo-compiler";
const WITH_C =
  'package main\n\n// int two(void) { return 2; }\nimport "C"\n\nfunc main() { println(int(C.two())) }\n';

/** A PATH with gov's shims and what they need, and no C compiler. */
function withoutCompiler(world: World): string {
  const dir = path.join(world.dir, "bin");
  fs.mkdirSync(dir);
  for (const name of ["sh", "env"]) fs.symlinkSync(`/bin/${name}`, path.join(dir, name));
  return `${path.join(world.root, "shims")}:${dir}`;
}

test("CGO_ENABLED=1 without a C compiler fails what reaches net; unset or 0 is healthy", async () => {
  const world = await lightWorld(...ERAS);
  const PATH = withoutCompiler(world);
  const [first] = await showBroken(world, {
    env: { PATH, CGO_ENABLED: "1" },
    args: ["build", "./web"],
    message: 'cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH',
    found,
    versions: ["1.22.5", "1.27.4"],
    mended: { PATH, CGO_ENABLED: "0" },
  });
  expect(first?.fix).toMatchObject({ command: "unset CGO_ENABLED", automatic: false });
  await showHealthy(world, { PATH, CGO_ENABLED: "0" }, ["test", "./web"]);
  for (const version of ERAS) await showHealthy(world, { PATH, GOV_VERSION: version }, ["build", "./web"]);
});

test("a CC that is not there fails, whatever CGO_ENABLED is", async () => {
  const world = await lightWorld(...ERAS);
  writeTree(world.project, { "c/main.go": WITH_C });
  const broken = { args: ["build", "-o", "/dev/null", "./c"], found };
  const missing =
    'cgo: C compiler "/gone/cc" not found: exec: "/gone/cc": stat /gone/cc: no such file or directory';
  await showBroken(world, { ...broken, env: { CC: "/gone/cc -m64" }, message: missing, versions: ERAS });
  const wrapper =
    'cgo: C compiler "gone-ccache" not found: exec: "gone-ccache": executable file not found in $PATH';
  await showBroken(world, { ...broken, env: { CC: "gone-ccache gcc", CGO_ENABLED: "1" }, message: wrapper });
  await showHealthy(world, { CC: "gcc -m64" }, broken.args);
  await showHealthy(world, { CC: "/gone/cc", CGO_ENABLED: "0" }, ["build", "./web"]);
});

test("a package of C code alone needs a compiler", async () => {
  const world = await lightWorld(...ERAS);
  const PATH = withoutCompiler(world);
  writeTree(world.project, { "main.go": WITH_C });
  const messages = {
    "1.22.5": "build constraints exclude all Go files in",
    "1.19.13": 'cgo: C compiler "gcc" not found',
    "1.27.4": "build constraints exclude all Go files in",
  };
  for (const [version, message] of Object.entries(messages)) {
    const env = { PATH, GOV_VERSION: version };
    expect((await world.go(["build", "."], env)).output).toContain(message);
    const report = await world.doctor(env);
    expect(idsOf(report)).toEqual([found]);
    expect(finding(report, "cgo-compiler").effect).toContain(message);
  }
  writeTree(world.project, { "other.go": "package main\n\nfunc main() {}\n" });
  await showHealthy(world, { PATH }, ["build", "-o", "/dev/null", "."]);
});

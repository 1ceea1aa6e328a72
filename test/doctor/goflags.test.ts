import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseGoFlags } from "../../src/doctor/settings/go-flags.ts";
import { parseVersion } from "../../src/goversion/version.ts";
import { showBroken, showHealthy } from "./broken.ts";
import { finding, idsOf, lightWorld } from "./world.ts";

const ERAS = ["1.22.5", "1.19.13", "1.27.4"] as const;
const found = "error goflags";

test("a word of GOFLAGS that is no flag, or of no release, stops every command", async () => {
  const world = await lightWorld(...ERAS);
  const broken = { args: ["version"], found, versions: ERAS };
  const [bogus] = await showBroken(world, {
    ...broken,
    env: { GOFLAGS: "-v  bogus -tags=a" },
    message: 'go: parsing $GOFLAGS: non-flag "bogus"',
  });
  expect(bogus?.fix.command).toBe("export GOFLAGS='-v -tags=a'");
  await showBroken(world, {
    ...broken,
    env: { GOFLAGS: "-tooldir=/x" },
    message: "go: parsing $GOFLAGS: unknown flag -tooldir",
  });
});

test("a flag of a later release stops an earlier one, and a quote up to 1.19", async () => {
  const world = await lightWorld("1.22.5", "1.19.13", "1.24.1", "1.25.14", "1.27.4");
  const broken = { args: ["version"], found };
  const flags = [
    ["-skip=TestY", "unknown flag -skip", ["1.19.13"]],
    ["--fullpath", "unknown flag -fullpath", ["1.19.13"]],
    ["-artifacts", "unknown flag -artifacts", ["1.22.5", "1.24.1", "1.25.14"]],
    ["'-tags=a b'", 'non-flag "\'-tags=a"', ["1.19.13"]],
  ] as const;
  for (const [flag, message, versions] of flags) {
    const env = { GOFLAGS: flag };
    await showBroken(world, { ...broken, env, message: `go: parsing $GOFLAGS: ${message}`, versions });
    await showHealthy(world, { ...env, GOV_VERSION: "1.27.4" }, ["version"]);
  }
  const open = { GOFLAGS: "-v '-tags=a" };
  await showBroken(world, { ...broken, env: open, message: "go: parsing $GOFLAGS: unterminated ' string" });
});

test("go run passes and go test fails with a bad -vet or -coverprofile", async () => {
  const world = await lightWorld(...ERAS);
  const args = ["test", "./hello"];
  const vet = { GOFLAGS: "-vet=printf,bogus" };
  const message =
    'go: invalid value "printf,bogus" for flag -vet (from $GOFLAGS): ' +
    "-vet argument must be a supported analyzer or a distinguished value; found bogus";
  const [first] = await showBroken(world, { env: vet, args, message, found, versions: ERAS });
  expect(first?.effect).toMatch(/^go test fails, and go run does not: /);
  expect((await world.go(["run", "./hello"], vet)).output).toBe("hello\n");
  const cover = { GOFLAGS: "-coverprofile=/gone/c" };
  const gone = "open /gone/c: no such file or directory";
  await showBroken(world, { env: cover, args, message: gone, found });
  expect((await world.go(["run", "./hello"], cover)).output).toBe("hello\n");
  const healthy = `-vet=printf,errorsas -coverprofile=${world.dir}/c`;
  await showHealthy(world, { GOFLAGS: healthy }, args);
});

test("a -toolexec program that is not there, a -mod that go does not know, a flag without its value", async () => {
  const world = await lightWorld(...ERAS);
  const args = ["build", "./..."];
  const toolexec = "go: error obtaining buildID for go tool compile: ";
  await showBroken(world, {
    env: { GOFLAGS: "-toolexec=/gone/wrapper" },
    args,
    message: `${toolexec}fork/exec /gone/wrapper: no such file or directory`,
    found,
  });
  const message = `${toolexec}exec: "gone-wrapper": executable file not found in $PATH`;
  await showBroken(world, { env: { GOFLAGS: '"-toolexec=gone-wrapper -x"' }, args, message, found });
  const mod = "-mod=bogus not supported (can be '', 'mod', 'readonly', or 'vendor')";
  await showBroken(world, { env: { GOFLAGS: "-mod=bogus" }, args, message: mod, found, versions: ERAS });
  const value = "go: flag needs an argument: -tags (from $GOFLAGS)";
  await showBroken(world, { env: { GOFLAGS: "-tags" }, args, message: value, found, versions: ERAS });
});

test("--fix takes the bad word out of what go env -w stored, and leaves the others", async () => {
  const world = await lightWorld("1.22.5");
  const file = path.join(world.home, ".config/go/env");
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, "GOPRIVATE=example.com\nGOFLAGS=-v bogus -tags=é\n");
  expect((await world.go(["version"])).output).toContain('non-flag "bogus"');
  const report = await world.doctor();
  expect(idsOf(report)).toEqual([found]);
  const { evidence, fix } = finding(report, "goflags");
  expect(evidence[0]?.origin).toEqual({ file, line: 2 });
  expect(fix.text).toBe(`take \`bogus\` out of line 2 of ${file}`);
  await world.doctor({}, ["--fix", "--yes"]);
  expect(fs.readFileSync(file, "utf8")).toBe("GOPRIVATE=example.com\nGOFLAGS=-v -tags=é\n");
  await showHealthy(world, {}, ["version"]);
});

test("the flags of a release that the table does not know are not judged, nor those of no release", () => {
  const bad = (text: string, version: string) =>
    parseGoFlags(text, parseVersion(version) ?? null).bad?.message;
  expect(bad("-new=1", "1.27.4")).toBe("go: parsing $GOFLAGS: unknown flag -new");
  expect(bad("-new=1", "1.28.0")).toBeUndefined();
  expect(bad("-new=1", "devel")).toBeUndefined();
  expect(bad("-new=1 new", "1.28.0")).toBe('go: parsing $GOFLAGS: non-flag "new"');
});

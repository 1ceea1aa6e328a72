import { execFileSync, spawnSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import type { Environment } from "../../src/environment/child-env.ts";
import { runProgram } from "../../src/environment/run.ts";

const dir = mkdtempSync(path.join(tmpdir(), "gov-run-"));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (file: string, args: string[]) =>
  runProgram(file, {
    args,
    env: {},
    argv0: file,
    terminal: false,
    stdout: "own",
    signals: new EventEmitter(),
  });

describe("how the program ended", () => {
  test.each([
    { script: "exit 0", end: { kind: "exited", code: 0 } },
    { script: "exit 123", end: { kind: "exited", code: 123 } },
    { script: "kill -TERM $$", end: { kind: "killed", signal: "SIGTERM" } },
    { script: "kill -KILL $$", end: { kind: "killed", signal: "SIGKILL" } },
  ])("$script", async ({ script, end }) => {
    expect(await run("/bin/sh", ["-c", script])).toEqual(end);
  });
});

describe("a program that cannot start", () => {
  test.each([
    { what: "missing", body: null, mode: 0, code: "command-not-found" },
    {
      what: "without its interpreter",
      body: "#!/absent/interpreter\n",
      mode: 0o755,
      code: "command-not-found",
    },
    { what: "not executable", body: "#!/bin/sh\n", mode: 0o644, code: "not-executable" },
  ])("$what", async ({ what, body, mode, code }) => {
    const file = path.join(dir, what);
    if (body !== null) writeFileSync(file, body);
    if (body !== null) chmodSync(file, mode);
    await expect(run(file, [])).rejects.toMatchObject({ code });
  });

  test("with too many arguments", async () => {
    await expect(run("/bin/true", ["x".repeat(8_000_000)])).rejects.toMatchObject({
      code: "not-executable",
      message: expect.stringContaining("too long"),
    });
  });
});

describe("signals", () => {
  /** Starts a program that reports the signals it gets, sends it some once it is ready, and waits. */
  async function reportOf(sent: string[], terminal: boolean): Promise<string> {
    const report = path.join(dir, `report-${sent.join("-")}-${terminal}`);
    const traps = "trap 'echo INT >&3' INT; trap 'echo QUIT >&3' QUIT; trap 'echo TERM >&3; exit 7' TERM; ";
    const script = `exec 3>"$1"; ${traps}echo ready >&3; while :; do sleep 0.02; done`;
    const signals = new EventEmitter();
    const args = ["-c", script, "sh", report];
    const end = runProgram("/bin/sh", {
      args,
      env: process.env as Environment,
      argv0: "sh",
      terminal,
      stdout: "own",
      signals,
    });
    await until(() => existsSync(report) && readFileSync(report, "utf8") === "ready\n");
    for (const signal of sent) {
      signals.emit(signal);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await end).toEqual({ kind: "exited", code: 7 });
    expect(signals.eventNames()).toEqual([]);
    return readFileSync(report, "utf8");
  }

  test("are passed on", async () => {
    expect(await reportOf(["SIGINT", "SIGQUIT", "SIGTERM"], false)).toBe("ready\nINT\nQUIT\nTERM\n");
  });

  test("which the terminal sends to the program itself are not sent twice", async () => {
    expect(await reportOf(["SIGINT", "SIGQUIT", "SIGTERM"], true)).toBe("ready\nTERM\n");
  });
});

test("the program has gov's stdin and stdout, its own name and exactly the given environment", async () => {
  const bundle = path.join(dir, "runner.mjs");
  const options = `{ args: ["-c", "read line; echo $0 $line; /usr/bin/env"], env: { A: "1" }, argv0: "my-sh", stdout: "own" }`;
  await build({
    stdin: {
      contents: `import { runProgram } from "./run.ts";
        const end = await runProgram("/bin/sh", { ...${options}, terminal: false, signals: process });
        console.log(JSON.stringify(end));`,
      resolveDir: path.join(import.meta.dirname, "../../src/environment"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
  });
  const out = execFileSync(process.execPath, [bundle], { input: "hello\n", encoding: "utf8" });
  const [first, ...rest] = out.trim().split("\n");
  expect(first).toBe("my-sh hello");
  expect(rest.filter((line) => !/^(PWD|OLDPWD|_|SHLVL)=/.test(line))).toEqual([
    "A=1",
    '{"kind":"exited","code":0}',
  ]);
});

test("the program's stdout can be gov's stderr", async () => {
  const bundle = path.join(dir, "to-stderr.mjs");
  const options = `{ args: ["-c", "echo out"], env: {}, argv0: "sh", terminal: false, stdout: "stderr", signals: process }`;
  await build({
    stdin: {
      contents: `import { runProgram } from "./run.ts"; await runProgram("/bin/sh", ${options});`,
      resolveDir: path.join(import.meta.dirname, "../../src/environment"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
  });
  const { stdout, stderr } = spawnSync(process.execPath, [bundle], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "out\n" });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

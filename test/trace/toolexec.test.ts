import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readCalls } from "../../src/trace/calls.ts";
import { makeToolexec, type Toolexec } from "../../src/trace/toolexec.ts";
import { runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";

const SHELLS: readonly (readonly string[])[] = [["dash"], ["bash", "--posix"], ["busybox", "sh"]];
const GIVEN = {
  GOROOT: "/r o/go",
  GOTOOLDIR: "/r o/go/pkg/tool/linux_amd64",
  GOVERSION: "go1.22.5",
  TOOLEXEC_IMPORTPATH: "a/b [a/b.test]",
  TMPDIR: "/var/tmp",
};

function toolexecOfThisTest(scratch = scratchHome()): { toolexec: Toolexec; script: string } {
  const toolexec = makeToolexec([scratch.dir]);
  return { toolexec, script: path.join(toolexec.dir, "toolexec.sh") };
}

test.each(SHELLS)(
  "in %s a call becomes a record without its arguments, and its status go's",
  async (...shell: readonly string[]) => {
    const scratch = scratchHome();
    const { toolexec, script } = toolexecOfThisTest(scratch);
    const [program = "", ...words] = [...shell, script, "/bin/sh", "-c", "echo secret; exit 3"];
    const run = await runProgram(scratch, program, words, { env: GIVEN });
    expect(run).toEqual({ status: 3, signal: null, stdout: "secret\n", stderr: "" });
    const [call, ...others] = readCalls(toolexec.dir);
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      kind: "run",
      path: "/bin/sh",
      package: GIVEN.TOOLEXEC_IMPORTPATH,
      goroot: GIVEN.GOROOT,
      gotooldir: GIVEN.GOTOOLDIR,
      goversion: "go1.22.5",
      tempDir: "/var/tmp",
      exit: 3,
    });
    expect(call?.ms).toBeGreaterThanOrEqual(0);
    for (const name of fs.readdirSync(toolexec.dir).filter((it) => it !== "toolexec.sh")) {
      expect(fs.readFileSync(path.join(toolexec.dir, name), "utf8")).not.toContain("secret");
    }
  },
);

test.each(SHELLS)(
  "in %s a tool that is asked for its release takes the script's place",
  async (...shell: readonly string[]) => {
    const scratch = scratchHome();
    const { toolexec, script } = toolexecOfThisTest(scratch);
    const tool = path.join(scratch.dir, "tool");
    fs.writeFileSync(tool, '#!/bin/sh\necho "$$ $*"\n', { mode: 0o755 });
    const [program = "", ...words] = [...shell, script, tool, "-V=full"];
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    await once(child, "close");
    expect(output).toBe(`${child.pid} -V=full\n`);
    expect(readCalls(toolexec.dir)).toMatchObject([{ kind: "asked", path: tool, ms: null, exit: null }]);
  },
);

test.each(SHELLS)(
  "in %s a tool that dies by a signal is reported so to go",
  async (...shell: readonly string[]) => {
    const scratch = scratchHome();
    const { toolexec, script } = toolexecOfThisTest(scratch);
    const [program = "", ...words] = [...shell, script, "/bin/sh", "-c", "kill -TERM $$"];
    expect((await runProgram(scratch, program, words)).signal).toBe("SIGTERM");
    expect(readCalls(toolexec.dir)).toMatchObject([{ exit: 128 + 15 }]);
  },
);

test.each(SHELLS)(
  "in %s the tool runs, silently, when nothing can be written down",
  async (...shell: readonly string[]) => {
    const scratch = scratchHome();
    const script = path.join(scratch.dir, "toolexec.sh");
    fs.copyFileSync(toolexecOfThisTest(scratch).script, script);
    // Every name that the script could take for its record is a directory that is not there.
    const text = fs.readFileSync(script, "utf8").replaceAll("${0%/*}", "/nonexistent");
    fs.writeFileSync(script, text);
    const [program = "", ...words] = [...shell, script, "/bin/echo", "", "a b"];
    expect(await runProgram(scratch, program, words)).toMatchObject({
      stdout: " a b\n",
      stderr: "",
      status: 0,
    });
  },
);

test("a pid that comes round again overwrites nothing", async () => {
  const scratch = scratchHome();
  const { toolexec, script } = toolexecOfThisTest(scratch);
  // One process is the script twice over: `.` runs it, and its `exit` is taken away.
  const twice = path.join(toolexec.dir, "twice.sh");
  const body = fs.readFileSync(script, "utf8").replace(/^exit .*$/m, "");
  fs.writeFileSync(twice, `${body}\nset +C\n${body}`);
  await runProgram(scratch, "/bin/sh", [twice, "/bin/echo", "x"]);
  expect(readCalls(toolexec.dir)).toHaveLength(2);
});

test("a place without spaces comes first, and no place with a quote is taken", () => {
  const scratch = scratchHome();
  const at = (name: string) => {
    const dir = path.join(scratch.dir, name);
    fs.mkdirSync(dir);
    return dir;
  };
  const [spaced, plain, quoted] = [at("sp ace"), at("plain"), at("it's")];
  const made = makeToolexec([quoted, spaced, plain]);
  expect(made.flag).toBe(`-toolexec=${made.dir}/toolexec.sh`);
  expect(path.dirname(made.dir)).toBe(plain);
  expect(fs.statSync(made.dir).mode & 0o777).toBe(0o700);
  expect(fs.readdirSync(spaced)).toEqual([]);
  expect(fs.readdirSync(quoted)).toEqual([]);
  expect(makeToolexec([quoted, spaced]).flag).toMatch(
    /^'-toolexec=\/bin\/sh "\/.*\/sp ace\/gov-trace-\w+\/toolexec\.sh"'$/,
  );
  expect(() => makeToolexec([path.join(scratch.dir, "none")])).toThrow(
    "cannot make a directory for the trace",
  );
});

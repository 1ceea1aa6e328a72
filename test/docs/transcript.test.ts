import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, inject, test } from "vitest";
import { ensureBuilt, repositoryDir } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { networkEnv, SYSTEM_PATH } from "../support/seed.ts";

beforeAll(() => ensureBuilt(inject("runDir")));

test("the README shows what scripts/try.sh prints", { timeout: 300_000 }, async () => {
  const { stdout } = await promisify(execFile)("sh", ["scripts/try.sh", "--built"], {
    cwd: repositoryDir,
    env: { ...networkEnv(), PATH: `${path.dirname(hostNode)}:${SYSTEM_PATH}`, TMPDIR: os.tmpdir() },
  });
  expect(redact(stdout)).toEqual(redact(readmeTranscript()));
});

function readmeTranscript(): string {
  const readme = fs.readFileSync(path.join(repositoryDir, "README.md"), "utf8");
  return /```console\n(\$ gov install [\s\S]*?)```/.exec(readme)?.[1] ?? "";
}

/** Without what differs from run to run and from machine to machine: which source answered, and how fast. */
function redact(text: string): string[] {
  const lines = text
    .replaceAll(/\S*\/gov-try\.?\w*/g, "/tmp/gov-try")
    .replaceAll(/\d+(\.\d+)? s\b/g, "N s")
    .replaceAll(/\d+(\.\d+)? MB/g, "N MB")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "DATE")
    .replaceAll(/proven by .*/g, "proven by ROOTS")
    .replaceAll(/\b(linux|darwin)\/(amd64|arm64)\b/g, "PLATFORM")
    .split("\n")
    .filter((line) => !/^gov: (downloading |.*; trying )/.test(line));
  // Two installs at once end in either order.
  const installs = lines.filter((line) => line.startsWith("gov: installed ")).sort();
  return [...installs, ...lines.filter((line) => !line.startsWith("gov: installed "))];
}

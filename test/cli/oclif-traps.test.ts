import { spawn } from "node:child_process";
import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ensureBuilt, govBin, repositoryDir } from "../support/build.ts";
import { hostNode, nodes } from "../support/node-versions.ts";
import { runGov } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { cloneToolchains } from "../support/toolchains.ts";

const { version } = JSON.parse(fs.readFileSync(path.join(repositoryDir, "package.json"), "utf8"));

beforeAll(() => ensureBuilt(inject("runDir")));

describe.each(nodes)("$name", ({ program }) => {
  const node = { node: program };

  test("--version is one line and nothing else", async () => {
    const result = await runGov(scratchHome(), ["--version"], node);
    expect(result.stdout).toMatch(new RegExp(`^gov/${version} \\S+ node-v\\S+\n$`));
    expect(result).toMatchObject({ status: 0, stderr: "" });
  });

  test("every command's --help is silent on stderr", async () => {
    const scratch = scratchHome();
    for (const words of commandWords()) {
      const result = await runGov(scratch, [...words, "--help"], node);
      expect({ words, status: result.status, stderr: result.stderr }).toEqual({
        words,
        status: 0,
        stderr: "",
      });
      expect(result.stdout).toContain("USAGE");
    }
  });

  test("list --json is data and nothing else", async () => {
    const result = await runGov(scratchHome(), ["list", "--json"], node);
    expect(JSON.parse(result.stdout)).toEqual({ schema: 1, toolchains: [], problems: [] });
    expect(result).toMatchObject({ status: 0, stderr: "" });
  });

  test("an error keeps its exit status under --json", async () => {
    const scratch = scratchHome();
    const plain = await runGov(scratch, ["which", "go"], { ...node, env: { GOV_VERSION: "1.22.5" } });
    const json = await runGov(scratch, ["which", "go", "--json"], {
      ...node,
      env: { GOV_VERSION: "1.22.5" },
    });
    expect([plain.status, json.status]).toEqual([4, 4]);
    expect(plain.stdout).toBe("");
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 1, error: { code: "not-installed", exit: 4 } });
    expect(json.stderr).toBe("");
  });
});

test.each(["development", "test", "production"])("NODE_ENV=%s changes nothing", async (NODE_ENV) => {
  const scratch = scratchHome();
  const usual = await runGov(scratch, ["list", "--json"]);
  const result = await runGov(scratch, ["list", "--json"], { env: { NODE_ENV } });
  expect(result).toEqual(usual);
});

test.each([[["list", "--no-such-flag"]], [["no-such-command"]], [["use"]], [["uninstall"]]])(
  "wrong usage is exit 2 with a sentence and a hint: gov %j",
  async (words) => {
    const result = await runGov(scratchHome(), words);
    expect(result.status).toBe(2);
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(/^gov: .+[^.]\nhint: gov .+\n$/);
  },
);

test("another manager's word is answered with gov's", async () => {
  const result = await runGov(scratchHome(), ["global", "1.22.5"]);
  expect(result).toMatchObject({ status: 2, stderr: expect.stringContaining("hint: gov default") });
});

test("a reader that closes the pipe early is no error", async () => {
  const scratch = scratchHome();
  const child = spawn(hostNode, [govBin, "--help"], {
    env: { HOME: scratch.home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

describe("the bundle", () => {
  const sources = () =>
    fs
      .readdirSync(path.join(repositoryDir, "dist"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js"))
      .map((name) => fs.readFileSync(path.join(repositoryDir, "dist", name), "utf8"));

  test("holds no TypeScript compiler", () => {
    expect(sources().filter((text) => text.includes("createLanguageService"))).toEqual([]);
  });

  test("stays below 3 MB", () => {
    const bytes = sources().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(3_000_000);
  });

  test("imports nothing but Node", () => {
    const imported = sources().flatMap((text) =>
      [...text.matchAll(/(?:^|[;}\n])(?:import|export)\b[^;"'`]*?["']([^"']+)["']/g)].map(
        (match) => match[1],
      ),
    );
    const foreign = imported.filter((name) => !name?.startsWith("node:") && !name?.startsWith("."));
    expect(foreign.filter((name) => !isBuiltin(name ?? ""))).toEqual([]);
  });
});

describe("gov exec leaves the program's words alone", () => {
  test.each([
    [["exec", "1.22.5", "go", "test", "--help"], "usage: go test"],
    [["exec", "1.22.5", "--", "go", "test", "--help"], "usage: go test"],
    [["exec", "1.22.5", "go", "version", "-v", "-m"], "'go version' only accepts -m flag with arguments"],
    [["exec", "1.22.5", "go", "env", "GOVERSION"], "go1.22.5"],
  ])("%j", { timeout: 300_000 }, async (words, expected) => {
    const scratch = scratchHome();
    await cloneToolchains(scratch, ["1.22.5"]);
    const { stdout, stderr } = await runGov(scratch, words);
    expect(stdout + stderr).toContain(expected);
  });

  test("the program's exit status is gov's", { timeout: 300_000 }, async () => {
    const scratch = scratchHome();
    await cloneToolchains(scratch, ["1.22.5"]);
    const result = await runGov(scratch, ["exec", "1.22.5", "sh", "-c", "exit 43"]);
    expect(result).toMatchObject({ status: 43, stdout: "", stderr: "" });
  });
});

function commandWords(): string[][] {
  const manifest = JSON.parse(fs.readFileSync(path.join(repositoryDir, "oclif.manifest.json"), "utf8"));
  return Object.keys(manifest.commands).map((id) => id.split(":"));
}

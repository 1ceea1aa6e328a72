import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { govBin } from "../support/build.ts";
import { hostNode } from "../support/node-versions.ts";
import { runGov, runProgram } from "../support/run-gov.ts";
import { scratchHome } from "../support/scratch-home.ts";
import { FAKE, OTHER } from "./releases.ts";
import { startWorld } from "./world.ts";

async function lockedProject() {
  const world = await startWorld();
  const scratch = scratchHome();
  fs.writeFileSync(path.join(scratch.project, ".go-version"), `${FAKE}\n`);
  const file = path.join(scratch.project, "gov.lock.json");
  const gov = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runGov(scratch, args, { env: { ...world.env, ...env } });
  const edit = (change: (text: string) => string) =>
    fs.writeFileSync(file, change(fs.readFileSync(file, "utf8")));
  return { world, scratch, file, gov, edit };
}

/** Another hash of the same shape. */
const forge = (text: string) => text.replace(/h1:.{4}/, "h1:AAAA");

describe("gov lock", () => {
  test("writes what the roots say beside the pin, once, and --check is content", async () => {
    const { file, gov } = await lockedProject();
    const first = await gov(["lock", "--json"]);
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ file, version: FAKE, unchanged: false, unknown: [] });
    const text = fs.readFileSync(file, "utf8");
    expect(JSON.parse(text).toolchains[0].platforms).toMatchObject({
      [JSON.parse(first.stdout).platforms[0]]: {
        h1: expect.stringMatching(/^h1:/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect((await gov(["lock"])).stderr).toContain("is locked in");
    expect(fs.readFileSync(file, "utf8")).toBe(text);
    expect((await gov(["lock", "--check"])).status).toBe(0);
  });

  test("--check fails where the file is missing or does not cover the pin, and writes nothing", async () => {
    const { file, gov, scratch } = await lockedProject();
    expect(await gov(["lock", "--check"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("gov lock"),
    });
    expect(fs.existsSync(file)).toBe(false);
    await gov(["lock"]);
    fs.writeFileSync(path.join(scratch.project, ".go-version"), `${OTHER}\n`);
    expect((await gov(["lock", "--check"])).status).toBe(1);
  });

  test("offline it says what it would have asked", async () => {
    const { gov, world, file } = await lockedProject();
    expect(await gov(["lock", "--offline"])).toMatchObject({
      status: 6,
      stderr: expect.stringContaining(`: this needs ${world.sumdb.url}/sumdb/`),
    });
    expect(fs.existsSync(file)).toBe(false);
  });

  test("a file that contradicts the public record is exit 6, and is not overwritten", async () => {
    const { file, gov, edit } = await lockedProject();
    await gov(["lock"]);
    edit(forge);
    const forged = fs.readFileSync(file, "utf8");
    for (const words of [["lock"], ["lock", "--check"]]) {
      expect(await gov(words)).toMatchObject({ status: 6, stderr: expect.stringContaining(file) });
    }
    expect(fs.readFileSync(file, "utf8")).toBe(forged);
  });
});

describe("gov install in a locked project", () => {
  test("takes what the lock says, and refuses what differs, naming the file", async () => {
    const { file, gov, edit, scratch } = await lockedProject();
    await gov(["lock"]);
    expect((await gov(["install"])).status).toBe(0);
    await gov(["uninstall", "--force", FAKE]);
    edit(forge);
    const refused = await gov(["install"]);
    expect(refused).toMatchObject({ status: 6, stderr: expect.stringContaining(file) });
    expect(fs.readdirSync(path.join(scratch.root, "versions"))).toEqual([]);
  });

  test("a lock that was found vouches for nothing, one that was named does", async () => {
    const { world, file, gov } = await lockedProject();
    await gov(["lock"]);
    // Nothing else speaks: no database, and no index.
    const silent = {
      GOSUMDB: "off",
      GOPROXY: world.env.GOPROXY ?? "",
      GOV_ORDER: "goproxy",
      HTTPS_PROXY: "",
    };
    await gov(["cache", "clear"]);
    expect((await gov(["install", FAKE], silent)).status).toBe(6);
    const installed = await gov(["install", "--json", "--lock", file, FAKE], silent);
    expect(JSON.parse(installed.stdout).results[0]).toMatchObject({ status: "installed", proofs: ["lock"] });
  });

  test("a lock file that is malformed stops before anything is downloaded", async () => {
    const { world, gov, edit } = await lockedProject();
    await gov(["lock"]);
    edit((text) => text.replace('"h1"', '"h2"'));
    expect((await gov(["install"])).status).toBe(6);
    expect(world.archiveRequests()).toEqual([]);
  });
});

test.each([
  ["lock", FAKE],
  ["install", "--lock", "gov.lock.json", FAKE],
  ["verify", "./go"],
  ["doctor", "--dockerfile", "Dockerfile"],
])("in a directory that was deleted, gov %s names no file of the root directory", async (...words) => {
  const { world, scratch } = await lockedProject();
  const gone = path.join(scratch.dir, "gone");
  fs.mkdirSync(gone);
  await runGov(scratch, ["--version"]);
  const script = `cd ${gone} && rmdir ${gone} && exec ${[hostNode, govBin, ...words].join(" ")}`;
  expect(await runProgram(scratch, "sh", ["-c", script], { env: world.env })).toMatchObject({
    status: 1,
    stderr: "gov: the current directory does not exist any more\nhint: cd\n",
  });
});

test("a FIFO or an endless file under the name of a lock file is refused, not waited for", async () => {
  const { file, gov } = await lockedProject();
  execFileSync("mkfifo", [file]);
  const fifo = await gov(["install"]);
  expect(fifo.status).toBe(6);
  expect(fifo.stderr).toContain("gov.lock.json` is not a regular file");
  fs.rmSync(file);
  fs.writeFileSync(file, " ".repeat(17 << 20));
  expect((await gov(["install"])).stderr).toContain("is too large for a lock file");
});

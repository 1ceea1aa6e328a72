import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import { type Decision, decide } from "../../src/verify/policy.ts";
import { makeScratchHome, removeTree, type ScratchHome } from "../support/scratch-home.ts";
import { SYSTEM_PATH } from "../support/seed.ts";
import { type SumdbServer, startSumdb } from "../support/sumdb-server.ts";
import { realGo } from "../support/toolchains.ts";
import { clientOf } from "./client.ts";
import { FORGERIES, type Forgery, OTHER_H1, RECORDS, VICTIM, VICTIM_H1, victimFiles } from "./forgeries.ts";

/**
 * One lying proxy before two clients: what the real go command refuses, gov must refuse. Go before 1.25.13
 * and 1.26.6 has the three holes that gov must not have, so it may believe more.
 */

let scratch: ScratchHome;
let go = "";

beforeAll(async () => {
  scratch = makeScratchHome();
  go = await realGo();
});

afterAll(() => removeTree(scratch.dir));

const HONEST: Forgery = { name: "the truth", gov: { kind: "record" } };

const CASES = [HONEST, ...FORGERIES].map((it) => [it.name, it] as const);

test.each(CASES)("%s", async (name, { records = RECORDS, forge, tampered = false }) => {
  const server = await startSumdb({ records, files: victimFiles({ tampered }) });
  onTestFinished(server.close);
  if (forge) server.forge = forge(server.log);
  const dir = fs.mkdtempSync(path.join(scratch.dir, "case-"));

  const goBelieves = await goDownloads(server, dir);
  const govBelieves = await govDecides(server, dir, tampered ? OTHER_H1 : VICTIM_H1);
  if (name === HONEST.name) expect(goBelieves, goBelieves.output).toMatchObject({ accepted: true });
  if (!goBelieves.accepted) expect(govBelieves).toMatch(/^refused/);
  expect(govBelieves).toMatch(name === HONEST.name ? /^accepted/ : /^refused/);
});

test("a fork after an honest answer", async () => {
  const server = await startSumdb({ records: RECORDS, files: victimFiles() });
  const forked = RECORDS.with(7, "example.com/m6 v1.0.0 h1:BBBB\n");
  const lie = await startSumdb({ records: forked, key: server.log.key, files: victimFiles() });
  onTestFinished(async () => {
    await server.close();
    await lie.close();
  });
  server.size = 200;
  const dir = fs.mkdtempSync(path.join(scratch.dir, "case-"));
  expect(await goDownloads(server, dir)).toMatchObject({ accepted: true });
  expect(await govDecides(server, dir, VICTIM_H1)).toMatch(/^accepted/);

  // The answers are forgotten, the trees are not.
  removeTree(path.join(dir, "modcache"));
  for (const name of fs.readdirSync(path.join(dir, "gov"))) removeTree(path.join(dir, "gov", name, "lookup"));
  expect(await goDownloads(lie, dir)).toMatchObject({ accepted: false });
  expect(await govDecides(lie, dir, VICTIM_H1)).toMatch(/^refused: .* has forked/);
});

/** Lets the real go command download the victim, in a home of its own. */
function goDownloads(server: SumdbServer, dir: string): Promise<{ accepted: boolean; output: string }> {
  const env = {
    HOME: dir,
    PATH: SYSTEM_PATH,
    GOENV: "off",
    GOTOOLCHAIN: "local",
    GOFLAGS: "-modcacherw",
    GOPATH: path.join(dir, "gopath"),
    GOMODCACHE: path.join(dir, "modcache"),
    GOCACHE: path.join(dir, "gocache"),
    GOPROXY: server.url,
    GOSUMDB: server.gosumdbByProxy,
  };
  const args = ["mod", "download", `${VICTIM.module}@${VICTIM.version}`];
  return new Promise((resolve) => {
    execFile(go, args, { cwd: dir, env }, (error, stdout, stderr) => {
      resolve({ accepted: error === null, output: stdout + stderr });
    });
  });
}

/** What gov would say of a toolchain with this h1, of which nobody else knows anything. */
async function govDecides(server: SumdbServer, dir: string, h1: string): Promise<string> {
  try {
    const sumdb = await clientOf(server, path.join(dir, "gov")).lookup(VICTIM.module, VICTIM.version);
    const { proofs }: Decision = decide({
      toolchain: VICTIM.module,
      origin: "goproxy",
      measured: { sha256: null, h1 },
      sumdb,
      official: null,
      builtin: null,
      lock: null,
      allowUnproven: false,
    });
    return `accepted: ${JSON.stringify(proofs)}`;
  } catch (error) {
    if (error instanceof GovError && error.code === "proof-failed") return `refused: ${error.message}`;
    throw error;
  }
}

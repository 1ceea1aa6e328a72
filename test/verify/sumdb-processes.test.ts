import fs from "node:fs";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { bundleProgram, giveToOrdinaryUser, runAsOrdinaryUser } from "../fs/child-program.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { type SumdbServer, startSumdb } from "../support/sumdb-server.ts";
import { RECORDS, VICTIM, VICTIM_H1 } from "./forgeries.ts";

const PROGRAM = `
  import { parseVerifierKey } from "@/verify/note.ts";
  import { Sumdb } from "@/verify/sumdb.ts";
  const [base, key, cacheDir, module, version] = process.argv.slice(2);
  const fetchPath = async (path) => {
    const response = await fetch(base + "/" + path);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  };
  const sumdb = new Sumdb({ verifier: parseVerifierKey(key), cacheDir, fetchPath, log: console.error });
  console.log(JSON.stringify(await sumdb.lookup(module, version)));
`;

const temp = useTemporaryDirectory();
let program = "";

beforeEach(async () => {
  program = await bundleProgram(temp(), PROGRAM);
  fs.mkdirSync(temp("cache"));
});

async function serve(): Promise<SumdbServer> {
  const server = await startSumdb({ records: RECORDS });
  onTestFinished(server.close);
  return server;
}

async function lookupElsewhere(
  server: SumdbServer,
  { module, version }: { module: string; version: string } = VICTIM,
) {
  const [key = "", base = ""] = server.gosumdb.split(" ");
  const { code, stdout, stderr } = await runAsOrdinaryUser(program, [
    base,
    key,
    temp("cache"),
    module,
    version,
  ]);
  if (code !== 0) throw new Error(stderr);
  return { answer: JSON.parse(stdout), logged: stderr };
}

test("processes that look up different records of a growing log over one cache agree", async () => {
  giveToOrdinaryUser(temp("cache"));
  const server = await serve();
  server.size = 61;
  server.forge = (path, honest) => {
    if (path.startsWith("lookup/")) server.size += 40;
    return honest;
  };
  const ids = [0, 10, 20, 30, 40, 50];
  const asked = ids.map((i) => ({ module: `example.com/m${i}`, version: "v1.0.0" }));
  const results = await Promise.all(asked.map((one) => lookupElsewhere(server, one)));
  for (const { answer, logged } of results) {
    expect(answer).toMatchObject({ kind: "record", h1s: ["h1:AAAA"] });
    expect(logged).toBe("");
  }
  const [name = ""] = fs.readdirSync(temp("cache"));
  const largest = Math.max(...results.map(({ answer }) => answer.treeSize));
  expect(fs.readdirSync(temp("cache", name, "heads"))).toEqual([
    `${largest}-${server.log.root(largest).toString("hex")}`,
  ]);
});

test("a cache that may only be read is used, and one that is damaged too or cannot be read costs time only", async () => {
  const server = await serve();
  giveToOrdinaryUser(temp("cache"));
  const { answer } = await lookupElsewhere(server);
  expect(answer).toMatchObject({ kind: "record", h1s: [VICTIM_H1] });

  const directories = fs
    .readdirSync(temp("cache"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  const setMode = (mode: number) => {
    for (const dir of [...directories, temp("cache")]) fs.chmodSync(dir, mode);
  };
  server.requests.length = 0;
  setMode(0o500);
  expect((await lookupElsewhere(server)).answer).toEqual(answer);
  expect(server.requests).toEqual([]);

  const [name = ""] = fs.readdirSync(temp("cache"));
  fs.writeFileSync(temp("cache", name, "tile/8/0/000"), "garbage");
  expect((await lookupElsewhere(server)).answer).toEqual(answer);
  expect(server.requests).toContain("tile/8/0/000");

  server.requests.length = 0;
  setMode(0o000);
  const unreadable = await lookupElsewhere(server);
  setMode(0o700);
  expect(unreadable.answer).toEqual(answer);
  expect(unreadable.logged).toContain("checksum database cache");
  expect(server.requests).not.toEqual([]);
});

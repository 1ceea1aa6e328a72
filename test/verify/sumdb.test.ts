import fs from "node:fs";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { GovError } from "../../src/errors.ts";
import type { SumdbAnswer } from "../../src/verify/sumdb.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { removeTree } from "../support/scratch-home.ts";
import { SumdbLog } from "../support/sumdb-log.ts";
import {
  type Forge,
  type SumdbServer,
  type SumdbServerOptions,
  startSumdb,
} from "../support/sumdb-server.ts";
import { clientOf } from "./client.ts";
import { FORGERIES, RECORDS, recordsWith, VICTIM, VICTIM_H1, VICTIM_ID, VICTIM_RECORD } from "./forgeries.ts";
import { base64, flipped, syntheticLog, vectors, verifierOf } from "./vectors.ts";

const temp = useTemporaryDirectory();

async function serve(options: Partial<SumdbServerOptions> = {}): Promise<SumdbServer> {
  const server = await startSumdb({ records: RECORDS, ...options });
  onTestFinished(server.close);
  return server;
}

interface Asked {
  readonly module: string;
  readonly version: string;
}

function askFor(server: SumdbServer, { module, version }: Asked = VICTIM): Promise<SumdbAnswer> {
  return clientOf(server, temp("cache")).lookup(module, version);
}

async function refusalBy(lookup: Promise<unknown>): Promise<GovError> {
  const error = await lookup.then(
    (answer) => expect.fail(`accepted: ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof GovError) return error;
  throw error;
}

/** The cached files, below the directory of the database. */
function cached(): string[] {
  const [name = ""] = fs.readdirSync(temp("cache"));
  return fs
    .readdirSync(temp("cache", name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(temp("cache", name), path.join(entry.parentPath, entry.name)))
    .sort();
}

function cachedFile(file: string): string {
  const [name = ""] = fs.readdirSync(temp("cache"));
  return temp("cache", name, file);
}

describe("lookup", () => {
  test("proves the real record of go1.24.0 with the real tiles", async () => {
    const { path: lookupPath, bodyBase64, tilesBase64, ...lookup } = vectors.sumGolangOrg.lookup;
    const lookupFile = lookupPath.slice(1);
    const bodies = new Map<string, string>([[lookupFile, bodyBase64], ...Object.entries(tilesBase64)]);
    const requests: string[] = [];
    const server = await serve();
    const client = clientOf(server, temp("cache"), {
      verifier: verifierOf(vectors.sumGolangOrg.vkey),
      fetchPath: (path) => {
        requests.push(path);
        const text = bodies.get(path);
        return Promise.resolve({ status: text === undefined ? 404 : 200, body: base64(text ?? "") });
      },
    });
    expect(await client.lookup("golang.org/toolchain", "v0.0.1-go1.24.0.linux-amd64")).toEqual({
      kind: "record",
      name: "sum.golang.org",
      h1s: [vectors.toolchainH1["go1.24.0.linux-amd64"]],
      record: lookup.id,
      treeSize: lookup.treeSize,
      treeHash: lookup.treeHash,
    });
    expect(requests).toEqual([lookupFile, ...lookup.tilesInOrder]);
  });

  test("proves a record of the tree that Go's own server made, with its key", async () => {
    const log = syntheticLog();
    const server = await serve({ records: log.records, key: log.key });
    expect(server.gosumdbByProxy).toBe(vectors.synthetic.vkey);
    expect(server.log.head().toString()).toBe(vectors.synthetic.signedTree);
    const answer = await askFor(server, {
      module: "golang.org/toolchain",
      version: "v0.0.1-go1.27.99.linux-amd64",
    });
    expect(answer).toMatchObject({
      name: "localhost.localdev/sumdb",
      record: 300,
      treeSize: 301,
      h1s: ["h1:zsNttDWkogj5cxv1F2KGS9Hq3lIlykKZ+p6p/CuRTA4="],
    });
  });

  test("asks for what Go asks for, and the second time for nothing", async () => {
    const server = await serve();
    const answer = await askFor(server);
    expect(answer).toMatchObject({ kind: "record", h1s: [VICTIM_H1], record: VICTIM_ID });
    expect(server.requests).toEqual([
      "supported",
      "lookup/example.com/victim@v1.0.0",
      "tile/8/1/000.p/1",
      "tile/8/0/001.p/45",
      "tile/8/0/000",
    ]);
    await server.close();
    expect(await askFor(server)).toEqual(answer);
  });

  test("finds every record of a log that is not a power of two", async () => {
    const server = await serve();
    const client = clientOf(server, temp("cache"));
    const names = RECORDS.map((record) => record.split(" ", 2));
    const answers = await Promise.all(
      names.map(([module = "", version = ""]) => client.lookup(module, version)),
    );
    expect(answers.map((answer) => answer.kind === "record" && answer.record)).toEqual(
      RECORDS.map((_, i) => i),
    );
    expect(server.requests.filter((asked) => asked === "supported")).toHaveLength(1);
  });

  test("escapes upper case as module proxies do", async () => {
    const server = await serve({ records: ["example.com/Ab v1.0.0-Rc h1:AAAA\n"] });
    server.forge = (path) =>
      path === "lookup/example.com/!ab@v1.0.0-!rc"
        ? { status: 200, body: server.log.answer(0) }
        : { status: path.startsWith("lookup") ? 404 : 200, body: server.log.tile(path) ?? Buffer.alloc(0) };
    const asked = { module: "example.com/Ab", version: "v1.0.0-Rc" };
    expect(await askFor(server, asked)).toMatchObject({ kind: "record", h1s: ["h1:AAAA"] });
  });

  test("says that there is no record, and asks again the next time", async () => {
    const server = await serve();
    const asked = { module: "example.com/none", version: "v1.0.0" };
    expect(await askFor(server, asked)).toEqual({ kind: "no-record" });
    expect(await askFor(server, asked)).toEqual({ kind: "no-record" });
    expect(server.requests.filter((path) => path.startsWith("lookup/"))).toHaveLength(2);
  });

  test("says that a database that is away is unavailable", async () => {
    const server = await serve();
    await server.close();
    expect(await askFor(server)).toEqual({
      kind: "unavailable",
      reason: `cannot reach ${new URL(server.url).host}`,
    });
  });

  test("falls back to the full tile when the partial one is gone", async () => {
    const server = await serve({ records: [...RECORDS, ...RECORDS] });
    server.size = 301;
    server.forge = (path, honest) => {
      if (path === "tile/8/0/001.p/45") return { status: 404, body: Buffer.alloc(0) };
      const full = server.log.tile("tile/8/0/001");
      return path === "tile/8/0/001" && full ? { status: 200, body: full } : honest;
    };
    expect(await askFor(server)).toMatchObject({ kind: "record", treeSize: 301 });
    expect(cached()).toContain("tile/8/0/001.p/45");
    expect(cached()).not.toContain("tile/8/0/001");
  });

  test("takes the beginning of no tile that is not full", async () => {
    const server = await serve();
    server.forge = (path, honest) => {
      if (path === "tile/8/0/001.p/45") return { status: 404, body: Buffer.alloc(0) };
      return path === "tile/8/0/001"
        ? { status: 200, body: server.log.tile("tile/8/0/001.p/45") ?? expect.unreachable() }
        : honest;
    };
    expect((await refusalBy(askFor(server))).message).toContain("its tile/8/0/001.p/45 has the wrong size");
  });

  test("takes the beginning of a full tile that is in the cache", async () => {
    const server = await serve({ records: [...RECORDS, ...RECORDS] });
    server.size = 301;
    const full = server.log.tile("tile/8/0/001") ?? expect.unreachable();
    await askFor(server);
    fs.rmSync(cachedFile("tile/8/0/001.p"), { recursive: true });
    fs.writeFileSync(cachedFile("tile/8/0/001"), full);
    server.requests.length = 0;
    expect(await askFor(server)).toMatchObject({ kind: "record", treeSize: 301 });
    expect(server.requests).toEqual([]);
  });

  test.each(["../etc/passwd", "a/../b", "/a", "a//b", "a b", "", "a\n"])(
    "never asks for the path %j",
    async (module) => {
      const client = clientOf(await serve(), temp("cache"));
      await expect(client.lookup(module, "v1.0.0")).rejects.toThrow("not a module and version");
    },
  );
});

describe("a forged answer proves nothing", () => {
  test.each(FORGERIES.map((it) => [it.name, it] as const))(
    "%s",
    async (_, { records = RECORDS, forge, gov }) => {
      const server = await serve({ records });
      if (forge) server.forge = forge(server.log);
      if (typeof gov !== "string") {
        expect(await askFor(server)).toMatchObject(gov);
        return;
      }
      expect(await refusalBy(askFor(server))).toMatchObject({
        code: "proof-failed",
        message: `the checksum database sumdb.test/log cannot be believed about example.com/victim@v1.0.0: ${gov}`,
        hint: expect.stringContaining("another network"),
      });
      expect(
        fs.existsSync(temp("cache")) ? cached().filter((file) => file.startsWith("lookup")) : [],
      ).toEqual([]);
    },
  );

  test("and the truth is heard once it is told", async () => {
    const server = await serve();
    const client = clientOf(server, temp("cache"));
    for (const { forge } of FORGERIES) {
      if (forge === undefined) continue;
      server.forge = forge(server.log);
      await client.lookup(VICTIM.module, VICTIM.version).catch(() => {});
    }
    server.forge = (_path, honest) => honest;
    expect(await client.lookup(VICTIM.module, VICTIM.version)).toMatchObject({
      h1s: [VICTIM_H1],
      treeSize: 301,
    });
  });
});

describe("the history of the log", () => {
  const longer = [...RECORDS, ...RECORDS.map((record) => record.replaceAll("example.com/", "example.org/"))];

  test("may grow", async () => {
    const server = await serve({ records: longer });
    server.size = 301;
    const client = clientOf(server, temp("cache"));
    expect(await client.lookup(VICTIM.module, VICTIM.version)).toMatchObject({ treeSize: 301 });
    server.size = 602;
    expect(await client.lookup("example.org/m9", "v1.0.0")).toMatchObject({ treeSize: 602 });
    expect(cached().filter((file) => file.startsWith("heads/"))).toEqual([
      `heads/602-${server.log.root().toString("hex")}`,
    ]);
  });

  test("holds an old answer against the newest tree", async () => {
    const server = await serve({ records: longer });
    server.size = 301;
    await askFor(server);
    server.size = 602;
    await askFor(server, { module: "example.org/m9", version: "v1.0.0" });
    server.requests.length = 0;
    expect(await askFor(server)).toMatchObject({ record: VICTIM_ID, treeSize: 602 });
    expect(server.requests.filter((path) => path.startsWith("lookup/"))).toEqual([]);
  });

  test("may be shown in an older state, as a proxy with a cache does", async () => {
    const server = await serve({ records: longer });
    await askFor(server, { module: "example.org/m9", version: "v1.0.0" });
    server.forge = (path, honest) =>
      path.startsWith("lookup/") ? { status: 200, body: server.log.answer(VICTIM_ID, 301) } : honest;
    expect(await askFor(server)).toMatchObject({ record: VICTIM_ID, treeSize: 602 });
    expect(cached().filter((file) => file.startsWith("heads/602-"))).toHaveLength(1);
  });

  // In the forked history, record 7 is another one.
  const forked = RECORDS.with(7, "example.com/m6 v1.0.0 h1:BBBB\n");

  test.each([
    ["a rollback: shorter than what was seen, and different", 301, 200],
    ["of the same length", 301, 301],
    ["longer", 200, 301],
    ["of one record", 301, 1],
  ])("stops at a fork, %s, and prints both signed trees", async (_name, seen, shown) => {
    const server = await serve();
    const lie = await serve({
      records: shown === 1 ? ["example.com/m0 v1.0.0 h1:BBBB\n"] : forked,
      key: server.log.key,
    });
    server.size = seen;
    lie.size = shown;
    await askFor(server);
    const error = await refusalBy(askFor(lie, { module: "example.com/m0", version: "v1.0.0" }));
    expect(error).toMatchObject({
      code: "proof-failed",
      hint: expect.stringContaining("keep both signed trees"),
    });
    expect(error.message).toContain("the checksum database sumdb.test/log has forked: the signed trees ");
    expect(error.message).toContain(`\`${server.log.head(seen)}\``);
    expect(error.message).toContain(`\`${lie.log.head(shown)}\``);
    const older = seen < shown ? lie.log.root(seen) : server.log.root(shown);
    expect((error.cause as Error).message).toContain(older.toString("base64"));
  });

  describe("whose tiles are not in the cache is refused or proves nothing, with both signed trees", () => {
    async function askLiar(forge: (server: SumdbServer) => Forge) {
      const server = await serve();
      const lie = await serve({ records: forked, key: server.log.key });
      lie.size = 200;
      lie.forge = forge(lie);
      await askFor(server);
      for (const dir of ["tile", "lookup"]) removeTree(cachedFile(dir));
      const bothSigned = `the signed trees \`${lie.log.head(200)}\` and \`${server.log.head()}\` are one history`;
      return { bothSigned, answer: askFor(lie, { module: "example.com/m0", version: "v1.0.0" }) };
    }

    test("when tiles are forged", async () => {
      const { bothSigned, answer } = await askLiar(({ log }) => (path, honest) => {
        const tile = log.tile(path);
        return tile ? { status: 200, body: tile } : honest;
      });
      const error = await refusalBy(answer);
      expect(error.code).toBe("proof-failed");
      expect(error.message).toContain("its tiles do not make up its signed tree, so it has not shown that");
      expect(error.message).toContain(bothSigned);
    });

    test("when tiles are withheld, as after a rollback", async () => {
      const { bothSigned, answer } = await askLiar(() => (_path, honest) => honest);
      expect(await answer).toEqual({
        kind: "unavailable",
        reason: `the checksum database answers HTTP 404 for tile/8/1/000.p/1, so it has not shown that ${bothSigned}`,
      });
    });
  });

  test("remembers the tree it believed when a fork was shown", async () => {
    const server = await serve();
    const lie = await serve({ records: forked, key: server.log.key });
    await askFor(server);
    const before = cached();
    await refusalBy(askFor(lie, { module: "example.com/m0", version: "v1.0.0" }));
    expect(cached()).toEqual(before);
    expect(await askFor(server)).toMatchObject({ kind: "record" });
  });

  test("sees a fork that another process met first", async () => {
    const server = await serve();
    const lie = await serve({ records: forked, key: server.log.key });
    const client = clientOf(server, temp("cache"));
    await clientOf(lie, temp("cache")).lookup("example.com/m0", "v1.0.0");
    expect((await refusalBy(client.lookup(VICTIM.module, VICTIM.version))).message).toContain("has forked");
  });

  test("keeps databases apart, also two of one name", async () => {
    const server = await serve();
    const other = await serve({ records: forked });
    expect(other.log.key.name).toBe(server.log.key.name);
    expect(await askFor(server)).toMatchObject({ kind: "record" });
    expect(await askFor(other)).toMatchObject({ kind: "record" });
    expect(fs.readdirSync(temp("cache"))).toHaveLength(2);
  });
});

describe("the cache", () => {
  test("holds what was proven", async () => {
    const server = await serve();
    await askFor(server);
    expect(cached()).toEqual([
      `heads/301-${server.log.root().toString("hex")}`,
      "lookup/example.com/victim@v1.0.0",
      "tile/8/0/000",
      "tile/8/0/001.p/45",
      "tile/8/1/000.p/1",
    ]);
  });

  test("heals when any file of it is damaged or empty", async () => {
    const server = await serve();
    const answer = await askFor(server);
    const files = cached();
    for (const file of files) {
      const good = fs.readFileSync(cachedFile(file));
      const damages = [
        Buffer.alloc(0),
        flipped(good, 10),
        good.subarray(0, good.length - 1),
        Buffer.from("garbage"),
      ];
      for (const damage of damages) {
        fs.writeFileSync(cachedFile(file), damage);
        expect(await askFor(server), file).toEqual(answer);
        expect(cached()).toEqual(files);
        expect(fs.readFileSync(cachedFile(file)).equals(good), file).toBe(true);
      }
    }
  });

  test("keeps no tree under a name that is not its own, and leaves alone what is being written", async () => {
    const server = await serve();
    await askFor(server);
    const [head = ""] = cached();
    fs.copyFileSync(cachedFile(head), cachedFile("heads/7-ab"));
    fs.copyFileSync(cachedFile(head), cachedFile("heads/.7-ab.tmp"));
    await askFor(server);
    expect(fs.readdirSync(cachedFile("heads")).map((name) => `heads/${name}`)).toEqual([
      "heads/.7-ab.tmp",
      head,
    ]);
  });

  test("asks anew when a file is empty, and only for that", async () => {
    const server = await serve();
    await askFor(server);
    server.requests.length = 0;
    fs.writeFileSync(cachedFile("tile/8/0/000"), "");
    await askFor(server);
    expect(server.requests).toEqual(["supported", "tile/8/0/000"]);
  });

  test("that is damaged does not hide a lie", async () => {
    const server = await serve();
    await askFor(server);
    fs.writeFileSync(cachedFile("tile/8/0/000"), "garbage");
    server.forge = (path, honest) =>
      path === "tile/8/0/000" ? { status: 200, body: flipped(honest.body, 160) } : honest;
    expect((await refusalBy(askFor(server))).message).toContain("does not belong to its tree");
  });

  test("may hold an answer that was forged on disk, which proves nothing", async () => {
    const server = await serve();
    await askFor(server);
    const file = cachedFile("lookup/example.com/victim@v1.0.0");
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(VICTIM_H1, "h1:forged"));
    expect(await askFor(server)).toMatchObject({ h1s: [VICTIM_H1] });
    await server.close();
    fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(VICTIM_H1, "h1:forged"));
    expect(await askFor(server)).toMatchObject({ kind: "unavailable" });
  });

  test("that cannot be made costs time and nothing else", async () => {
    const server = await serve();
    fs.writeFileSync(temp("file"), "");
    const logged: string[] = [];
    const client = clientOf(server, temp("file", "cache"), { log: (line) => logged.push(line) });
    for (let i = 0; i < 2; i++) {
      expect(await client.lookup(VICTIM.module, VICTIM.version)).toMatchObject({ h1s: [VICTIM_H1] });
    }
    expect(logged.join()).toContain("checksum database cache");
    expect(server.requests.filter((path) => path.startsWith("lookup/"))).toHaveLength(2);
  });

  test("is not needed for lookups side by side", async () => {
    const server = await serve({ records: recordsWith(VICTIM_RECORD) });
    const clients = Array.from({ length: 8 }, () => clientOf(server, temp("cache")));
    const answers = await Promise.all(clients.map((client) => client.lookup(VICTIM.module, VICTIM.version)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});

test("the log of the tests is that of RFC 6962, so that what it serves means something", () => {
  const { skey: _skey, roots } = vectors.synthetic;
  const log = new SumdbLog(syntheticLog().records);
  for (const [size, root] of Object.entries(roots))
    expect(log.root(Number(size)).toString("base64")).toBe(root);
});

import { createHash } from "node:crypto";
import fs from "node:fs";
import { beforeEach, expect, test } from "vitest";
import type { HttpClient } from "../../src/net/http.ts";
import { type ArrivingZip, unpackArriving } from "../../src/toolchains/arriving-zip.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { useClients } from "../net/client-for-test.ts";
import { TREE_TIME, treeModuleZip } from "../support/archives.ts";
import { type ServeOptions, serve, useServers } from "../support/http-server.ts";

const at = useTemporaryDirectory();
const startServer = useServers();
const newClient = useClients();
const PREFIX = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";

/** Eight files of a mebibyte that cannot be packed, so that a half of the archive has a half of them. */
const NAMES = Array.from({ length: 8 }, (_, i) => `src/f${i}`);
const TREE = treeOf("one");
const ARCHIVE = treeModuleZip(TREE, PREFIX);

beforeEach(() => fs.mkdirSync(at("staging")));

function treeOf(seed: string): Record<string, Buffer> {
  const noise = (name: string) =>
    createHash("shake256", { outputLength: 1024 * 1024 })
      .update(`${seed} ${name}`)
      .digest();
  return Object.fromEntries(NAMES.map((name) => [name, noise(name)]));
}

interface Download {
  /** What comes. */
  readonly archive?: Buffer;
  /** What the server gives out parts of. */
  readonly served?: Buffer;
  readonly options?: ServeOptions;
  /** Called between two pieces of a mebibyte, with what is in the file then. */
  readonly between?: (received: number, requests: readonly unknown[]) => void | Promise<void>;
  readonly mayAsk?: boolean;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  readonly http?: HttpClient;
}

/** Goes on when the server was asked and had time to answer. */
async function answered(received: number, requests: readonly unknown[]): Promise<void> {
  if (received !== 5 * 1024 * 1024) return;
  await until(() => requests.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Goes on when the first file is there. */
async function begun(received: number): Promise<void> {
  if (received === 5 * 1024 * 1024) await until(() => isWhole("src/f0"));
}

/** Downloads an archive to a file, and unpacks it as gov does. */
async function download({ archive = ARCHIVE, served = ARCHIVE, options, ...given }: Download = {}) {
  const server = await startServer(serve(served, options));
  const { between = answered, mayAsk = true, now = () => 0 } = given;
  const file = at("archive.zip");
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < archive.length; start += 1024 * 1024) {
      const piece = archive.subarray(start, start + 1024 * 1024);
      fs.appendFileSync(file, piece);
      yield piece;
      await between(start + piece.length, server.requests);
    }
  }
  const zip: ArrivingZip["zip"] = { form: "module-zip", prefix: PREFIX };
  const arriving = { url: `${server.origin}/a.zip`, file, bytes: bytes(), zip, mayAsk };
  const means = { http: given.http ?? newClient(), home: { stagingDir: at("staging") }, now, log: () => {} };
  const signal = given.signal ?? new AbortController().signal;
  const work = unpackArriving(arriving, at("go"), means, signal);
  return { work, requests: server.requests };
}

function expectTree(): void {
  expect(fs.readdirSync(at("go/src")).sort()).toEqual(NAMES.map((name) => name.slice(4)));
  for (const [name, body] of Object.entries(TREE)) {
    expect(fs.readFileSync(at("go", name)).equals(body), name).toBe(true);
  }
  expect(fs.readdirSync(at("staging"))).toEqual([]);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

function isWhole(name: string): boolean {
  return fs.statSync(at("go", name), { throwIfNoEntry: false })?.size === 1024 * 1024;
}

test("files are there before the archive is", async () => {
  const seen: string[] = [];
  const between = async (received: number) => {
    if (received !== 5 * 1024 * 1024) return;
    await until(() => NAMES.slice(0, 4).every(isWhole));
    seen.push(...fs.readdirSync(at("go/src")));
  };
  const { work, requests } = await download({ between });
  const { files, bytes } = await work;
  expect(seen).not.toContain("f7");
  expectTree();
  expect(bytes).toBe(8 * 1024 * 1024);
  expect(files.map(({ path, sha256 }) => [path, sha256]).sort()).toEqual(
    NAMES.map((name) => [
      name,
      createHash("sha256")
        .update(TREE[name] ?? "")
        .digest("hex"),
    ]),
  );
  expect(requests).toHaveLength(1);
});

test.each<[string, Download]>([
  ["a server that gives out no parts", { options: { ranges: false } }],
  ["a server that cuts the connection", { options: { cutAfter: 10 } }],
  ["the directory of an archive that is longer", { served: treeModuleZip({ ...TREE, x: "" }, PREFIX) }],
  ["the directory of an archive that holds something else", { served: treeModuleZip(treeOf("two"), PREFIX) }],
  ["a tail that is no directory", { served: Buffer.alloc(ARCHIVE.length, "x") }],
])("%s: the tree is that of the bytes that came", async (_, given) => {
  const { work, requests } = await download(given);
  await work;
  expectTree();
  expect(requests).toHaveLength(1);
});

test.each<[string, Download]>([
  ["nobody may be asked", { mayAsk: false, between: () => {} }],
  ["the line is slow", { now: secondsBySecond(), between: () => {} }],
])("where %s the server is not asked", async (_, given) => {
  const { work, requests } = await download(given);
  await work;
  expectTree();
  expect(requests).toHaveLength(0);
});

function secondsBySecond(): () => number {
  let now = 0;
  return () => {
    now += 1001;
    return now;
  };
}

test("a directory that differs in what no header of an entry says is noticed in the end", async () => {
  const served = Buffer.from(ARCHIVE);
  // The extended timestamp of the last entry, in the directory.
  const extra = served.lastIndexOf(Buffer.from([0x55, 0x54, 0x05, 0x00, 0x01]));
  served.writeUInt32LE(1_000_000_000, extra + 5);
  const { work } = await download({ served, between: begun });
  await work;
  expectTree();
  for (const name of NAMES) expect(fs.statSync(at("go", name)).mtime).toEqual(TREE_TIME);
});

test.each(["the signal", "the source"])(
  "%s ends the work, and then nothing is written any more",
  async (who) => {
    const stop = new AbortController();
    const between = async (received: number) => {
      if (received !== 5 * 1024 * 1024) return;
      await until(() => isWhole("src/f0"));
      if (who === "the source") throw new Error("enough");
      stop.abort(new Error("enough"));
    };
    const { work } = await download({ between, signal: stop.signal });
    await expect(work).rejects.toThrow("enough");
    fs.appendFileSync(at("archive.zip"), ARCHIVE.subarray(5 * 1024 * 1024));
    const before = fs.readdirSync(at("go"), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(fs.readdirSync(at("go"), { recursive: true })).toEqual(before);
    expect(fs.readdirSync(at("staging"))).toEqual([]);
  },
);

test("nobody waits for the directory when the archive is there", async () => {
  const patience = { headersMs: 3_600_000, stallMs: 3_600_000 };
  const silent = { options: { stallAfter: 10 }, between: () => {} };
  const { work } = await download({ ...silent, http: newClient({ limits: patience }) });
  await work;
  expectTree();
});

test.each<[string, Buffer]>([
  ["less", ARCHIVE.subarray(0, -1000)],
  [
    "more",
    Buffer.concat([ARCHIVE.subarray(0, -3_000_000), Buffer.alloc(1000), ARCHIVE.subarray(-3_000_000)]),
  ],
])(
  "an archive with %s in it than its directory says is refused, as it is without that",
  async (_, archive) => {
    const { work } = await download({ archive, between: begun });
    await expect(work).rejects.toMatchObject({ code: "archive-refused" });
  },
);

test("a fault of this disk is told when the archive is there", async () => {
  fs.mkdirSync(at("go"));
  const { work } = await download();
  await expect(work).rejects.toMatchObject({ code: "disk", message: expect.stringContaining("EEXIST") });
});

import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { BearerToken } from "../../src/net/credentials.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { redirect, serve, type TestServer, useServers } from "../support/http-server.ts";
import { loopbackTls } from "../support/tls.ts";
import { failureOf, type TestClient, type TestClientOptions, useClients } from "./client-for-test.ts";

const startServer = useServers();
const newClient = useClients();
const temporary = useTemporaryDirectory();
const { ca, server: tls } = loopbackTls();

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

let caFile: string;

beforeEach(() => {
  caFile = temporary("ca.pem");
  fs.writeFileSync(caFile, ca);
});

/** What the server got as Authorization, for each request. */
function received(server: TestServer): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers.authorization);
}

async function ask(client: TestClient, url: string): Promise<void> {
  (await client.get(url)).discard();
}

describe("credentials in the URL", () => {
  test("are sent over https, percent-encoded or not", async () => {
    const server = await startServer(serve("x"), { tls });
    const client = newClient({ caFile });
    await ask(client, `https://joe:hunter2@127.0.0.1:${server.port}/`);
    await ask(client, `https://j%40e:hunter%3A2%25@127.0.0.1:${server.port}/`);
    await ask(client, `https://joe@127.0.0.1:${server.port}/`);
    await ask(client, `https://joe:100%@127.0.0.1:${server.port}/`);
    expect(received(server)).toEqual([
      basic("joe:hunter2"),
      basic("j@e:hunter:2%"),
      basic("joe:"),
      basic("joe:100%"),
    ]);
    expect(server.requests.map(({ path, headers }) => path + headers.host)).not.toContain("hunter2");
    expect(client.logged.join()).not.toContain("hunter2");
  });

  test("are sent over http to this machine only", async () => {
    const server = await startServer(serve("x"));
    const client = newClient();
    await ask(client, `http://joe:hunter2@127.0.0.1:${server.port}/`);
    await ask(client, `http://joe:hunter2@localhost:${server.port}/`);
    expect(received(server)).toEqual([basic("joe:hunter2"), basic("joe:hunter2")]);
    const failure = await failureOf(client.get("http://joe:hunter2@mirror.corp/go/"));
    expect(failure).toMatchObject({
      code: "refused",
      message: "http://mirror.corp/go/ would carry a password over plain http",
    });
    expect(JSON.stringify(failure)).not.toContain("hunter2");
  });
});

describe("bearer tokens", () => {
  const tokensFor = (origin: string): readonly BearerToken[] => [
    { prefix: `${origin}/go`, token: "short" },
    { prefix: `${origin}/go/private/`, token: "long" },
  ];

  test("go to what lies below their prefix, the longest first, and nowhere else", async () => {
    const server = await startServer(serve("x"), { tls });
    const other = await startServer(serve("x"), { tls });
    const client = newClient({ caFile, tokens: tokensFor(server.origin) });
    for (const path of ["/go", "/go/1.22", "/go/private/x", "/golang", "/", "/go/../x"]) {
      await ask(client, `${server.origin}${path}`);
    }
    await ask(client, `${other.origin}/go/`);
    await ask(client, `https://localhost:${server.port}/go/`);
    const [a, b, c] = ["Bearer short", "Bearer short", "Bearer long"];
    expect(received(server)).toEqual([a, b, c, undefined, undefined, undefined, undefined]);
    expect(received(other)).toEqual([undefined]);
  });
});

describe("netrc", () => {
  async function askWith(options: TestClientOptions, url: (port: number) => string, secure = true) {
    const server = await startServer(serve("x"), { tls: secure ? tls : undefined });
    const file = temporary("netrc");
    const path = `127.0.0.1:${server.port}/go`;
    fs.writeFileSync(file, `machine ${path} login joe password hunter2\n`);
    fs.writeFileSync(temporary(".netrc"), `machine ${path} login home password hunter2\n`);
    const client = newClient({ caFile, homeDir: temporary(), ...options });
    await ask(client, url(server.port));
    return received(server)[0];
  }

  test("is read from the home directory, or from where NETRC says", async () => {
    const url = (port: number) => `https://127.0.0.1:${port}/go/x`;
    expect(await askWith({}, url)).toBe(basic("home:hunter2"));
    expect(await askWith({ env: { NETRC: temporary("netrc") } }, url)).toBe(basic("joe:hunter2"));
    expect(await askWith({ homeDir: undefined }, url)).toBeUndefined();
    expect(await askWith({ env: { NETRC: temporary("missing") } }, url)).toBeUndefined();
  });

  test("gives nothing over http, to other paths, and where GOAUTH leaves it out", async () => {
    const url = (port: number) => `https://127.0.0.1:${port}/go/x`;
    expect(await askWith({}, (port) => `http://127.0.0.1:${port}/go/x`, false)).toBeUndefined();
    expect(await askWith({}, (port) => `https://127.0.0.1:${port}/x`)).toBeUndefined();
    for (const goAuth of ["off", "git /x", "netrc; off", " ; "]) {
      expect(await askWith({ goAuth }, url)).toBeUndefined();
    }
    for (const goAuth of ["netrc", "git /x; netrc"]) {
      expect(await askWith({ goAuth }, url)).toBe(basic("home:hunter2"));
    }
  });

  test("programs that GOAUTH names are not run, and a debug line says so", async () => {
    const server = await startServer(serve("x"), { tls });
    const ran = temporary("ran");
    const client = newClient({ caFile, homeDir: temporary(), goAuth: `touch ${ran}; netrc` });
    await ask(client, server.origin);
    expect(client.logged).toContain("GOAUTH wants `touch` run, which gov does not do");
    expect(fs.existsSync(ran)).toBe(false);
  });

  test("gives way to what the URL and a token say", async () => {
    const inUrl = (port: number) => `https://ann:x@127.0.0.1:${port}/go/x`;
    expect(await askWith({}, inUrl)).toBe(basic("ann:x"));
  });

  test("that cannot be read is a debug line", async () => {
    fs.mkdirSync(temporary("directory"));
    const server = await startServer(serve("x"), { tls });
    const client = newClient({ caFile, env: { NETRC: temporary("directory") } });
    await ask(client, server.origin);
    expect(client.logged.join()).toMatch(/no credentials from .*directory: .*EISDIR/);
  });
});

describe("on a redirect credentials", () => {
  test("stay at the same origin", async () => {
    const server = await startServer({ "/a": redirect("/b"), "/b": serve("x") });
    await ask(newClient(), `http://joe:hunter2@127.0.0.1:${server.port}/a`);
    expect(received(server)).toEqual([basic("joe:hunter2"), basic("joe:hunter2")]);
  });

  test("do not travel to another origin, and do not come back", async () => {
    const origin = { url: "" };
    const other = await startServer((request, response) => redirect(`${origin.url}/c`)(request, response));
    const server = await startServer({
      "/a": redirect(`${other.origin.replace("127.0.0.1", "localhost")}/b`),
      "/c": serve("x"),
    });
    origin.url = server.origin;
    await ask(newClient(), `http://joe:hunter2@127.0.0.1:${server.port}/a`);
    expect(received(other)).toEqual([undefined]);
    expect(received(server)).toEqual([basic("joe:hunter2"), undefined]);
  });

  test("are not taken from the server, nor from netrc for the new host", async () => {
    const target = await startServer(serve("x"), { tls });
    const server = await startServer({
      "/planted": redirect(`https://eve:evil@localhost:${target.port}/`),
      "/plain": redirect(`https://localhost:${target.port}/`),
    });
    fs.writeFileSync(temporary(".netrc"), `machine localhost:${target.port} login joe password hunter2\n`);
    const client = newClient({ caFile, homeDir: temporary() });
    await ask(client, `${server.origin}/planted`);
    await ask(client, `${server.origin}/plain`);
    expect(received(target)).toEqual([undefined, undefined]);
  });
});

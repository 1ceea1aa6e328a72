import fs from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { serve, status, useServers } from "../support/http-server.ts";
import { useProxies } from "../support/proxy-server.ts";
import { createCertificateAuthority } from "../support/tls.ts";
import { failureOf, type TestClient, textOf, useClients } from "./client-for-test.ts";

const startServer = useServers();
const { startProxy, startSocksProxy } = useProxies();
const newClient = useClients();
const temporary = useTemporaryDirectory();

/** This machine is never asked through a proxy, but the proxies here take any name for it. */
const NAME = "mirror.test";
const authority = createCertificateAuthority();
const tls = authority.issue([NAME, "127.0.0.1"]);

let caFile: string;

beforeEach(() => {
  caFile = temporary("ca.pem");
  fs.writeFileSync(caFile, authority.cert);
});

async function read(client: TestClient, url: string): Promise<string> {
  return textOf((await client.get(url)).body);
}

describe("an http proxy", () => {
  test("tunnels https, and is given its password and nothing of the request", async () => {
    const server = await startServer(serve("hello"), { tls, name: NAME });
    const proxy = await startProxy({ credentials: "joe:hunter 2" });
    const client = newClient({ caFile, env: { HTTPS_PROXY: `http://joe:hunter%202@${proxy.host}` } });
    expect(await read(client, `${server.origin}/a`)).toBe("hello");
    expect(await read(client, `${server.origin}/b`)).toBe("hello");
    expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT ${NAME}:${server.port}`]));
    expect(server.requests.map(({ headers }) => headers["proxy-authorization"])).toEqual([
      undefined,
      undefined,
    ]);
    expect(client.logged.join()).not.toContain("hunter");
  });

  test("is asked for the whole URL of plain http", async () => {
    const server = await startServer(serve("hello"), { name: NAME });
    const proxy = await startProxy({ credentials: "joe:hunter2" });
    const client = newClient({ env: { HTTP_PROXY: `joe:hunter2@${proxy.host}` } });
    expect(await read(client, `${server.origin}/a?b`)).toBe("hello");
    expect(proxy.requests).toEqual([`GET ${server.origin}/a?b`]);
    expect(server.requests[0]?.headers).toMatchObject({ host: `${NAME}:${server.port}` });
    expect(server.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("may speak TLS itself", async () => {
    const secure = await startServer(serve("https"), { tls, name: NAME });
    const plain = await startServer(serve("http"), { name: NAME });
    const proxy = await startProxy({ tls });
    const url = `https://${proxy.host}`;
    const client = newClient({ caFile, env: { HTTPS_PROXY: url, HTTP_PROXY: url } });
    expect(await read(client, secure.origin)).toBe("https");
    expect(await read(client, plain.origin)).toBe("http");
    expect(proxy.requests).toEqual([`CONNECT ${NAME}:${secure.port}`, `GET ${plain.origin}/`]);
  });

  test("is left out for this machine and for NO_PROXY", async () => {
    const server = await startServer(serve("hello"));
    const proxy = await startProxy();
    const client = newClient({ env: { HTTP_PROXY: `http://${proxy.host}` } });
    expect(await read(client, server.origin)).toBe("hello");
    expect(await read(client, server.origin.replace("127.0.0.1", "localhost"))).toBe("hello");
    expect(proxy.requests).toEqual([]);
  });

  test.each(["https", "http"])("that wants a password is told apart, for %s", async (scheme) => {
    const proxy = await startProxy({ credentials: "joe:hunter2" });
    const variable = `${scheme.toUpperCase()}_PROXY`;
    const url = `${scheme}://${NAME}/x`;
    const without = newClient({ env: { [variable]: `http://${proxy.host}` } });
    expect(await failureOf(without.getBody(url, { maxBytes: 9 }))).toMatchObject({
      code: "network",
      message: `the proxy ${proxy.host} (${variable}) wants a user name and password`,
      hint: expect.stringContaining(`${variable}, percent-encoded: http://USER:PASSWORD@${proxy.host}`),
      url,
    });
    const wrong = newClient({ env: { [variable]: `http://joe:wrong@${proxy.host}` } });
    expect(await failureOf(wrong.get(url))).toMatchObject({
      message: `the proxy ${proxy.host} (${variable}) refuses the user name and password`,
    });
    expect(proxy.requests).toHaveLength(2);
  });

  test("that refuses is named with its answer, and asked again if it may be temporary", async () => {
    const forbidding = await startProxy({ status: 403 });
    const failing = await startProxy({ status: 502 });
    const client = newClient({ env: { HTTPS_PROXY: `http://${forbidding.host}` } });
    await expect(client.getBody("https://go.dev/dl/", { maxBytes: 9 })).rejects.toThrow(
      `the proxy ${forbidding.host} (HTTPS_PROXY) answers HTTP 403 when asked for go.dev`,
    );
    expect(forbidding.requests).toHaveLength(1);
    const patient = newClient({ env: { HTTPS_PROXY: `http://${failing.host}` } });
    await expect(patient.getBody("https://go.dev/dl/", { maxBytes: 9 })).rejects.toThrow(/answers HTTP 502/);
    expect(failing.requests).toHaveLength(4);
  });

  test.each(["https", "http"])("that is not there is named, for %s", async (scheme) => {
    const proxy = await startProxy();
    await proxy.close();
    const variable = `${scheme}_proxy`;
    const client = newClient({ env: { [variable]: proxy.host } });
    expect(await failureOf(client.get(`${scheme}://go.dev/dl/`))).toMatchObject({
      message: `the proxy ${proxy.host} (${variable}) does not answer: connection refused`,
      url: `${scheme}://go.dev/dl/`,
    });
  });

  test("that is silent is given up", async () => {
    const server = await startServer(status(200));
    // A server that waits for a request in TLS is silent to CONNECT.
    const mute = await startServer(() => {}, { tls });
    const client = newClient({
      env: { HTTPS_PROXY: `http://127.0.0.1:${mute.port}` },
      limits: { connectMs: 200 },
    });
    await expect(client.get(`https://${NAME}:${server.port}/`)).rejects.toThrow(/^the proxy .* /);
  });

  test("does not hide a bad certificate of the server behind it", async () => {
    const server = await startServer(serve("x"), { tls: authority.issue(["other.test"]), name: NAME });
    const proxy = await startProxy();
    const client = newClient({ caFile, env: { HTTPS_PROXY: `http://${proxy.host}` } });
    await expect(client.get(server.origin)).rejects.toThrow(
      `the certificate of ${NAME}:${server.port} was refused: it is for another host`,
    );
  });
});

describe("a SOCKS proxy", () => {
  test.each(["socks5", "socks5h"])("%s tunnels https and http, and resolves names itself", async (scheme) => {
    const secure = await startServer(serve("https"), { tls, name: NAME });
    const plain = await startServer(serve("http"), { name: NAME });
    const proxy = await startSocksProxy();
    const url = `${scheme}://${proxy.host}`;
    const client = newClient({ caFile, env: { HTTPS_PROXY: url, HTTP_PROXY: url } });
    expect(await read(client, secure.origin)).toBe("https");
    expect(await read(client, plain.origin)).toBe("http");
    expect(proxy.requests).toEqual([`${NAME}:${secure.port}`, `${NAME}:${plain.port}`]);
  });

  test("gets its password", async () => {
    const server = await startServer(serve("hello"), { name: NAME });
    const proxy = await startSocksProxy({ credentials: "joe:hunter 2" });
    const right = newClient({ env: { HTTP_PROXY: `socks5://joe:hunter%202@${proxy.host}` } });
    expect(await read(right, server.origin)).toBe("hello");
    const wrong = newClient({ env: { HTTP_PROXY: `socks5://joe:wrong@${proxy.host}` } });
    await expect(wrong.get(server.origin)).rejects.toThrow(
      `the proxy ${proxy.host} (HTTP_PROXY) cannot be asked: it refuses the user name and password`,
    );
    const none = newClient({ env: { HTTP_PROXY: `socks5://${proxy.host}` } });
    await expect(none.get(server.origin)).rejects.toThrow(/it does not accept this way to log in/);
  });
});

test("other kinds of proxies are named as such", async () => {
  for (const url of ["https://go.dev/", "http://go.dev/"]) {
    const client = newClient({ env: { HTTPS_PROXY: "socks4://a:1", HTTP_PROXY: "socks4://a:1" } });
    await expect(client.get(url)).rejects.toThrow(/gov knows proxies that speak http, https or socks5/);
  }
});

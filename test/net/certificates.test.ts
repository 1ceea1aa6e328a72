import fs from "node:fs";
import tls from "node:tls";
import { describe, expect, test } from "vitest";
import { trustedAuthorities } from "../../src/net/certificates.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { redirect, serve, useServers } from "../support/http-server.ts";
import { createCertificateAuthority, loopbackTls } from "../support/tls.ts";
import { failureOf, type TestClientOptions, textOf, useClients } from "./client-for-test.ts";

const startServer = useServers();
const newClient = useClients();
const temporary = useTemporaryDirectory();
const { ca, server: identity } = loopbackTls();

async function ask(options: TestClientOptions): Promise<string> {
  const server = await startServer(serve("hello"), { tls: identity });
  return textOf((await newClient(options).get(server.origin)).body);
}

function write(name: string, text: string): string {
  fs.mkdirSync(temporary("certs"), { recursive: true });
  fs.writeFileSync(temporary(name), text);
  return temporary(name);
}

describe("an authority is trusted when it is", () => {
  test("in ca_file", async () => {
    expect(await ask({ caFile: write("ca.pem", ca) })).toBe("hello");
  });

  test("in a ca_file among others, comments and broken ones", async () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const others = createCertificateAuthority("other").cert;
    expect(await ask({ caFile: write("ca.pem", `# ours\n${broken}${others}\n\n${ca}`) })).toBe("hello");
  });

  test("in SSL_CERT_FILE", async () => {
    expect(await ask({ env: { SSL_CERT_FILE: write("ca.pem", ca) } })).toBe("hello");
  });

  test("in a directory of SSL_CERT_DIR, whatever else is there", async () => {
    write("certs/readme.txt", "nothing");
    write("certs/ca.crt", ca);
    fs.symlinkSync("ca.crt", temporary("certs/0123abcd.0"));
    fs.symlinkSync("missing", temporary("certs/dangling.0"));
    fs.mkdirSync(temporary("certs/java"));
    const dirs = `${temporary("missing")}:${temporary("certs")}:`;
    expect(await ask({ env: { SSL_CERT_DIR: dirs } })).toBe("hello");
  });

  test("in NODE_EXTRA_CA_CERTS, also beside ca_file", async () => {
    const caFile = write("other.pem", createCertificateAuthority("other").cert);
    expect(await ask({ caFile, env: { NODE_EXTRA_CA_CERTS: write("ca.pem", ca) } })).toBe("hello");
  });
});

describe("the list of authorities", () => {
  const env = () => undefined;

  test("is Node's own when nothing is added", () => {
    expect(trustedAuthorities({ caFile: null, env })).toBeUndefined();
  });

  test("adds to Node's, and names each once", () => {
    const known = `${tls.rootCertificates[0]}\n`.replace(/\n/g, "\r\n");
    const list = (text: string) => trustedAuthorities({ caFile: write("ca.pem", text), env }) ?? [];
    expect(list(ca)).toEqual(expect.arrayContaining([...tls.rootCertificates, ca.trim()]));
    expect(list(`${ca}${known}${ca}`)).toHaveLength(list(ca).length);
  });
});

describe("a file of certificates is refused", () => {
  test.each([
    ["missing", /^ca_file is .*missing, which cannot be read: ENOENT$/],
    ["directory", /^ca_file is .*directory, which cannot be read: EISDIR$/],
    ["empty.pem", /^ca_file is .*empty\.pem, which holds no certificate in PEM form$/],
    ["key.pem", /holds no certificate in PEM form$/],
  ])("%s", async (name, message) => {
    fs.mkdirSync(temporary("directory"));
    write("empty.pem", "");
    write("key.pem", identity.key);
    const failure = await failureOf(ask({ caFile: temporary(name) }));
    expect(failure).toMatchObject({ code: "invalid-setting", message, file: temporary(name) });
  });

  test("that SSL_CERT_FILE names, unless it is not there", async () => {
    const empty = { env: { SSL_CERT_FILE: write("empty.pem", "") } };
    expect(await failureOf(ask(empty))).toMatchObject({
      code: "invalid-setting",
      hint: "unset SSL_CERT_FILE",
    });
    const missing = { env: { SSL_CERT_FILE: temporary("missing") } };
    expect(await failureOf(ask(missing))).toMatchObject({ code: "network" });
  });

  test("only when there is TLS", async () => {
    const server = await startServer(serve("hello"));
    const answer = await newClient({ caFile: temporary("missing") }).get(server.origin);
    expect(await textOf(answer.body)).toBe("hello");
  });
});

describe("a certificate is refused", () => {
  test("from an authority that nobody named, with the way to name it", async () => {
    const server = await startServer(serve("hello"), { tls: identity });
    const failure = await failureOf(newClient().getBody(server.origin, { maxBytes: 9 }));
    expect(failure).toMatchObject({
      code: "network",
      message: `the certificate of 127.0.0.1:${server.port} was refused: its issuer is not trusted`,
      hint: expect.stringContaining("gov config set ca_file"),
      retryable: "no",
    });
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ["it has expired", ["127.0.0.1"], new Date(Date.now() - 86_400_000)],
    ["it is not valid yet", ["127.0.0.1"], new Date(Date.now() + 30 * 86_400_000)],
    ["it is for another host", ["go.dev"], undefined],
  ])("because %s", async (problem, names, notAfter) => {
    const authority = createCertificateAuthority();
    const server = await startServer(serve("x"), { tls: authority.issue(names, notAfter && { notAfter }) });
    const client = newClient({ caFile: write("ca.pem", authority.cert) });
    await expect(client.get(server.origin)).rejects.toThrow(
      `the certificate of 127.0.0.1:${server.port} was refused: ${problem}`,
    );
  });
});

test("the way from https to http is refused", async () => {
  const plain = await startServer(serve("x"));
  const server = await startServer(redirect(`${plain.origin}/`), { tls: identity });
  await expect(newClient({ caFile: write("ca.pem", ca) }).get(server.origin)).rejects.toThrow(
    `127.0.0.1:${server.port} redirects from https to plain http (127.0.0.1:${plain.port}), which is refused`,
  );
  expect(plain.requests).toHaveLength(0);
});

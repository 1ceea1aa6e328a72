import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import { parseGoproxy } from "../../src/sources/goproxy-list.ts";
import { moduleProxySource } from "../../src/sources/module-proxy.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { goFiles, moduleList } from "../support/go-files.ts";
import { startGoWorld } from "../support/go-server.ts";
import { type Handler, hangUp, serve, startServer, status } from "../support/http-server.ts";
import { startGoproxy } from "../support/mirror-server.ts";
import { httpClient } from "./client.ts";

const at = useTemporaryDirectory();
const LINUX = { os: "linux", arch: "amd64" };
const never = new AbortController().signal;
const version = (text: string) => parseVersion(text) ?? expect.fail(text);
const files = goFiles(["1.20", "1.22.5"]);

function source(goproxy: string, env: Readonly<Record<string, string>> = {}) {
  return moduleProxySource("goproxy", parseGoproxy(goproxy), httpClient({ env }));
}

async function versions(goproxy: string, env?: Readonly<Record<string, string>>): Promise<string[]> {
  const listing = await source(goproxy, env).list?.(never);
  return (listing?.releases ?? []).map((release) => versionName(release.version)).sort();
}

async function serving(answer: Handler): Promise<string> {
  const server = await startServer({ "/*": answer });
  onTestFinished(() => server.close());
  return server.origin;
}

async function proxy(options?: Parameters<typeof startGoproxy>[1]): Promise<string> {
  const server = await startGoproxy(files, options);
  onTestFinished(() => server.close());
  return server.url;
}

describe("list", () => {
  test("versions of a proxy's list, without digests and sizes", async () => {
    const listing = await source(await proxy()).list?.(never);
    expect(listing?.official).toBeNull();
    expect(listing?.releases.find((release) => versionName(release.version) === "1.22.5")?.files).toEqual([
      { filename: "v0.0.1-go1.22.5.linux-amd64.zip", platform: LINUX, sha256: null, bytes: null },
    ]);
  });

  test("lines in any order, twice, with CRLF, and some that mean nothing", async () => {
    const list = [
      "v0.0.1-go1.22.5.linux-amd64\r",
      "v0.0.1-go1.20.linux-arm",
      "v0.0.1-go1.22.5.linux-amd64",
      "v0.0.1-go1.22.5.darwin-arm64",
      "v0.0.1-go1.9.2rc2.linux-amd64",
      "v0.0.1-go1.4.2.darwin-amd64-osx10.8",
      "v0.0.1-go1.22.5",
      "v0.0.1",
      "<html>",
      "",
    ];
    const listing = await source(await serving(serve(list.join("\n")))).list?.(never);
    expect(listing?.releases).toHaveLength(2);
    expect(
      listing?.releases.flatMap((release) => release.files.map(({ filename }) => filename)).sort(),
    ).toEqual([
      "v0.0.1-go1.20.linux-arm.zip",
      "v0.0.1-go1.22.5.darwin-arm64.zip",
      "v0.0.1-go1.22.5.linux-amd64.zip",
    ]);
  });

  test.each([404, 410])("HTTP %i leads to the next proxy, whatever separates them", async (code) => {
    const absent = await serving(status(code));
    expect(await versions(`${absent},${await proxy()}`)).toEqual(["1.20.0", "1.22.5"]);
    expect(await versions(`${absent}|${await proxy()}`)).toEqual(["1.20.0", "1.22.5"]);
  });

  test.each<[string, Handler]>([
    ["HTTP 403", status(403)],
    ["HTTP 500", status(500)],
    ["a page instead of a list", serve("<html>log in</html>")],
    ["a broken connection", hangUp],
  ])("%s leads to the next one behind `|` only", async (_, answer) => {
    const broken = await serving(answer);
    expect(await versions(`${broken}|${await proxy()}`)).toEqual(["1.20.0", "1.22.5"]);
    await expect(versions(`${broken},${await proxy()}`)).rejects.toMatchObject({ code: "network" });
  });

  test("the last fault is the one to report", async () => {
    const [first, last] = [await serving(status(404)), await serving(status(404))];
    await expect(versions(`${first},${last},off`)).rejects.toMatchObject({
      message: `${new URL(last).host} answers HTTP 404`,
    });
  });

  test("direct is the module form of go.dev", async () => {
    const world = await startGoWorld({ files });
    onTestFinished(() => world.close());
    expect(await versions("direct", world.env)).toEqual(["1.20.0", "1.22.5"]);
    const [artifact] = source("direct").locate(version("1.22.5"), LINUX, undefined);
    const http = httpClient({ env: world.env });
    const { body } = await http.getBody(artifact?.url ?? "", { maxBytes: 1e6 });
    expect(body).toEqual(files["v0.0.1-go1.22.5.linux-amd64.zip"]);
  });

  test("a directory as a proxy", async () => {
    const dir = at("golang.org", "toolchain", "@v");
    fs.mkdirSync(dir, { recursive: true });
    fs.writeFileSync(path.join(dir, "list"), moduleList(files));
    expect(await versions(pathToFileURL(at()).href)).toEqual(["1.20.0", "1.22.5"]);
    await expect(versions(pathToFileURL(at("nothing")).href)).rejects.toMatchObject({ code: "network" });
  });

  test("nothing is asked when GOPROXY is off", () => {
    expect(source("off")).toMatchObject({ list: undefined, listUrl: undefined });
    expect(source("off").locate(version("1.22.5"), LINUX, undefined)).toEqual([]);
  });
});

describe("locate", () => {
  test("one artifact for each proxy, in order, with what may lead on", () => {
    const list = "https://a.test,https://me:pw@b.test/go/?t=s3cret|https://c.test,direct,https://never.test";
    const name = "golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip";
    expect(
      source(list)
        .locate(version("1.22.5"), LINUX, undefined)
        .map(({ url, nextOn }) => [url, nextOn]),
    ).toEqual([
      [`https://a.test/${name}`, "absent"],
      [`https://me:pw@b.test/go/${name}?t=s3cret`, "any"],
      [`https://c.test/${name}`, "absent"],
      [`https://go.dev/dl/mod/${name}`, "any"],
    ]);
  });

  test("a version that the list lacks is asked for all the same", async () => {
    const url = await proxy({ hidden: ["v0.0.1-go1.22.5.linux-amd64.zip"] });
    expect(await versions(url)).toEqual(["1.20.0"]);
    const [artifact] = source(url).locate(version("1.22.5"), LINUX, "go1.22.5.linux-amd64.tar.gz");
    expect(artifact).toMatchObject({ container: "module-zip", filename: "v0.0.1-go1.22.5.linux-amd64.zip" });
    const { status: answer, body } = await httpClient().getBody(artifact?.url ?? "", { maxBytes: 1e6 });
    expect([answer, body]).toEqual([200, files["v0.0.1-go1.22.5.linux-amd64.zip"]]);
  });

  test("arm is arm, and old first releases have no .0", () => {
    const [artifact] = source("https://a.test").locate(
      version("1.20"),
      { os: "linux", arch: "arm" },
      undefined,
    );
    expect(artifact?.filename).toBe("v0.0.1-go1.20.linux-arm.zip");
  });

  test("what a receipt keeps has no credentials", () => {
    const [artifact] = source("https://me:s3cret@a.test/go?t=s3cret").locate(
      version("1.20"),
      LINUX,
      undefined,
    );
    expect(artifact?.origin).toEqual({
      kind: "goproxy",
      url: "https://a.test/go/golang.org/toolchain/@v/v0.0.1-go1.20.linux-amd64.zip",
    });
  });
});

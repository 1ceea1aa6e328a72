import { expect, onTestFinished, test } from "vitest";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import { officialSource } from "../../src/sources/official.ts";
import { goFiles, sha256 } from "../support/go-files.ts";
import { startGoWorld } from "../support/go-server.ts";
import { type Handler, hangUp, serve, silence, status } from "../support/http-server.ts";
import { httpClient } from "./client.ts";

const LINUX = { os: "linux", arch: "amd64" };
const INDEX = "https://go.dev/dl/?mode=json&include=all";
const INDEX_CN = "https://golang.google.cn/dl/?mode=json&include=all";
const never = new AbortController().signal;
const files = goFiles(["1.20", "1.21.6", "1.22.5", "1.23rc1"]);

async function world() {
  const started = await startGoWorld({ files });
  onTestFinished(() => started.close());
  const http = httpClient({ env: started.env });
  return { started, http, official: officialSource(http) };
}

test("the index of go.dev, with digests, is a trust root", async () => {
  const { started, official } = await world();
  const listing = await official.list?.(never);
  expect(listing?.official).toBe("go.dev");
  expect(listing?.releases.map(({ version }) => versionName(version))).toEqual([
    "1.20.0",
    "1.21.6",
    "1.22.5",
    "1.23rc1",
  ]);
  const filename = "go1.22.5.linux-amd64.tar.gz";
  const body = files[filename] ?? expect.fail();
  expect(listing?.releases[2]?.files).toEqual([
    { filename, platform: LINUX, sha256: sha256(body), bytes: body.length },
  ]);
  expect(started.requests).toEqual([`GET ${INDEX}`]);
  expect(official.listUrl).toBe(INDEX);
});

test.each<[string, Handler]>([
  ["is silent", silence],
  ["hangs up", hangUp],
  ["is blocked", status(403)],
  ["is a login page", serve("<html>log in</html>")],
])("where go.dev %s, the index is that of golang.google.cn, digests included", async (_, answer) => {
  const { started, official } = await world();
  started.replace("go.dev", answer);
  const listing = await official.list?.(never);
  expect(listing?.official).toBe("golang.google.cn");
  expect(listing?.releases[0]?.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(started.requests).toEqual([`GET ${INDEX}`, `GET ${INDEX_CN}`]);
});

test("offline the one place is named that would have been asked", async () => {
  const official = officialSource(httpClient({ offline: true }));
  await expect(official.list?.(never)).rejects.toMatchObject({ code: "offline", url: INDEX });
});

test("an archive comes straight from the bucket, by the name in the list", async () => {
  const { started, http, official } = await world();
  const [artifact] = official.locate(parseVersion("1.22.5") ?? expect.fail(), LINUX, undefined);
  expect(artifact).toEqual({
    source: "official",
    origin: { kind: "official", url: "https://dl.google.com/go/go1.22.5.linux-amd64.tar.gz" },
    url: "https://dl.google.com/go/go1.22.5.linux-amd64.tar.gz",
    filename: "go1.22.5.linux-amd64.tar.gz",
    container: "tar.gz",
    nextOn: "any",
  });
  const { status: answer, body } = await http.getBody(artifact?.url ?? "", { maxBytes: 1e6 });
  expect([answer, body]).toEqual([200, files["go1.22.5.linux-amd64.tar.gz"]]);
  expect(started.requests).toEqual(["GET https://dl.google.com/go/go1.22.5.linux-amd64.tar.gz"]);
});

test("the name in a list beats the rule, unless it is for something else", async () => {
  const { official } = await world();
  const locate = (text: string, platform: typeof LINUX, filename?: string) =>
    official.locate(parseVersion(text) ?? expect.fail(), platform, filename)[0]?.filename;
  const arm = { os: "linux", arch: "arm" };
  expect(locate("1.21rc2", arm, "go1.21rc2.linux-arm.tar.gz")).toBe("go1.21rc2.linux-arm.tar.gz");
  expect(locate("1.21rc2", arm)).toBe("go1.21rc2.linux-armv6l.tar.gz");
  for (const other of ["v0.0.1-go1.22.5.linux-amd64.zip", "go1.22.4.linux-amd64.tar.gz", "../x.tar.gz"]) {
    expect(locate("1.22.5", LINUX, other)).toBe("go1.22.5.linux-amd64.tar.gz");
  }
});

test.each<[string, Handler, string]>([
  ["a 503", status(503), "go.dev answers HTTP 503"],
  ["a 403 with a message in JSON", status(403, {}, '{"message":"rate limit"}'), "go.dev answers HTTP 403"],
  ["a login page", serve("<html>log in</html>"), `${INDEX} is a web page, not a list of releases`],
  ["an empty list", serve("[]"), `${INDEX} lists no release of Go`],
  ["a list that breaks off", serve('[{"version":"go1.22.5",'), `${INDEX} is a list of releases that breaks`],
  ["an object", serve('{"message":"no"}'), `${INDEX} is JSON, but not a list of releases`],
])("%s is a fault of the network, in a sentence", async (_, answer, message) => {
  const { started, official } = await world();
  started.replace("go.dev", answer);
  started.replace("golang.google.cn", status(404));
  await expect(official.list?.(never)).rejects.toMatchObject({
    code: "network",
    message: expect.stringContaining(message),
  });
});

test("go.dev and the bucket behave as the real ones", async () => {
  const { started, http } = await world();
  const get = async (url: string) => {
    const { status: answer, header, body } = await http.getBody(url, { maxBytes: 1e6 });
    return { answer, type: header("content-type"), text: body.toString("latin1") };
  };
  const archive = "go1.22.5.linux-amd64.tar.gz";
  const body = files[archive] ?? expect.fail();
  expect((await get(`https://go.dev/dl/${archive}`)).text).toBe(body.toString("latin1"));
  expect((await get(`https://golang.google.cn/dl/${archive}`)).text).toBe(body.toString("latin1"));
  expect(started.requests).toContain(`GET https://dl.google.com/go/${archive}`);
  expect(await get(`https://go.dev/dl/${archive}.sha256`)).toMatchObject({ answer: 200, type: "text/html" });
  expect((await get(`https://dl.google.com/go/${archive}.sha256`)).text).toBe(sha256(body));
  expect((await get("https://dl.google.com/go/go1.99.0.linux-amd64.tar.gz")).answer).toBe(404);
  await expect(get("https://proxy.golang.org/")).rejects.toMatchObject({ code: "network" });
});

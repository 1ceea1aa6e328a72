import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { homeAt } from "../../src/config/home.ts";
import { readSettings, writeSetting } from "../../src/config/settings.ts";
import { parseDockerfile } from "../../src/doctor/dockerfile/instructions.ts";
import { shellCommands } from "../../src/doctor/startup/commands.ts";
import { makerIn } from "../../src/fs/scratch.ts";
import { Download } from "../../src/net/download.ts";
import { redactText } from "../../src/net/redact.ts";
import { parseToolVersions } from "../../src/resolution/files/tool-versions.ts";
import { pinIn, removePin, writePin } from "../../src/resolution/pin-file.ts";
import { matchesPrefixPattern } from "../../src/sources/module-pattern.ts";
import { parseManifest } from "../../src/toolchains/manifest.ts";
import { parseLockFile } from "../../src/verify/lock-file.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { bytesOf, failureOf, QUICK_RETRY, useClients } from "../net/client-for-test.ts";
import { serve, useServers } from "../support/http-server.ts";
import { outcomeOf } from "./fuzz.ts";

/** What the fuzzers of this folder found, each in its smallest form. What hung would hang again. */

const at = useTemporaryDirectory();
const newClient = useClients();
const startServer = useServers();

test("settings nested deeper than the stack are refused", async () => {
  fs.writeFileSync(at("config.json"), `{"jobs":${"[".repeat(10_000)}${"]".repeat(10_000)}}`);
  const place = { home: homeAt(at()), env: () => undefined };
  expect(await outcomeOf(() => readSettings(place))).toEqual({ refused: "invalid-setting" });
  expect(await outcomeOf(() => writeSetting("export", "1", place))).toEqual({ refused: "invalid-setting" });
});

test.each(["a%2fb", "a%zz", "a%00b"])("the file URL %s is refused", async (name) => {
  const url = `${pathToFileURL(at())}/${name}`;
  expect(await failureOf(newClient().get(url))).toMatchObject({ code: "refused" });
});

test.each(["a", "a.", "a://b:", ",a:b", "token ", "a@b:"])(
  "a long text of %j is searched for secrets in one pass",
  (piece) => {
    const text = piece.repeat(200_000 / piece.length);
    expect(redactText(`${text} token=hunter2`)).not.toContain("hunter2");
  },
);

test.each([
  ["golang 1.20\r\r\n", "golang 1.22.5\r\n"],
  ["golang # golang 1.1\ngolang 1.20 # c\n", "golang # golang 1.1\ngolang 1.22.5 # c\n"],
  ["\uFEFFgolang 1.20\ngolang 1.21\n", "\uFEFFgolang 1.22.5\ngolang 1.21\n"],
  ["ruby 3\rgolang 1.1\ngo 1.20", "ruby 3\rgolang 1.1\ngo 1.22.5"],
  ["golang 1.20#x", "golang 1.22.5"],
])("the pin in %j is written where it is read", (before, after) => {
  fs.writeFileSync(at(".tool-versions"), before);
  writePin(at(), "1.22.5");
  expect(fs.readFileSync(at(".tool-versions"), "utf8")).toBe(after);
  expect(parseToolVersions(after)?.requests[0]).toBe("1.22.5");
});

test.each([
  ["ruby 3\ngolang 1.20", "ruby 3\n"],
  ["golang 1.20\r\nruby 3\r\n", "ruby 3\r\n"],
])("of %j only the pin is taken away", (before, after) => {
  fs.writeFileSync(at(".tool-versions"), before);
  const pin = pinIn(at());
  if (pin !== undefined) removePin(pin);
  expect(fs.readFileSync(at(".tool-versions"), "utf8")).toBe(after);
});

test("a pattern of modules that is far too long matches nothing", () => {
  expect(matchesPrefixPattern("a".repeat(200_000), "golang.org/toolchain")).toBe(false);
});

test("process 0 makes nothing", () => {
  expect(makerIn("x.box-1.0.5.0123456789ab")).toBeUndefined();
});

test("a manifest of nothing but newlines ends at the first", () => {
  expect(parseManifest(gzipSync(Buffer.alloc(60 * 1024 * 1024, "\n"), { level: 1 }))).toEqual({
    problem: "line 1 is malformed",
  });
});

test("a lock file of very many toolchains is read in one pass", () => {
  const toolchains = Array.from({ length: 60_000 }, (_, i) => ({ version: `1.22.${i}`, platforms: {} }));
  const text = JSON.stringify({ schema: 1, toolchains });
  expect(parseLockFile(text)).toMatchObject({ toolchains: { length: 60_000 } });
});

test.each(["(", "((", '"$(', '"${'])("a start-up file of nothing but %j is read", (piece) => {
  for (const dialect of ["posix", "fish"] as const) shellCommands(piece.repeat(100_000), dialect);
});

test("a Dockerfile of nothing but lines is read", () => {
  expect(parseDockerfile("\n".repeat(1_000_000)).instructions).toEqual([]);
});

test.each([
  ["a validator that no header can hold", { validator: "\u0000", total: null }, 100],
  ["nothing, as the whole", { validator: '"one"', total: 0 }, 0],
  ["more than there is", { validator: '"one"', total: null }, 5000],
])("a download that left %s does not stand in the way of the next but one", async (_, state, bytes) => {
  const content = Buffer.alloc(1000, "c");
  const { origin } = await startServer(serve(content, { etag: '"one"' }));
  const [url, file] = [`${origin}/go.tar.gz`, at("go.tar.gz")];
  fs.writeFileSync(`${file}.partial`, Buffer.alloc(bytes, "c"));
  fs.writeFileSync(`${file}.partial.json`, JSON.stringify({ url, ...state }));
  const options = {
    client: newClient(),
    url,
    file,
    maxBytes: 10_000,
    emit: () => {},
    now: () => 0,
    retry: QUICK_RETRY,
  };
  await outcomeOf(() => bytesOf(new Download(options)));
  expect((await bytesOf(new Download(options))).equals(content)).toBe(true);
});

/** A SOCKS proxy that sends these pieces, each by itself, once it is spoken to, and closes the connection. */
async function startSocks(pieces: readonly (readonly number[])[]): Promise<string> {
  const server = net.createServer((socket) => {
    socket.setNoDelay(true).on("error", () => {});
    socket.once("data", async () => {
      for (const piece of pieces) {
        socket.write(Buffer.from(piece));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  return `socks5h://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ESTABLISHED = [5, 0, 0, 1, 1, 1, 1, 1, 0, 80];

test.each([
  ["one byte", [[5]], "closed the connection"],
  ["half an answer", [[5], [0], [5, 0, 0]], "closed the connection"],
  ["more than was asked for", [[5, 0, ...ESTABLISHED, 72, 84]], "not asked for"],
  ["a tunnel that ends at once", [[5, 0], ESTABLISHED], "cut the connection"],
])("a SOCKS proxy that sends %s and closes the connection is named", async (_, pieces, problem) => {
  const client = newClient({ env: { HTTP_PROXY: await startSocks(pieces) }, limits: { connectMs: 5000 } });
  const error = await failureOf(client.get("http://mirror.test/"));
  expect(error).toMatchObject({ code: "network", message: expect.stringContaining(problem) });
});

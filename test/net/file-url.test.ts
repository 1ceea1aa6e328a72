import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { failureOf, textOf, useClients } from "./client-for-test.ts";

const newClient = useClients();
const temporary = useTemporaryDirectory();

function urlOf(name: string, text?: string): string {
  if (text !== undefined) fs.writeFileSync(temporary(name), text);
  return pathToFileURL(temporary(name)).href;
}

describe("a file URL", () => {
  test("gives the file, offline too", async () => {
    const url = urlOf("a ü.zip", "hello");
    const answer = await newClient({ offline: true }).get(url);
    expect([answer.status, answer.header("Content-Length"), await textOf(answer.body)]).toEqual([
      200,
      "5",
      "hello",
    ]);
    const { body } = await newClient().getBody(url, { maxBytes: 5 });
    expect(body.toString()).toBe("hello");
    await expect(newClient().getBody(url, { maxBytes: 4 })).rejects.toThrow(/more than 4 bytes/);
  });

  test("gives a large file whole", async () => {
    const content = "0123456789".repeat(100_000);
    expect(await textOf((await newClient().get(urlOf("large", content))).body)).toBe(content);
  });

  test("gives the rest from some byte on, if the file is the same", async () => {
    const client = newClient();
    const url = urlOf("a", "hello");
    const ask = (range: string, etag?: string) =>
      client.get(url, { headers: { Range: range, ...(etag && { "If-Range": etag }) } });
    const etag = (await client.get(url)).header("etag");
    const rest = await ask("bytes=3-", etag);
    expect([rest.status, rest.header("content-range"), await textOf(rest.body)]).toEqual([
      206,
      "bytes 3-4/5",
      "lo",
    ]);
    expect((await ask("bytes=3-", '"other"')).status).toBe(200);
    expect((await ask("bytes=5-")).status).toBe(416);
    fs.appendFileSync(temporary("a"), "!");
    expect((await ask("bytes=3-", etag)).status).toBe(200);
  });

  test("is 404 where there is no file", async () => {
    fs.mkdirSync(temporary("directory"));
    fs.writeFileSync(temporary("file"), "");
    for (const name of ["missing", "directory", "file/below"]) {
      const answer = await newClient().get(urlOf(name));
      expect([answer.status, await textOf(answer.body)]).toEqual([404, ""]);
    }
  });

  test("is not read when the caller has stopped", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(newClient().get(urlOf("a", "hello"), { signal })).rejects.toThrow("enough");
  });

  test.each(["file://host/a", "file:///a?x", "file:///a#x"])(
    "is refused with more than a path: %s",
    async (url) => {
      expect(await failureOf(newClient().get(url))).toMatchObject({ code: "refused", url });
    },
  );
});

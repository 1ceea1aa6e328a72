import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import type { MirrorSetting } from "../../src/config/mirror-setting.ts";
import { parseVersion } from "../../src/goversion/version.ts";
import { resolveMirrors, type SourceWishes, selectSources } from "../../src/sources/select.ts";
import type { Source } from "../../src/sources/source.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { goFiles } from "../support/go-files.ts";
import { writeTree } from "../support/tree.ts";
import { httpClient } from "./client.ts";

const at = useTemporaryDirectory();
const CORP: MirrorSetting = { name: "corp", url: "https://corp.test/go/", index: "json", kind: "flat" };
const NAME = "go1.22.5.linux-amd64.tar.gz";
const VERSION = parseVersion("1.22.5") ?? expect.fail();

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string | null;
}

function select(
  wishes: Partial<SourceWishes>,
  { env = {}, cwd = at() }: Surroundings = {},
): readonly Source[] {
  return selectSources(
    { from: undefined, mirrors: [], order: null, ...wishes },
    {
      http: httpClient(),
      env: (name) => ({ HOME: at(), ...env })[name] || undefined,
      node: { platform: "linux", arch: "x64", execPath: "" },
      cwd,
    },
  );
}

/** `KIND NAME URL` of the first artifact. */
function described(sources: readonly Source[]): string[] {
  return sources.map((source) => {
    const [artifact] = source.locate(VERSION, { os: "linux", arch: "amd64" }, undefined);
    return `${source.kind} ${source.name} ${artifact?.url}`;
  });
}

const names = (wishes: Partial<SourceWishes>, around?: Surroundings) =>
  select(wishes, around).map(({ name }) => name);

describe("without --from", () => {
  test("the official place, the mirrors and the user's GOPROXY", () => {
    expect(described(select({ mirrors: [CORP, "ustc"] }))).toEqual([
      `official official https://dl.google.com/go/${NAME}`,
      `mirror corp https://corp.test/go/${NAME}`,
      `mirror ustc https://mirrors.ustc.edu.cn/golang/${NAME}`,
      "goproxy goproxy https://proxy.golang.org/golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip",
    ]);
  });

  test("`order` restricts and orders, and knows the mirrors that gov knows", () => {
    expect(names({ mirrors: [CORP], order: ["goproxy", "corp", "nju", "corp"] })).toEqual([
      "goproxy",
      "corp",
      "nju",
    ]);
  });

  test("GOPROXY comes from the environment, then from the file of go env -w", () => {
    writeTree(at(".config/go"), { env: "GOPROXY=https://file.test\n" });
    const url = (around?: Surroundings) => described(select({ order: ["goproxy"] }, around))[0];
    expect(url()).toContain(" https://file.test/");
    expect(url({ env: { GOPROXY: "https://env.test" } })).toContain(" https://env.test/");
    expect(url({ env: { GONOPROXY: "golang.org" } })).toContain(" https://go.dev/dl/mod/");
  });

  test("GOPROXY=off is one source less, and an error when it was the only one", () => {
    const off = { env: { GOPROXY: "off" } };
    expect(names({ mirrors: [CORP] }, off)).toEqual(["official", "corp"]);
    const error = { code: "usage", message: "GOPROXY is off, so there is no module proxy to ask" };
    expect(() => select({ order: ["goproxy"] }, off)).toThrow(expect.objectContaining(error));
    expect(() => select({ from: "goproxy" }, off)).toThrow(expect.objectContaining(error));
  });

  test("a GOPROXY that go would not take is an invalid setting", () => {
    expect(() => select({}, { env: { GOPROXY: "," } })).toThrow(
      expect.objectContaining({ code: "invalid-setting" }),
    );
    expect(names({ from: "official" }, { env: { GOPROXY: "," } })).toEqual(["official"]);
  });

  test("a name that nothing has", () => {
    expect(() => select({ mirrors: [CORP], order: ["official", "crop"] })).toThrow(
      expect.objectContaining({
        code: "usage",
        message: "the setting `order` names `crop`, which is not a source",
        hint: expect.stringContaining("official, goproxy, corp, google-cn, ustc, nju, hust, aliyun"),
      }),
    );
    expect(() => select({ order: [] })).toThrow(expect.objectContaining({ code: "usage" }));
  });

  test("a mirror that is a module proxy, and one that is a directory", () => {
    fs.writeFileSync(at(NAME), "");
    const goproxy: MirrorSetting = { ...CORP, kind: "goproxy", index: "none" };
    const share: MirrorSetting = { ...CORP, name: "share", url: pathToFileURL(at()).href };
    expect(described(select({ mirrors: [goproxy, share], order: ["corp", "share"] }))).toEqual([
      "goproxy corp https://corp.test/go/golang.org/toolchain/@v/v0.0.1-go1.22.5.linux-amd64.zip",
      `file share ${pathToFileURL(at(NAME)).href}`,
    ]);
  });
});

describe("mirrors by name", () => {
  test("a name alone stands for what gov knows", () => {
    expect(resolveMirrors(["aliyun", CORP])).toEqual([
      expect.objectContaining({ name: "aliyun", url: "https://mirrors.aliyun.com/golang/" }),
      CORP,
    ]);
  });

  test("a name that gov does not know is an invalid setting", () => {
    expect(() => select({ mirrors: ["tuna"] })).toThrow(
      expect.objectContaining({
        code: "invalid-setting",
        message: expect.stringContaining("`tuna`"),
        hint: expect.stringContaining("google-cn, ustc, nju, hust, aliyun"),
      }),
    );
  });

  test("the user's own mirror comes before gov's of that name", () => {
    const mine: MirrorSetting = { ...CORP, name: "ustc" };
    expect(described(select({ mirrors: [mine], from: "ustc" }))).toEqual([
      `mirror ustc https://corp.test/go/${NAME}`,
    ]);
  });
});

describe("--from", () => {
  beforeEach(() => {
    for (const [name, body] of Object.entries(goFiles(["1.22.5"]))) fs.writeFileSync(at(name), body);
  });

  test.each([
    ["official", "official official"],
    ["goproxy", "goproxy goproxy"],
    ["corp", "mirror corp"],
    ["hust", "mirror hust"],
  ])("the name %s", (from, expected) => {
    expect(described(select({ from, mirrors: [CORP], order: ["official"] }))).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  test.each([
    ["https://m.test/golang", `mirror m.test https://m.test/golang/${NAME}`],
    [`https://m.test:8443/x/${NAME}`, `mirror m.test:8443 https://m.test:8443/x/${NAME}`],
    [`https://u:p@m.test/${NAME}?token=x`, `mirror m.test https://u:p@m.test/${NAME}?token=x`],
    ["HTTPS://m.test", `mirror m.test https://m.test/${NAME}`],
  ])("the URL %s", (from, expected) => {
    expect(described(select({ from }))).toEqual([expected]);
  });

  test("the URL of an archive has that archive and no other", async () => {
    const [source] = select({ from: `https://m.test/x/${NAME}` });
    expect(
      source?.locate(parseVersion("1.22.6") ?? expect.fail(), { os: "linux", arch: "amd64" }, NAME),
    ).toEqual([]);
    const listing = await source?.list?.(new AbortController().signal);
    expect(listing?.releases.map(({ version }) => version)).toEqual([VERSION]);
  });

  test("files and directories, from here", () => {
    fs.mkdirSync(at("sub"));
    const file = pathToFileURL(at(NAME)).href;
    const cases: [string, string][] = [
      [at(NAME), `file ${at(NAME)} ${file}`],
      [NAME, `file ${at(NAME)} ${file}`],
      [`./${NAME}`, `file ${at(NAME)} ${file}`],
      [file, `file ${at(NAME)} ${file}`],
      [".", `file ${at()} ${file}`],
    ];
    for (const [from, expected] of cases) expect(described(select({ from }))).toEqual([expected]);
    expect(described(select({ from: ".." }, { cwd: at("sub") }))).toEqual([`file ${at()} ${file}`]);
  });

  test("a name comes before a file of that name", () => {
    fs.writeFileSync(at("ustc"), "");
    expect(names({ from: "ustc" })).toEqual(["ustc"]);
    expect(() => select({ from: "./ustc" })).toThrow("is neither a tar.gz nor a zip archive");
  });

  test.each([
    ["a word that is nothing", "offical", {}, "--from names `offical`, which is not a source"],
    ["a path that is not there", "./nothing", {}, "is not there"],
    ["a broken URL", "https://", {}, "`https://` is not a URL"],
    ["a file of another machine", "file://host/go.tar.gz", {}, "names no file of this machine"],
    ["a relative path without a current directory", "./x", { cwd: null }, "which is not a source"],
  ])("%s", (_, from, around, message) => {
    expect(() => select({ from }, around)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringContaining(message) }),
    );
  });
});

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { parseVersion, versionName } from "../../src/goversion/version.ts";
import { localSource } from "../../src/sources/local.ts";
import { useTemporaryDirectory } from "../fs/temporary-directory.ts";
import { smallTree, treeModuleZip, treeTarGz, treeZip } from "../support/archives.ts";
import { goFiles } from "../support/go-files.ts";
import { writeTree } from "../support/tree.ts";

const at = useTemporaryDirectory();
const LINUX = { os: "linux", arch: "amd64" };
const ARM = { os: "linux", arch: "arm64" };
const never = new AbortController().signal;
const version = (text: string) => parseVersion(text) ?? expect.fail(text);
const tree = smallTree();
const MODULE = "golang.org/toolchain@v0.0.1-go1.22.5.linux-amd64/";
const NAME = "go1.22.5.linux-amd64.tar.gz";
const MODULE_NAME = "v0.0.1-go1.22.5.linux-amd64.zip";

function locate(place: string, text = "1.22.5", platform = LINUX) {
  return localSource(place).locate(version(text), platform, undefined);
}

async function listed(place: string): Promise<string[] | undefined> {
  const listing = await localSource(place).list?.(never);
  return listing?.releases.map((release) => versionName(release.version)).sort();
}

describe("--from FILE", () => {
  test("an archive with its own name", async () => {
    fs.writeFileSync(at(NAME), treeTarGz(tree));
    expect(locate(at(NAME))).toEqual([
      {
        source: at(NAME),
        origin: { kind: "file", path: at(NAME) },
        url: pathToFileURL(at(NAME)).href,
        filename: NAME,
        container: "tar.gz",
        nextOn: "any",
      },
    ]);
    expect(await listed(at(NAME))).toEqual(["1.22.5"]);
    expect(locate(at(NAME), "1.22.6")).toEqual([]);
    expect(locate(at(NAME), "1.22.5", ARM)).toEqual([]);
  });

  test("a module zip under any name: the module inside says what it is", async () => {
    fs.writeFileSync(at("some download"), treeModuleZip(tree, MODULE));
    expect(locate(at("some download"))).toMatchObject([{ container: "module-zip", filename: MODULE_NAME }]);
    expect(await listed(at("some download"))).toEqual(["1.22.5"]);
    expect(locate(at("some download"), "1.22.6")).toEqual([]);
  });

  test.each([
    ["a tar.gz", "release.tgz", "tar.gz", treeTarGz(tree)],
    ["a zip", "release.zip", "zip", treeZip(tree)],
    ["a zip that says it is a tar.gz", NAME, "zip", treeZip(tree)],
  ])("%s is told by its content", (_, name, container, content) => {
    fs.writeFileSync(at(name), content);
    expect(locate(at(name))).toMatchObject([{ container, filename: name }]);
  });

  test("an archive that does not say what it is has no list and is taken at the user's word", () => {
    fs.writeFileSync(at("release.tgz"), treeTarGz(tree));
    expect(localSource(at("release.tgz")).list).toBeUndefined();
    expect(locate(at("release.tgz"), "1.21.6", ARM)).toHaveLength(1);
  });

  test.each([
    ["a page", "<html>not found</html>"],
    ["nothing", ""],
    ["a byte", "P"],
  ])("%s is no archive", (_, content) => {
    fs.writeFileSync(at(NAME), content);
    expect(() => localSource(at(NAME))).toThrow(
      expect.objectContaining({
        code: "archive-refused",
        message: `${at(NAME)} is neither a tar.gz nor a zip archive`,
      }),
    );
  });

  test("nothing there", () => {
    const error = { code: "usage", message: `${at("none.tar.gz")} is not there` };
    expect(() => localSource(at("none.tar.gz"))).toThrow(expect.objectContaining(error));
  });
});

describe("--from DIR", () => {
  test("a directory of archives", async () => {
    for (const [name, body] of Object.entries(goFiles(["1.21.6", "1.22.5"])))
      fs.writeFileSync(at(name), body);
    writeTree(at(), {
      SHA256SUMS: "",
      "go1.23.0.linux-amd64.tar.gz.part": "",
      "sub/go1.19.linux-amd64.tar.gz": "",
    });
    expect(await listed(at())).toEqual(["1.21.6", "1.22.5"]);
    // The plain archive first: it has everything.
    const listing = await localSource(at()).list?.(never);
    const listedFiles = listing?.releases.flatMap(({ files }) => files.map(({ filename }) => filename)) ?? [];
    expect(listedFiles.sort()).toEqual(["go1.21.6.linux-amd64.tar.gz", NAME]);
    expect(locate(at()).map(({ filename, container }) => [filename, container])).toEqual([
      [NAME, "tar.gz"],
      [MODULE_NAME, "module-zip"],
    ]);
    expect(locate(at(), "1.22.5", ARM)).toEqual([]);
  });

  test("a directory laid out as a GOPROXY, with or without its list", async () => {
    const dir = path.join("proxy", "golang.org", "toolchain", "@v");
    writeTree(at(), { [path.join(dir, MODULE_NAME)]: "zip" });
    expect(await listed(at("proxy"))).toEqual(["1.22.5"]);
    const file = at(dir, MODULE_NAME);
    expect(locate(at("proxy"))).toMatchObject([
      { container: "module-zip", origin: { kind: "file", path: file }, url: pathToFileURL(file).href },
    ]);
  });

  describe("a Go tree", () => {
    beforeEach(() => {
      writeTree(at("tree"), {
        VERSION: "go1.22.5\ntime 2024-06-27T20:11:12Z\n",
        "bin/go": "",
        "pkg/tool/linux_amd64/asm": "",
        "src/go.mod": "module std\n",
      });
    });

    test("says itself what it is", async () => {
      expect(locate(at("tree"))).toEqual([
        {
          source: at("tree"),
          origin: { kind: "directory", path: at("tree") },
          url: pathToFileURL(at("tree")).href,
          filename: "tree",
          container: "tree",
          nextOn: "any",
        },
      ]);
      expect(await listed(at("tree"))).toEqual(["1.22.5"]);
      expect(locate(at("tree"), "1.22.6")).toEqual([]);
      expect(locate(at("tree"), "1.22.5", ARM)).toEqual([]);
    });

    test("as the module cache has it", () => {
      writeTree(at("tree"), { "src/_go.mod": "module std\n" });
      expect(locate(at("tree"))).toMatchObject([{ container: "module-cache" }]);
    });

    test("that is no release has nothing to offer", async () => {
      writeTree(at("tree"), { VERSION: "devel go1.28-0123456789" });
      expect(await listed(at("tree"))).toEqual([]);
      expect(locate(at("tree"))).toEqual([]);
    });
  });

  test("anything else", () => {
    fs.mkdirSync(at("empty"));
    const message = `${at("empty")} is neither a Go tree nor a directory with archives of Go`;
    expect(() => localSource(at("empty"))).toThrow(expect.objectContaining({ code: "usage", message }));
    expect(() => localSource("/dev/null")).toThrow(expect.objectContaining({ code: "usage" }));
  });
});

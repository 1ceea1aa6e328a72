import { createHash } from "node:crypto";
import { parseVersion } from "../../src/goversion/version.ts";
import { archiveName, moduleZipName, parseArchiveName } from "../../src/sources/archive-name.ts";
import { smallTree, type Tree, treeModuleZip, treeTarGz } from "./archives.ts";

/** What lies in Go's bucket: names to bytes. Copies of the bucket and module proxies serve the same files. */
export type GoFiles = Readonly<Record<string, Buffer>>;

/** Small releases for linux/amd64, each as the archive of go.dev and in the module form. */
export function goFiles(versions: readonly string[], treeOf: (version: string) => Tree = smallTree): GoFiles {
  const platform = { os: "linux", arch: "amd64" };
  return Object.fromEntries(
    versions.flatMap((text) => {
      const version = parseVersion(text);
      if (version === undefined) throw new Error(`not a version: ${text}`);
      const tree = treeOf(text);
      const zip = moduleZipName(version, platform);
      const prefix = `golang.org/toolchain@${zip.replace(/\.zip$/, "")}/`;
      return [
        [archiveName(version, platform), treeTarGz(tree)],
        [zip, treeModuleZip(tree, prefix)],
      ];
    }),
  );
}

/** `?mode=json` of go.dev, newest release first. */
export function releaseIndex(files: GoFiles): string {
  const releases = new Map<string, object[]>();
  for (const [filename, body] of Object.entries(files)) {
    const [, version = ""] = /^(go[0-9][0-9a-z.]*)\.[a-z0-9]+-/.exec(filename) ?? [];
    const archive = parseArchiveName(filename);
    if (archive === undefined || version === "") continue;
    const { os, arch } = archive.platform;
    const listed = releases.get(version) ?? [];
    const file = { filename, os, arch: arch === "arm" ? "armv6l" : arch, version, sha256: sha256(body) };
    releases.set(version, [...listed, { ...file, size: body.length, kind: "archive" }]);
  }
  const list = Array.from(releases, ([version, listed]) => ({
    version,
    stable: !/beta|rc/.test(version),
    files: [{ ...sourceOf(version) }, ...listed],
  }));
  return `${JSON.stringify(list.reverse(), null, 1)}\n`;
}

/** `@v/list` of a module proxy: in no order, some twice. */
export function moduleList(files: GoFiles): string {
  const names = Object.keys(files).filter((name) => name.startsWith("v0."));
  const versions = names.map((name) => name.replace(/\.zip$/, "")).reverse();
  return [...versions, ...versions.slice(0, 1)].map((version) => `${version}\n`).join("");
}

export function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function sourceOf(version: string): object {
  const filename = `${version}.src.tar.gz`;
  return { filename, os: "", arch: "", version, sha256: "0".repeat(64), size: 1, kind: "source" };
}

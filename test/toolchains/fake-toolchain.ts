import fs from "node:fs";
import path from "node:path";
import { type Home, toolchainPathsIn } from "../../src/config/home.ts";
import { parseVersion, upstreamName } from "../../src/goversion/version.ts";
import { manifestData } from "../../src/toolchains/manifest.ts";
import { readTree } from "../../src/toolchains/read-tree.ts";
import { type Receipt, receiptText } from "../../src/toolchains/receipt.ts";
import { toolchainHash } from "../../src/verify/dirhash.ts";
import { fakeProgram } from "./fake-program.ts";

export const HOST = { os: "linux", arch: "amd64" };

/** A Go tree with all that gov looks at; `bin/go` runs on Linux/amd64 and answers `go version`. */
export function writeGoTree(goroot: string, version: string): void {
  const name = upstreamName(parsed(version));
  const toolDir = path.join(goroot, "pkg", "tool", "linux_amd64");
  for (const dir of [path.join(goroot, "bin"), path.join(goroot, "src"), toolDir]) {
    fs.mkdirSync(dir, { recursive: true });
  }
  fs.writeFileSync(path.join(goroot, "VERSION"), `${name}\ntime 2026-01-01T00:00:00Z\n`);
  fs.writeFileSync(path.join(goroot, "src", "go.mod"), "module std\n");
  for (const tool of ["asm", "compile", "link", "vet"]) {
    fs.writeFileSync(path.join(toolDir, tool), fakeProgram(name), { mode: 0o755 });
  }
  for (const command of ["go", "gofmt"]) {
    fs.writeFileSync(path.join(goroot, "bin", command), fakeProgram(name), { mode: 0o755 });
  }
}

/** A complete toolchain directory, as an install makes it. */
export function writeToolchain(dir: string, version: string, changes: Partial<Receipt> = {}): void {
  const paths = toolchainPathsIn(dir);
  writeGoTree(paths.goroot, version);
  const { files } = readTree(paths.goroot);
  fs.writeFileSync(paths.manifest, manifestData(files));
  const h1 = toolchainHash(files, parsed(version), HOST);
  fs.writeFileSync(paths.receipt, receiptText({ ...receiptFor(version), h1, ...changes }));
}

export function writeInstalled(
  home: Home,
  name: string,
  version = name,
  changes: Partial<Receipt> = {},
): string {
  const dir = path.join(home.versionsDir, name);
  writeToolchain(dir, version, changes);
  return dir;
}

export function receiptFor(version: string): Receipt {
  return {
    schema: 1,
    version,
    ...HOST,
    origin: { kind: "official", url: "https://example.test/go.tar.gz" },
    archive: { name: "go.tar.gz", bytes: 10, sha256: "a".repeat(64) },
    h1: `h1:${"A".repeat(43)}=`,
    proofs: [
      { kind: "sumdb", name: "sum.example.test", record: 7, treeSize: 9, treeHash: "hash" },
      { kind: "sha256", from: "https://example.test/" },
    ],
    files: 8,
    bytes: 1234,
    installedAt: "2026-01-02T03:04:05.678Z",
    gov: "0.1.0",
  };
}

function parsed(text: string) {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`not a version: ${text}`);
  return version;
}

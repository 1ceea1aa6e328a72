import fs from "node:fs";
import path from "node:path";
import { receiptText } from "../../src/toolchains/receipt.ts";

/** Where the bench works; `scripts/bench.mjs` names and removes it. */
export const benchDir = process.env.GOV_BENCH_DIR ?? "";
const repository = process.env.GOV_BENCH_REPOSITORY ?? "";
export const gov = [process.execPath, path.join(repository, "bin/gov.js")] as const;

export const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

let made = 0;

/** A new directory for each run: writing where a tree was removed a moment ago is slow on ext4. */
export function freshDir(): string {
  made += 1;
  const dir = path.join(benchDir, `run-${made}`);
  fs.mkdirSync(dir);
  return dir;
}

/** A root whose toolchains are empty but for a `bin/go` that is `true`, and gov's own shims. */
export function rootOfStubs(versions: readonly string[]): { home: string; root: string } {
  const home = freshDir();
  const root = path.join(home, ".gov");
  for (const version of versions) {
    const goroot = path.join(root, "versions", version, "go");
    fs.mkdirSync(path.join(goroot, "bin"), { recursive: true });
    fs.mkdirSync(path.join(goroot, "pkg/tool", hostPair()), { recursive: true });
    fs.copyFileSync("/bin/true", path.join(goroot, "bin/go"));
    fs.copyFileSync("/bin/true", path.join(goroot, "bin/gofmt"));
    fs.writeFileSync(path.join(goroot, "VERSION"), `go${version}\n`);
    fs.writeFileSync(path.join(path.dirname(goroot), "receipt.json"), stubReceipt(version));
  }
  return { home, root };
}

function stubReceipt(version: string): string {
  const [os = "", arch = ""] = hostPair().split("_");
  return receiptText({
    schema: 1,
    version,
    os,
    arch,
    origin: { kind: "official" },
    archive: null,
    h1: null,
    proofs: [{ kind: "builtin" }],
    files: 0,
    bytes: 0,
    installedAt: new Date(0).toISOString(),
    gov: "0.0.0",
  });
}

function hostPair(): string {
  const arch = { x64: "amd64", ia32: "386" }[process.arch as string] ?? process.arch;
  return `${process.platform}_${arch}`;
}

import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { toolchainPathsIn } from "../../src/config/home.ts";
import type { Receipt } from "../../src/toolchains/receipt.ts";
import { oncePerRun } from "../support/once-per-run.ts";
import type { SeedVersion } from "../support/seed.ts";
import { seedRoot } from "../support/toolchains.ts";
import { writeTree } from "../support/tree.ts";

/** A release that was really published. */
export const REAL = "1.22.5";
export const OTHER_REAL = "1.21.6";
export const TAR_GZ = `go${REAL}.linux-amd64.tar.gz`;
export const MODULE_ZIP = moduleZipOf(REAL);

/** What the module form, and so the seed, is without; in the archive of go.dev there is more of it. */
const UNCOVERED = {
  "api/go1.txt": "pkg archive/tar, const TypeBlock = 52\n",
  "doc/README.md": "# Release notes\n",
  "misc/cgo/gmp/pi.go": "package main\n",
  "misc/go.mod": "module misc\n",
  "test/fixedbugs/issue27836.dir/\u00defoo.go": "package \u00defoo\n",
  "test/run.sh": "#!/bin/sh\n",
};

function moduleZipOf(version: SeedVersion): string {
  return `v0.0.1-go${version}.linux-amd64.zip`;
}

/** A directory with `TAR_GZ`, as tar and gzip pack the release, made once a run. Some seconds for the first caller. */
export async function realTarGz(): Promise<string> {
  const runDir = inject("runDir");
  const root = await seedRoot();
  const dir = path.join(runDir, "archives");
  await oncePerRun(runDir, "real-archives", async () => {
    const run = promisify(execFile);
    fs.mkdirSync(dir);
    await run("cp", ["-Rpl", toolchainPathsIn(path.join(root, "versions", REAL)).goroot, dir]);
    writeTree(path.join(dir, "go"), UNCOVERED);
    fs.chmodSync(path.join(dir, "go/test/run.sh"), 0o755);
    await run("sh", ["-c", `tar -cf - go | gzip -1 >${TAR_GZ}`], { cwd: dir });
    fs.rmSync(path.join(dir, "go"), { recursive: true });
  });
  return dir;
}

/** The module zip as the module proxy served it. */
export async function realModuleZip(version: SeedVersion = REAL): Promise<string> {
  return path.join(await seedRoot(), "cache", "downloads", moduleZipOf(version));
}

/** How gov installed it from the module proxy. */
export async function seedReceipt(version: SeedVersion = REAL): Promise<Receipt> {
  const { receipt } = toolchainPathsIn(path.join(await seedRoot(), "versions", version));
  return JSON.parse(fs.readFileSync(receipt, "utf8"));
}

// npm run bench [ROW...]: how fast gov is, as ratios to plain programs on the same machine.
// The rows are TypeScript and share the tests' servers, so they are bundled first.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "gov-bench-"));
try {
  const outfile = path.join(scratch, "bench.mjs");
  await build({
    entryPoints: [path.join(root, "scripts/bench/main.ts")],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(scratch, "node_modules"));
  const env = { ...process.env, GOV_BENCH_DIR: scratch, GOV_BENCH_REPOSITORY: root };
  // Node 20 parses these certificates at every start, which would count for gov and for `node -e 0`.
  delete env.NODE_EXTRA_CA_CERTS;
  const { status } = spawnSync(hostNode(), [outfile, ...process.argv.slice(2)], {
    stdio: "inherit",
    env,
  });
  process.exitCode = status ?? 1;
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

/** The machine's own Node: npm puts the one of a development dependency first on PATH. */
function hostNode() {
  const modules = path.join(root, "node_modules");
  const candidates = (process.env.PATH ?? "").split(":").map((dir) => path.join(dir, "node"));
  const found = candidates.find((file) => fs.existsSync(file) && !fs.realpathSync(file).startsWith(modules));
  return found ?? process.execPath;
}

// node scripts/digests.mjs [VERSION...]: adds rows to src/verify/digest-table.ts, the digests that gov knows
// without asking anybody: those of the given versions, or of all that GOPROXY lists and the table lacks. Each
// one is proven by the checksum database first, with gov's own client, so the script is bundled from it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "gov-digests-"));
try {
  const outfile = path.join(scratch, "digests.mjs");
  await build({
    entryPoints: [path.join(root, "scripts/digests.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
    // Bundled CommonJS still calls require.
    banner: {
      js: 'import{createRequire as __govRequire}from"node:module";const require=__govRequire(import.meta.url);',
    },
  });
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, GOV_DIGESTS_DIR: scratch, GOV_DIGESTS_REPOSITORY: root },
  });
  process.exitCode = status ?? 1;
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

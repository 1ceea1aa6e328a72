// Builds dist/ (one ESM chunk per command, shared code split out), the oclif manifest and the notices.
// Everything that runs is bundled: the installed package has no dependencies.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeManifest } from "./manifest.mjs";
import { writeNotices } from "./notices.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const commands = fs
  .readdirSync("src/commands", { recursive: true })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => path.join("src/commands", file));

fs.rmSync("dist", { recursive: true, force: true });
const result = await build({
  entryPoints: ["src/main.ts", ...commands],
  outdir: "dist",
  outbase: "src",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  minify: true,
  keepNames: true,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  // @oclif/core asks for these lazily in its development mode, which gov turns off.
  external: ["typescript", "ts-node", "tsx"],
  // Bundled CommonJS still calls require.
  banner: {
    js: 'import{createRequire as __govRequire}from"node:module";const require=__govRequire(import.meta.url);',
  },
});
await writeManifest(root);
writeNotices(root, result.metafile);
if (process.argv.includes("--size")) {
  execFileSync("du", ["-sh", "dist"], { stdio: "inherit" });
}

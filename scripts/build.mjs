// Builds dist/ (one ESM chunk per command, shared code split out), the oclif manifest and the notices.
// Everything that runs is bundled: the installed package has no dependencies.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeManifest } from "./manifest.mjs";
import { writeNotices } from "./notices.mjs";
import { oclif } from "./oclif.mjs";
import { writeStartFiles } from "./start-file.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/** Names stay, for the stack traces in reports. */
const FORM = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.18",
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
};

const THREADS = ["src/toolchains/tree-worker.ts", "src/archive/tree-thread.ts", "src/archive/zip-thread.ts"];

/** Bundled CommonJS still calls require. */
const REQUIRE = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';

// A gov that starts while this runs finds the old build or the new one.
const stage = fs.mkdtempSync(path.join(root, ".build-"));
const started = new Date();
try {
  fs.copyFileSync("package.json", path.join(stage, "package.json"));
  const metafile = await bundle(path.join(stage, "dist"));
  await writeManifest(stage);
  writeNotices(root, stage, metafile);
  publish("dist");
  publish("oclif.manifest.json");
  publish("THIRD-PARTY-NOTICES.txt");
} finally {
  fs.rmSync(stage, { recursive: true, force: true });
}
if (process.argv.includes("--size")) {
  execFileSync("du", ["-sh", "dist"], { stdio: "inherit" });
}

async function bundle(dist) {
  const { metafile } = await build({
    ...FORM,
    entryPoints: ["src/main.ts", ...filesIn("src/commands")],
    outdir: dist,
    outbase: "src",
    splitting: true,
    metafile: true,
    plugins: [oclif],
    // @oclif/core asks for these lazily in its development mode, which gov turns off.
    external: ["typescript", "ts-node", "tsx"],
  });
  await writeStartFiles(dist, metafile, FORM);
  // Each in one piece: a thread starts with what it needs and no more.
  const threads = await build({
    ...FORM,
    entryPoints: THREADS,
    outdir: dist,
    outbase: "src",
    metafile: true,
  });
  for (const file of filesIn(dist)) {
    const text = fs.readFileSync(file, "utf8");
    if (/\brequire\b/.test(text)) fs.writeFileSync(file, `${REQUIRE}${text}`);
  }
  return { ...metafile, inputs: { ...metafile.inputs, ...threads.metafile.inputs } };
}

function filesIn(directory) {
  return fs
    .readdirSync(directory, { recursive: true })
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => path.join(directory, name));
}

/** Puts what is in the stage in the place of what is there. Another build may be doing the same. */
function publish(name) {
  const built = path.join(stage, name);
  // A source that changed since the start may not be in it.
  fs.utimesSync(built, started, started);
  // A directory has to make room for its successor; a file is replaced.
  for (let turn = 0; !moved(built, name, "ENOTEMPTY"); turn += 1) {
    moved(name, path.join(stage, `old-${turn}`), "ENOENT");
  }
}

/** False after the failure that is expected. */
function moved(from, to, expected) {
  try {
    fs.renameSync(from, to);
    return true;
  } catch (error) {
    if (error.code === expected) return false;
    throw error;
  }
}

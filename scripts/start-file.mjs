// Joins the small files that esbuild splits the code into: Node takes longer to find sixty files than to run them.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const QUICK = ["main.js", "commands/current.js", "commands/list.js", "commands/which.js"];
const DOCTOR = "commands/doctor.js";
/** What is larger stays a file of its own, for those that need it. */
const SMALL_BYTES = 36 * 1024;
const AT_ONCE = ["import-statement"];

/**
 * Writes into `dist`, in the form of the files there, `start.js` for the quick commands, `doctor-start.js` for what
 * only the doctor loads, `work.js` for the small pieces that only others load, and `shared.js` for those that both
 * do. The files that these hold stay where they are and take their exports from there; the rest imports the joined
 * files directly.
 */
export async function writeStartFiles(dist, metafile, form) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, about]) => [path.resolve(file), about]),
  );
  const inDist = (name) => path.join(dist, name);
  const doctorFile = inDist(DOCTOR);
  const others = [...outputs.keys()].filter((file) => isCommand(outputs.get(file)) && file !== doctorFile);
  const elsewhere = loadedBy(others, outputs, [...AT_ONCE, "dynamic-import"]);
  const quick = loadedBy(QUICK.map(inDist), outputs);
  const doctor = loadedBy([doctorFile], outputs);
  const pieces = smallPieces(elsewhere, quick, outputs);
  const groups = {
    "start.js": [...quick],
    "shared.js": pieces.filter((file) => doctor.has(file)),
    "doctor-start.js": [...doctor].filter((file) => !elsewhere.has(file) && !quick.has(file)),
    "work.js": pieces.filter((file) => !doctor.has(file)),
  };
  const joined = new Set();
  for (const [name, files] of Object.entries(groups)) {
    await join(inDist(name), files, outputs, form, joined);
    for (const file of files) joined.add(file);
  }
  for (const file of outputs.keys()) {
    if (!joined.has(file)) await bundle({ entryPoints: [file], allowOverwrite: true }, file, joined, form);
  }
}

function isCommand({ entryPoint }) {
  return entryPoint?.startsWith("src/commands/") === true;
}

/** Of `files` the small ones that no command line names and that need nothing large. */
function smallPieces(files, quick, outputs) {
  const isPiece = (file) => {
    const { bytes, entryPoint } = outputs.get(file);
    return quick.has(file) || (bytes < SMALL_BYTES && !entryPoint);
  };
  return [...files].filter(
    (file) => !quick.has(file) && [...loadedBy([file], outputs)].every((needed) => isPiece(needed)),
  );
}

/** Makes one file of many. The files of `passing` only pass on what others hold, so their few lines are copied. */
async function join(target, files, outputs, form, passing) {
  const contents = files.map((file, index) => {
    const names = outputs.get(file).exports;
    return `export{${names.map((name) => `${name} as ${name}_${index}`)}}from"${relative(target, file)}";`;
  });
  const stdin = { contents: contents.join("\n"), resolveDir: path.dirname(target) };
  await bundle({ stdin }, target, new Set([...files, ...passing]), form);
  for (const [index, file] of files.entries()) {
    const names = outputs.get(file).exports.map((name) => `${name}_${index} as ${name}`);
    fs.writeFileSync(file, `export{${names}}from"${relative(file, target)}";\n`);
  }
}

/** Writes `target`, with the files of `inside` in it. */
async function bundle(input, target, inside, form) {
  const isInside = (file) => file === target || inside.has(file);
  await build({ ...form, ...input, outfile: target, plugins: [externalUnless(isInside, target)] });
}

/** The files, and all that they import; by default what they import before they run. */
function loadedBy(files, outputs, kinds = AT_ONCE, found = new Set()) {
  for (const file of files) {
    if (found.has(file) || !outputs.has(file)) continue;
    found.add(file);
    const imported = outputs.get(file).imports.filter(({ kind }) => kinds.includes(kind));
    const next = imported.map((it) => path.resolve(it.path));
    loadedBy(next, outputs, kinds, found);
  }
  return found;
}

function relative(from, to) {
  const file = path.relative(path.dirname(from), to);
  return file.startsWith(".") ? file : `./${file}`;
}

/** What the file imports only when it is needed stays a file of its own. */
function externalUnless(isInside, target) {
  return {
    name: "external-unless",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ resolveDir, path: name, kind }) => {
        const file = path.resolve(resolveDir, name);
        if (kind === "import-statement" && isInside(file)) return undefined;
        return { path: relative(target, file), external: true };
      });
    },
  };
}

// Puts what the quick commands load into two files: Node takes longer to find twenty small files than to run them.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const QUICK = ["main.js", "commands/current.js", "commands/list.js", "commands/which.js"];
const DOCTOR = ["commands/doctor.js"];

/**
 * Writes into `dist`, in the form of the files there, `start.js` for the quick commands, and `doctor-start.js` for
 * what only the doctor loads. The files that these hold stay where they are, and take their exports from there.
 */
export async function writeStartFiles(dist, metafile, form) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, about]) => [path.resolve(file), about]),
  );
  const inDist = (names) => names.map((name) => path.join(dist, name));
  const quick = loadedBy(inDist(QUICK), outputs);
  const doctor = [...loadedBy(inDist(DOCTOR), outputs)].filter((file) => !quick.has(file));
  await join(path.join(dist, "start.js"), [...quick], outputs, form);
  // By now the quick files only pass on what start.js holds, so they may be taken in a second time.
  await join(path.join(dist, "doctor-start.js"), doctor, outputs, form, quick);
}

/** Makes one file of many; of `passing` their few lines are copied. */
async function join(target, files, outputs, form, passing = new Set()) {
  const contents = files.map((file, index) => {
    const names = outputs.get(file).exports;
    return `export{${names.map((name) => `${name} as ${name}_${index}`)}}from"${relative(target, file)}";`;
  });
  const isInside = (file) => files.includes(file) || passing.has(file);
  await build({
    ...form,
    stdin: { contents: contents.join("\n"), resolveDir: path.dirname(target) },
    outfile: target,
    plugins: [externalUnless(isInside, target)],
  });
  for (const [index, file] of files.entries()) {
    const names = outputs.get(file).exports.map((name) => `${name}_${index} as ${name}`);
    fs.writeFileSync(file, `export{${names}}from"${relative(file, target)}";\n`);
  }
}

/** The files, and all that they import. */
function loadedBy(files, outputs, found = new Set()) {
  for (const file of files) {
    if (found.has(file) || !outputs.has(file)) continue;
    found.add(file);
    const imported = outputs.get(file).imports.filter(({ kind }) => kind === "import-statement");
    const next = imported.map((it) => path.resolve(it.path));
    loadedBy(next, outputs, found);
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
      build.onResolve({ filter: /^\.\.?\// }, ({ resolveDir, path: name }) => {
        const file = path.resolve(resolveDir, name);
        return isInside(file) ? undefined : { path: relative(target, file), external: true };
      });
    },
  };
}

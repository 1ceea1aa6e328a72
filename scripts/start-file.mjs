// Puts what the quick commands load into one file: Node takes longer to find twenty small files than to run them.
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const QUICK = ["main.js", "commands/current.js", "commands/list.js", "commands/which.js"];

/**
 * Writes `start.js` into `dist`, in the form of the files there. Those that it holds stay where they are, and take
 * their exports from it.
 */
export async function writeStartFile(dist, metafile, form) {
  const start = path.join(dist, "start.js");
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, about]) => [path.resolve(file), about]),
  );
  const quick = QUICK.map((file) => path.join(dist, file));
  const files = [...loadedBy(quick, outputs)];
  const contents = files.map((file, index) => {
    const names = outputs.get(file).exports;
    return `export{${names.map((name) => `${name} as ${name}_${index}`)}}from"${relative(start, file)}";`;
  });
  await build({
    ...form,
    stdin: { contents: contents.join("\n"), resolveDir: dist },
    outfile: start,
    plugins: [externalUnless((file) => files.includes(file), start)],
  });
  for (const [index, file] of files.entries()) {
    const names = outputs.get(file).exports.map((name) => `${name}_${index} as ${name}`);
    fs.writeFileSync(file, `export{${names}}from"${relative(file, start)}";\n`);
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

/** What start.js imports only when it is needed stays a file of its own. */
function externalUnless(isInside, start) {
  return {
    name: "external-unless",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ resolveDir, path: name }) => {
        const file = path.resolve(resolveDir, name);
        return isInside(file) ? undefined : { path: relative(start, file), external: true };
      });
    },
  };
}

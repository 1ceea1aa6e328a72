// How @oclif/core goes into the bundle so that gov starts quickly: what it does not need is not loaded.
import fs from "node:fs";

/** For its own log, for plugins, for spinners, and for commands that no manifest lists. */
const LEFT_OUT = /^(cli-spinners|debug|lilconfig|minimatch|tinyglobby)$/;

/** A plugin for esbuild. */
export const oclif = {
  name: "oclif",
  setup(build) {
    build.onLoad({ filter: /@oclif\/core\/lib\/.*\.js$/ }, ({ path }) => ({
      contents: requireWhereUsed(withoutWslQuestion(fs.readFileSync(path, "utf8"))),
    }));
    build.onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: "left-out" }));
    build.onLoad({ filter: LEFT_OUT, namespace: "left-out" }, () => ({
      contents: "module.exports = () => () => {};",
    }));
  },
};

/**
 * oclif requires all its parts at the top of each file. Here a part is required where its name is used first:
 * `const a_1 = require("a"); a_1.b();` becomes `let $a_1; const get_a_1 = () => ($a_1 ??= require("a")); (get_a_1()).b();`
 */
function requireWhereUsed(source) {
  const declaration = /^(?:const|var) (\w+) = ((?:__import\w+\()?require\("[^"]+"\)\)?);$/gm;
  const names = [...source.matchAll(declaration)].map(([, name]) => name);
  return names.reduce(
    (text, name) => text.replace(new RegExp(`(?<![\\w$.])${name}\\b`, "g"), `(get_${name}())`),
    source.replace(declaration, "let $$$1; const get_$1 = () => ($$$1 ??= $2);"),
  );
}

/** At every start oclif reads several files to know whether Linux runs under Windows, for its user agent. */
function withoutWslQuestion(source) {
  return source.replaceAll("await import('wsl-utils')", "{}");
}

// Writes THIRD-PARTY-NOTICES.txt: the licence of every package whose code is in the bundle.
import fs from "node:fs";
import path from "node:path";

/** Reads licences below `root`, where the metafile's paths begin, and writes into `target`. */
export function writeNotices(root, target, metafile) {
  const packages = [...new Set(Object.keys(metafile.inputs).map(packageDirectory))].filter(Boolean).sort();
  const notices = packages.map((directory) => notice(path.join(root, directory)));
  fs.writeFileSync(
    path.join(target, "THIRD-PARTY-NOTICES.txt"),
    `gov contains code of these packages.\n\n${notices.join("\n")}`,
  );
}

function packageDirectory(input) {
  const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
  return match === null ? "" : match[0];
}

function notice(directory) {
  const { name, version, license } = JSON.parse(
    fs.readFileSync(path.join(directory, "package.json"), "utf8"),
  );
  const file = fs.readdirSync(directory).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined ? `Licence: ${license}` : fs.readFileSync(path.join(directory, file), "utf8").trim();
  return `${"-".repeat(78)}\n${name} ${version} (${license})\n\n${text}\n`;
}

// Writes oclif.manifest.json from the built commands, so that starting gov loads one command and not all.
import fs from "node:fs";
import path from "node:path";
import { Plugin } from "@oclif/core";

export async function writeManifest(root) {
  const file = path.join(root, "oclif.manifest.json");
  fs.rmSync(file, { force: true });
  const plugin = new Plugin({
    errorOnManifestCreate: true,
    ignoreManifest: true,
    respectNoCacheDefault: true,
    root,
    type: "core",
  });
  await plugin.load();
  fs.writeFileSync(file, `${JSON.stringify(plugin.manifest)}\n`);
}

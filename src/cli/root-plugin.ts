import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "@oclif/core/command";
import type { Plugin } from "@oclif/core/interfaces";

/** `oclif.manifest.json`, which the build writes: what commands are called, take and say in their help. */
interface Manifest {
  readonly commands: Readonly<Record<string, Command.Cached & { readonly relativePath: readonly string[] }>>;
}

/**
 * gov as oclif wants to know it. oclif could find all this out by itself, for plugins too, which takes it as
 * long as the rest of a start.
 */
export function rootPlugin(root: string): Plugin {
  const pjson = readJson(path.join(root, "package.json")) as Plugin["pjson"];
  const { commands } = readJson(path.join(root, "oclif.manifest.json")) as Manifest;
  const { name, version } = pjson;
  const load = async (id: string): Promise<Command.Class> => {
    const file = path.join(root, ...(commands[id]?.relativePath ?? []));
    const { default: command } = await import(pathToFileURL(file).href);
    return Object.assign(command, { id, plugin });
  };
  const plugin: Plugin = {
    _base: "",
    alias: name,
    commandIDs: Object.keys(commands),
    commands: Object.entries(commands).map(([id, command]) => ({ ...command, load: () => load(id) })),
    commandsDir: undefined,
    findCommand: load,
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: async () => {},
    moduleType: "module",
    name,
    options: { root },
    pjson,
    root,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([topic, about]) => ({ ...about, name: topic })),
    type: "core",
    valid: true,
    version,
  };
  return plugin;
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

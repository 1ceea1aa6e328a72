import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** The machine's own Node. npm puts the Node of a development dependency first on PATH; that is not it. */
export const hostNode = findHostNode();

/** Every Node that gov is tested with. */
export const nodes: readonly { readonly name: string; readonly program: string }[] = [
  { name: "the machine's Node", program: hostNode },
  { name: "Node 22", program: path.join(modules, "node-22", "bin", "node") },
  { name: "Node 24", program: path.join(modules, "node-24", "bin", "node") },
];

function findHostNode(): string {
  const candidates = (process.env.PATH ?? "").split(":").map((dir) => path.join(dir, "node"));
  const found = [process.execPath, ...candidates].find((file) =>
    !fs.existsSync(file) ? false : !fs.realpathSync(file).startsWith(modules),
  );
  return found ?? process.execPath;
}

#!/usr/bin/env node
// Kept in syntax that any Node parses, so that an old one gets a sentence instead of a stack trace.
import module from "node:module";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 18)) {
  process.stderr.write("gov: Node " + process.versions.node + " is too old; gov needs 20.18.1 or newer\n");
  process.exit(1);
}
// Node 22.1 and newer keep compiled code between runs; NODE_COMPILE_CACHE and its opt-out stay in force.
if (module.enableCompileCache) module.enableCompileCache();
const { main } = await import("../dist/main.js");
await main(process.argv.slice(2));

import { createHash } from "node:crypto";
import { parseVersion, upstreamName } from "../../src/goversion/version.ts";
import { moduleVersion, TOOLCHAIN_MODULE } from "../../src/verify/module-version.ts";
import { TREE_TIME, type Tree } from "../support/archives.ts";
import { sumdbRecord } from "../support/sumdb-log.ts";
import { AMD64, ARM64, fakeProgram } from "../toolchains/fake-program.ts";

/** Versions that were never released, so that the digest table in gov says nothing about them. */
export const FAKE = "1.21.90";
export const OTHER = "1.20.91";
export const OLDER = "1.19.92";

const HOST = { os: "linux", arch: "amd64" };

/** A release in little that gov takes for a whole one: it runs, and every program names it. */
export function release(version: string, more: Tree = {}, arch: "amd64" | "arm64" = "amd64"): Tree {
  const name = upstreamName(parsed(version));
  const tools = ["asm", "compile", "link", "vet"].map((tool) => `pkg/tool/linux_${arch}/${tool}`);
  const program = fakeProgram(name, { machine: arch === "amd64" ? AMD64 : ARM64 });
  return {
    VERSION: `${name}\ntime ${TREE_TIME.toISOString().replace(".000", "")}\n`,
    "api/go1.txt": "pkg\n",
    "doc/index.html": "<p>\n",
    "misc/go.mod": "module misc\n",
    "src/all.bash": "#!/usr/bin/env bash\n",
    "src/cmd/go.mod": "module cmd\n",
    "src/go.mod": "module std\n",
    "test/index.go": "package test\n",
    // Since 1.21, with the setting that lets Go switch to other releases.
    ...(Number(parsed(version).minor) >= 21 && { "go.env": "GOTOOLCHAIN=auto\n" }),
    ...Object.fromEntries(["bin/go", "bin/gofmt", ...tools].map((file) => [file, program])),
    ...more,
  };
}

/** So many bytes that no compression makes smaller, always the same. */
export function ballast(bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) =>
    createHash("sha256").update(`${i}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** What the checksum database has for this tree. Written down here as go.dev/ref/mod defines h1. */
export function recordOf(version: string, tree: Tree): string {
  return sumdbRecord(TOOLCHAIN_MODULE, moduleVersion(parsed(version), HOST), h1Of(version, tree));
}

export function h1Of(version: string, tree: Tree): string {
  const prefix = `${TOOLCHAIN_MODULE}@${moduleVersion(parsed(version), HOST)}`;
  const lines = Object.entries(tree)
    .filter(([path]) => !/^(?:api|doc|misc|test)\//.test(path))
    .map(([path, body]) => [`${prefix}/${path.replace(/(^|\/)go\.mod$/, "$1_go.mod")}`, body] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, body]) => `${createHash("sha256").update(body).digest("hex")}  ${name}\n`);
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

function parsed(text: string) {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`not a version: ${text}`);
  return version;
}

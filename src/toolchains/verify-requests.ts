import fs from "node:fs";
import path from "node:path";
import type { Context } from "../config/context.ts";
import { GovError } from "../errors.ts";
import { parseRequest } from "../goversion/request.ts";
import { hostPlatform } from "../platform/detect.ts";
import { readVersionLine } from "../platform/tree.ts";
import { builtinDigests } from "../verify/builtin-digests.ts";
import type { ToolchainRecords } from "../verify/open-sumdb.ts";
import { readTree } from "./read-tree.ts";
import { readTreeApart } from "./read-trees.ts";
import { findRequested, notInstalled } from "./requested.ts";
import { listToolchains, type Toolchain } from "./store.ts";
import { type LookUpRecord, type Verification, verifyDirectory, verifyToolchain } from "./verify-tree.ts";

/** A tree to re-hash, with the name the user knows it by. */
interface Subject {
  readonly name: string;
  readonly tree: Toolchain | string;
}

export interface NamedVerification extends Verification {
  readonly name: string;
}

/**
 * Re-hashes toolchains and directories, `jobs` at a time; without a request all releases that are installed.
 * The results are in the order of the requests.
 */
export async function verifyRequests(
  requests: readonly string[],
  context: Context,
  records: ToolchainRecords,
  jobs: number,
): Promise<NamedVerification[]> {
  const subjects = subjectsOf(requests, context);
  const lookUp = lookUpIn(records);
  const read = subjects.length > 1 ? readTreeApart : readTree;
  const results: NamedVerification[] = [];
  const queue = subjects.entries();
  const work = async () => {
    for (const [index, { name, tree }] of queue) {
      const verify =
        typeof tree === "string" ? verifyDirectory(tree, lookUp, read) : verifyToolchain(tree, lookUp, read);
      results[index] = { name, ...(await verify) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, subjects.length) }, work));
  return results;
}

function subjectsOf(requests: readonly string[], context: Context): Subject[] {
  const { toolchains } = listToolchains(context.home, hostPlatform(context.node));
  if (requests.length > 0) return requests.map((text) => subjectOf(text, toolchains, context));
  return toolchains.filter(({ kind }) => kind === "managed").map((tree) => ({ name: tree.name, tree }));
}

/** A word with a slash is a directory, as in a shell. */
function subjectOf(text: string, toolchains: readonly Toolchain[], { cwd }: Context): Subject {
  if (text.includes("/") || text === "." || text === "..") {
    const dir = goTree(path.resolve(cwd ?? "/", text));
    const owned = toolchains.find(({ kind, goroot }) => kind === "managed" && goroot === dir);
    return { name: dir, tree: owned ?? dir };
  }
  const named = toolchains.find(({ name }) => name === text);
  if (named !== undefined) return { name: named.name, tree: named };
  const request = parseRequest(text);
  if (request === undefined || request.kind === "system") {
    throw new GovError("invalid-request", `\`${text}\` is no installed version and no directory`, {
      hint: 'gov verify 1.22.5, or: gov verify "$(go env GOROOT)"',
    });
  }
  const found = findRequested(request, toolchains);
  if (found === undefined) throw notInstalled(request);
  return { name: found.name, tree: found };
}

function goTree(dir: string): string {
  if (readVersionLine(dir) !== "" || fs.existsSync(path.join(dir, "bin", "go"))) return dir;
  throw new GovError("refused", `${dir} is not a Go tree`, {
    hint: "give the directory that `go env GOROOT` prints",
  });
}

/** The checksum database, and where it has no answer the table that came with gov. */
function lookUpIn(records: ToolchainRecords): LookUpRecord {
  return async (version, platform, h1) => {
    const answer = records.kind === "database" ? await records.lookup(version, platform) : records;
    if (answer.kind === "record") return answer.h1s.includes(h1) ? "match" : "mismatch";
    const known = (await builtinDigests(version, platform))?.h1 ?? null;
    if (known === null) return "unavailable";
    return known === h1 ? "match" : "mismatch";
  };
}

import type { Context } from "../config/context.ts";
import { pathFromHere } from "../config/path-from-here.ts";
import { GovError } from "../errors.ts";
import { parseRequest } from "../goversion/request.ts";
import { inParallel } from "../in-parallel.ts";
import { hasVersionOrGo } from "../platform/tree.ts";
import { builtinDigests } from "../verify/builtin-digests.ts";
import type { ToolchainRecords } from "../verify/open-sumdb.ts";
import { storeHere } from "./here.ts";
import { readTree } from "./read-tree.ts";
import { readTreeApart } from "./read-trees.ts";
import { findRequested, notInstalled } from "./requested.ts";
import type { Toolchain } from "./store.ts";
import { type SupplyOptions, withSupply } from "./supply.ts";
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
 * Re-hashes toolchains and directories, several at a time; without a request all releases that are installed.
 * The results are in the order of the requests.
 */
export function verifyRequests(
  requests: readonly string[],
  options: Pick<SupplyOptions, "emit" | "signal" | "offline">,
  context: Context,
): Promise<NamedVerification[]> {
  return withSupply(options, context, async ({ records, settings }) => {
    const subjects = subjectsOf(requests, context);
    const lookUp = lookUpIn(records);
    const read = subjects.length > 1 ? readTreeApart : readTree;
    return inParallel(subjects, settings.jobs, async ({ name, tree }) => {
      const verify =
        typeof tree === "string" ? verifyDirectory(tree, lookUp, read) : verifyToolchain(tree, lookUp, read);
      return { name, ...(await verify) };
    });
  });
}

function subjectsOf(requests: readonly string[], context: Context): Subject[] {
  const { toolchains } = storeHere(context);
  if (requests.length > 0) return requests.map((text) => subjectOf(text, toolchains, context));
  return toolchains.filter(({ kind }) => kind === "managed").map((tree) => ({ name: tree.name, tree }));
}

/** A word with a slash is a directory, as in a shell. */
function subjectOf(text: string, toolchains: readonly Toolchain[], context: Context): Subject {
  if (text.includes("/") || text === "." || text === "..") {
    const dir = goTree(pathFromHere(text, context));
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
  if (hasVersionOrGo(dir)) return dir;
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

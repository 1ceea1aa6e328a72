import path from "node:path";
import { removeTree } from "../../fs/remove.ts";
import { makeTemporaryDirectory, temporaryDirectories } from "../../fs/temporary-directory.ts";
import type { Diagnosed } from "../diagnose.ts";
import { readOutput } from "../failure/read-output.ts";
import type { Evidence, Finding } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { usesCgo } from "../settings/cgo.ts";
import { writeNoncePackage } from "./nonce-package.ts";
import { type ProbeResult, probesFor, runProbes } from "./probes.ts";

/** The id of what no static check explains. */
export const DEEP_ID = "deep-probe";

/**
 * Builds, vets, tests and runs a package of gov's own, with and without cgo, in an empty build cache and in the
 * one that go uses here. What fails is added to the finding that explains it; what nothing explains is a finding
 * of its own. Writes in the temporary directory and in the build cache only.
 */
export async function examineDeeply(
  machine: Machine,
  found: readonly Diagnosed[],
  signal: AbortSignal,
): Promise<readonly Diagnosed[]> {
  const go = machine.programs()[0]?.file;
  if (go === undefined || machine.used() === undefined) return found;
  const failed = (await probe(machine, go, signal)).filter(({ passed }) => !passed);
  signal.throwIfAborted();
  return failed.reduce((all, result) => withFailure(all, result, failed), found);
}

async function probe(machine: Machine, go: string, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  const outer = makeTemporaryDirectory("gov-doctor-", temporaryDirectories(machine.context));
  const dir = path.join(outer, "nonce");
  try {
    writeNoncePackage(dir);
    const place = { go, dir, env: probeEnv(machine), privateCache: path.join(outer, "cache"), signal };
    return await runProbes(probesFor(usesCgo(machine, null)), place);
  } finally {
    removeTree(outer);
  }
}

/**
 * The user's environment, but for what speaks of the project here: the pin is taken along by name, its go.work
 * and its module mode are not.
 */
function probeEnv({ context, resolution }: Machine): Record<string, string> {
  const { name } = resolution();
  const flags = (context.env("GOFLAGS") ?? "").split(/\s+/).filter((it) => !/^-?-mod(?:file)?=/.test(it));
  return {
    ...context.rawEnv,
    ...(name === null ? {} : { GOV_VERSION: name }),
    ...(context.env("GOFLAGS") === undefined ? {} : { GOFLAGS: flags.join(" ") }),
    GOWORK: "off",
  };
}

/** A failure joins the finding that explains it; a second one that nothing explains joins the first. */
function withFailure(
  found: readonly Diagnosed[],
  { probe, output }: ProbeResult,
  failed: readonly ProbeResult[],
): readonly Diagnosed[] {
  const readings = readOutput(output);
  const ids = [...readings.flatMap((it) => it.ids), DEEP_ID];
  const id = ids.find((it) => found.some(({ finding }) => finding.id === it));
  const shown = readings[0]?.message ?? telling(output);
  const evidence: Evidence = { kind: "process", name: nameOf(probe), value: shown, origin: null };
  if (id === undefined) {
    const finding = unexplained(evidence, readings[0]?.meaning, onlyHere(failed));
    return [{ finding, repair: null }, ...found];
  }
  return found.map((it) =>
    it.finding.id === id ? { ...it, finding: withEvidence(it.finding, evidence) } : it,
  );
}

/** Do all of them pass with an empty cache? */
function onlyHere(failed: readonly ProbeResult[]): boolean {
  return failed.every(({ probe }) => probe.cache === "user");
}

function unexplained(evidence: Evidence, meaning: string | undefined, cacheAtFault: boolean): Finding {
  const why = meaning === undefined ? "" : `: ${meaning}`;
  return {
    id: DEEP_ID,
    severity: "error",
    title: cacheAtFault
      ? "go fails with the build cache that it uses here, and passes with an empty one"
      : `go fails on a package that is right${why}`,
    evidence: [evidence],
    effect: "the same commands fail on your own code",
    fix: cacheAtFault
      ? { text: "remove the build cache: go fills it again", command: "go clean -cache", automatic: false }
      : {
          text: "the lines above are all that is known: look them up, or report them to gov",
          command: null,
          automatic: false,
        },
  };
}

function withEvidence(finding: Finding, evidence: Evidence): Finding {
  return { ...finding, evidence: [...finding.evidence, evidence] };
}

function nameOf({ args, cache, cgo }: ProbeResult["probe"]): string {
  const where = cache === "private" ? "with an empty cache" : "with the cache here";
  return `go ${args[0]}, ${where}${cgo ? ", with cgo" : ""}`;
}

/** The first line that is not a heading. */
function telling(output: string): string {
  return (
    output
      .split("\n")
      .find((it) => it.trim() !== "" && !/^(?:#|FAIL\b)/.test(it))
      ?.trim() ?? "no output"
  );
}

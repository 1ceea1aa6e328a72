import path from "node:path";
import { hasToolsAndSources } from "../../platform/tree.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { goPath } from "../settings/go-directories.ts";
import { variableDiagnosis, type Words } from "../settings/variable-diagnosis.ts";

/** An entry that go refuses stops every command; one in GOROOT goes when that goes. */
export const gopath: Check = {
  id: "gopath",
  find: (machine) => {
    const variable = machine.variable("GOPATH");
    const [refused] = goPath(machine).flatMap((entry) => refusal(entry) ?? []);
    const words = refused ?? inGoroot(machine);
    if (words === undefined) return [];
    return [
      variable === undefined ? withoutGopath(machine, words) : variableDiagnosis(machine, variable, words),
    ];
  },
};

function refusal(entry: string): Words | undefined {
  if (entry.startsWith("~")) {
    const title = "GOPATH has an entry that starts with `~`, which only a shell would replace";
    const effect = `every go command fails with: go: GOPATH entry cannot start with shell metacharacter '~': "${entry}"`;
    return { severity: "error", title, effect };
  }
  if (entry.startsWith("/")) return undefined;
  const title = "GOPATH has a relative entry";
  const effect = `every go command fails with: go: GOPATH entry is relative; must be absolute path: ${JSON.stringify(entry)}`;
  return { severity: "error", title, effect };
}

function inGoroot(machine: Machine): Words | undefined {
  const goroot = machine.used()?.goroot;
  if (!goroot?.startsWith("/") || !hasToolsAndSources(goroot)) return undefined;
  const places = goPath(machine).map((entry) => path.relative(goroot, entry));
  if (places.includes("")) {
    const effect =
      "go warns that GOPATH and GOROOT are the same directory; modules and programs end up in Go's own tree";
    return { severity: "warning", title: "GOPATH is the same directory as GOROOT", effect };
  }
  if (!places.some((place) => place !== ".." && !place.startsWith("../"))) return undefined;
  const effect = "modules and programs end up in Go's own tree, and are lost when that Go is removed";
  return { severity: "warning", title: "GOPATH is inside of GOROOT", effect };
}

/** A Go tree in `~/go`, which is GOPATH for everybody who sets none. */
function withoutGopath(machine: Machine, words: Words): Diagnosis {
  const [value = ""] = goPath(machine);
  const fix = { text: "move that Go elsewhere, or set GOPATH to another directory", command: null };
  const evidence = [pathEvidence("GOPATH", value)];
  return { cause: "GOPATH", ...words, evidence, fix, repair: null };
}

import path from "node:path";
import { readText } from "../../fs/read-text.ts";
import { compareVersions } from "../../goversion/version.ts";
import type { Check } from "../check.ts";
import { minorOf, runningVersion, startedVersion } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** Experiments come and go with releases: a name that the go that runs does not know stops every command. */
export const goexperiment: Check = {
  id: "goexperiment",
  find: (machine) => {
    const variable = machine.variable("GOEXPERIMENT");
    const known = variable && knownExperiments(machine);
    if (variable === undefined || known === undefined) return [];
    const unknown = variable.value.split(",").find((name) => !isKnown(name, known));
    if (unknown === undefined) return [];
    const name = unknown.replace(/^no/, "");
    const title = `GOEXPERIMENT names \`${name}\`, which this release of Go does not have`;
    const effect = `every go command fails with: go: unknown GOEXPERIMENT ${name}`;
    return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
  },
};

/** The names that the tree's own source has; `undefined` before 1.17, which took any, and when it is not known. */
function knownExperiments(machine: Machine): ReadonlySet<string> | undefined {
  const [version, started] = [runningVersion(machine), startedVersion(machine)];
  const goroot = machine.used()?.goroot;
  if (!goroot || version === null || started === null || compareVersions(version, started) !== 0)
    return undefined;
  const source = readText(path.join(goroot, "src/internal/goexperiment/flags.go"));
  if (source === undefined || minorOf(version) < 17) return undefined;
  const fields = [...source.matchAll(/^\t([A-Z]\w*)\s+bool$/gm)].map(([, field = ""]) => field.toLowerCase());
  return new Set([...fields, "regabi"]);
}

function isKnown(name: string, known: ReadonlySet<string>): boolean {
  return name === "" || name === "none" || known.has(name.replace(/^no/, ""));
}

import path from "node:path";
import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import { tracesOf } from "../managers/traces.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { withoutVariable } from "../settings/remedy.ts";

/** GOPATH or GOBIN in a directory that goes with one version of another manager's. */
export const gopathInVersion: Check = {
  id: "gopath-in-version",
  find: (machine) => [
    ...["GOPATH", "GOBIN"].flatMap((name) => inVersion(machine, machine.variable(name))),
    ...besideSystemGoroot(machine),
  ],
};

function inVersion(machine: Machine, variable: GoVariable | undefined): readonly Diagnosis[] {
  const [directory] = variable?.value.split(":") ?? [];
  if (variable === undefined || !directory?.startsWith("/") || isInUsedTree(machine, directory)) return [];
  const manager = machine.managerOf(directory);
  if (manager === undefined || !manager.perVersion?.test(directory)) return [];
  const { level } = tracesOf(manager, machine);
  // That is how it works, and as long as its go is the one that runs, nobody is surprised.
  if (level === "active") return [];
  const isGone = level !== "shadowed";
  return [
    {
      cause: `manager:${manager.name}`,
      severity: isGone ? "warning" : "note",
      title: `${variable.name} is in a version of ${manager.name}'s${isGone ? ", which is gone" : ", whose go is not the one that runs"}`,
      evidence: [variableEvidence(variable)],
      effect: `what go install and downloads put there is lost with that version, and is not found after a switch`,
      ...withoutVariable(machine, variable),
    },
  ];
}

/** asdf's set-env takes the directory beside GOROOT for its own, also when GOROOT is the system's. */
function besideSystemGoroot(machine: Machine): readonly Diagnosis[] {
  const variable = machine.variable("GOPATH");
  const goroot = machine.variable("GOROOT")?.value ?? machine.used()?.goroot;
  if (variable === undefined || !goroot?.startsWith("/")) return [];
  const isBeside = variable.value === path.join(path.dirname(goroot), "packages");
  if (!isBeside || machine.managerOf(variable.value) !== undefined) return [];
  return [
    {
      cause: "GOPATH",
      severity: "warning",
      title: `GOPATH is ${variable.value}, as asdf's set-env makes it of a Go that is not asdf's`,
      evidence: [variableEvidence(variable)],
      effect: "modules and programs go to a directory of the system's, where users may not write",
      ...withoutVariable(machine, variable),
    },
  ];
}

/** Then it is GOPATH inside of GOROOT, whoever did that. */
function isInUsedTree(machine: Machine, directory: string): boolean {
  const goroot = machine.used()?.goroot;
  return goroot?.startsWith("/") === true && !path.relative(goroot, directory).startsWith("..");
}

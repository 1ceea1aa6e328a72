import type { Diagnosis, Severity } from "../finding.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import type { GoVariable } from "./go-variables.ts";
import { withoutVariable } from "./remedy.ts";

export interface Words {
  readonly severity: Severity;
  readonly title: string;
  readonly effect: string;
}

/** A variable that does harm, and that one is rid of by taking it out. */
export function variableDiagnosis(machine: Machine, variable: GoVariable, words: Words): Diagnosis {
  const evidence = [variableEvidence(variable)];
  return { cause: variable.name, ...words, evidence, ...withoutVariable(machine, variable) };
}

/** The name and where it is set: for a variable of the process, which `go env -w` cannot set. */
export function processVariable(machine: Machine, name: string): GoVariable | undefined {
  const value = machine.context.env(name);
  if (value === undefined) return undefined;
  return { name, value, from: "environment", origin: machine.originOf(name) };
}

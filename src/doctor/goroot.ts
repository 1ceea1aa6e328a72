import type { Diagnosis, Severity } from "./finding.ts";
import { type GoVariable, lastOf } from "./go-variables.ts";
import { type Machine, variableEvidence } from "./machine.ts";
import { withoutVariable } from "./remedy.ts";

/** A GOROOT that somebody set, whether or not the go that is used obeys it. */
export interface SetGoroot extends GoVariable {
  /** Does the go on PATH work with it? Otherwise gov's shim or another setting stands above it. */
  readonly obeyed: boolean;
}

/** Those of the environment and of the GOENV file, as they are: one may stand above the other. */
export function setGoroots(machine: Machine): readonly SetGoroot[] {
  const obeyedFrom = machine.used()?.gorootFrom;
  return [exportedGoroot(machine), storedGoroot(machine)].flatMap((variable) => {
    if (variable === undefined) return [];
    const obeyed = obeyedFrom === variable.from;
    return [{ ...variable, obeyed }];
  });
}

function exportedGoroot(machine: Machine): GoVariable | undefined {
  const value = machine.context.env("GOROOT");
  if (value === undefined) return undefined;
  const set = machine.assignment("GOROOT");
  return {
    name: "GOROOT",
    value,
    from: "environment",
    origin: set === undefined ? null : { file: set.file, line: set.line },
  };
}

function storedGoroot(machine: Machine): GoVariable | undefined {
  const { file, lines } = machine.goEnv();
  const stored = lastOf(lines, "GOROOT");
  if (file === null || stored === undefined) return undefined;
  return { name: "GOROOT", value: stored.value, from: "goenv", origin: { file, line: stored.line } };
}

/** A finding about one of them: what it breaks differs by whether it is obeyed. */
export function gorootDiagnosis(
  machine: Machine,
  goroot: SetGoroot,
  words: { readonly title: string; readonly breaks: string; readonly severity?: Severity },
): Diagnosis {
  const masked = `gov's shims set their own GOROOT; every other go that is started here fails: ${words.breaks}`;
  const manager = machine.managerOf(goroot.value);
  return {
    cause: gorootCause(machine, goroot),
    severity: words.severity ?? (goroot.obeyed ? "error" : "warning"),
    title: words.title + (manager === undefined ? "" : `, left by ${manager.name}`),
    evidence: [variableEvidence(goroot)],
    effect: goroot.obeyed ? words.breaks : masked,
    ...withoutVariable(machine, goroot),
  };
}

/** Two settings are two causes: each has to go. */
export function gorootCause(machine: Machine, { from, value }: SetGoroot): string {
  const manager = machine.managerOf(value);
  return manager === undefined || from === "goenv" ? `GOROOT in the ${from}` : `manager:${manager.name}`;
}

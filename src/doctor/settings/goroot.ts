import type { Diagnosis, Severity } from "../finding.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import { type GoVariable, lastOf } from "./go-variables.ts";
import { withoutVariable } from "./remedy.ts";
import { processVariable } from "./variable-diagnosis.ts";

/** A GOROOT that somebody set, whether or not the go that is used obeys it. */
export interface SetGoroot extends GoVariable {
  /** Does the go on PATH work with it? Otherwise gov's shim or another setting stands above it. */
  readonly obeyed: boolean;
}

/** Those of the environment and of the GOENV file, as they are: one may stand above the other. */
export function setGoroots(machine: Machine): readonly SetGoroot[] {
  const obeyedFrom = machine.used()?.gorootFrom;
  return [processVariable(machine, "GOROOT"), storedGoroot(machine)].flatMap((variable) => {
    if (variable === undefined) return [];
    const obeyed = obeyedFrom === variable.from;
    return [{ ...variable, obeyed }];
  });
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
  const manager = machine.managerOf(goroot.value);
  const { severity, effect } = goroot.obeyed
    ? { severity: words.severity ?? "error", effect: words.breaks }
    : masked(machine, goroot, words.breaks);
  return {
    cause: gorootCause(machine, goroot),
    severity,
    title: words.title + (manager === undefined ? "" : `, left by ${manager.name}`),
    evidence: [variableEvidence(goroot)],
    effect,
    ...withoutVariable(machine, goroot),
  };
}

/** A GOROOT that something stands above. One of the GOENV file still decides which go.env is read. */
function masked(
  machine: Machine,
  goroot: SetGoroot,
  breaks: string,
): { readonly severity: Severity; readonly effect: string } {
  if (goroot.from === "goenv" && losesGoEnv(machine, goroot.value))
    return { severity: "error", effect: LOST_GO_ENV };
  const above =
    machine.used()?.gorootFrom === "environment" && goroot.from === "goenv"
      ? "the GOROOT of the environment stands above it"
      : "gov's shims set their own GOROOT";
  return { severity: "warning", effect: `${above}; for any other go that is started here, ${breaks}` };
}

const LOST_GO_ENV =
  "another GOROOT stands above it, but go reads go.env from this one, where there is none: GOPROXY, GOSUMDB and " +
  "GOTOOLCHAIN are empty, and downloads fail with: GOPROXY list is not the empty string, but contains no entries";

/** Since Go 1.21. Source: `initEnvCache`, https://go.dev/src/cmd/go/internal/cfg/cfg.go. */
function losesGoEnv(machine: Machine, goroot: string): boolean {
  const used = machine.used()?.goroot ?? null;
  const since121 = used !== null && (machine.tree(used).minor() ?? 0) >= 21;
  return since121 && !machine.tree(goroot).has("go.env") && isUnset(machine, "GOPROXY");
}

/** Do neither the environment nor the GOENV file set it? What stands in a go.env does not count. */
export function isUnset(machine: Machine, name: string): boolean {
  const variable = machine.variable(name);
  return variable === undefined || variable.from === "go.env";
}

/** Two settings are two causes: each has to go. */
function gorootCause(machine: Machine, { from, value }: SetGoroot): string {
  const manager = machine.managerOf(value);
  return manager === undefined || from === "goenv" ? `GOROOT in the ${from}` : `manager:${manager.name}`;
}

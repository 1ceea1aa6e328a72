import type { Check } from "../check.ts";
import { readProcFile } from "../disk/mounts.ts";
import type { Diagnosis } from "../finding.ts";
import { cpuLevel } from "../go/cpu-level.ts";
import { minorOf, runningVersion } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** Read from 1.18 on, and only where go builds for amd64. */
export const goamd64: Check = {
  id: "goamd64",
  find: (machine) => {
    const variable = machine.variable("GOAMD64");
    const version = runningVersion(machine);
    const target = machine.variable("GOARCH")?.value ?? machine.host.arch;
    if (variable === undefined || version === null || minorOf(version) < 18 || target !== "amd64") return [];
    const level = /^v([1-4])$/.exec(variable.value)?.[1];
    return level === undefined
      ? [unknownLevel(machine, variable, minorOf(version))]
      : aboveCpu(machine, variable, Number(level));
  },
};

function unknownLevel(machine: Machine, variable: GoVariable, minor: number): Diagnosis {
  const title = `GOAMD64 is \`${variable.value}\`; Go knows v1, v2, v3 and v4`;
  if (minor >= 23) {
    const effect = "from 1.23 on go takes it for v1 without a word; before, every command fails";
    return variableDiagnosis(machine, variable, { severity: "warning", title, effect });
  }
  const effect = "every go command fails with: go: invalid GOAMD64: must be v1, v2, v3, v4";
  return variableDiagnosis(machine, variable, { severity: "error", title, effect });
}

function aboveCpu(machine: Machine, variable: GoVariable, level: number): Diagnosis[] {
  const { host } = machine;
  const here = host.os === "linux" && host.arch === "amd64" ? cpuLevel(readProcFile("cpuinfo")) : undefined;
  if (here === undefined || level <= here) return [];
  const title = `GOAMD64 is ${variable.value}, and the processor of this machine is of v${here}`;
  const effect =
    "what go builds does not start here, go run and go test fail with: This program can only be run on AMD64 " +
    `processors with v${level} microarchitecture support.`;
  return [variableDiagnosis(machine, variable, { severity: "warning", title, effect })];
}

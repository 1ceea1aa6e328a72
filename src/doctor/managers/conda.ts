import type { Diagnosis } from "../finding.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { withoutVariable } from "../settings/remedy.ts";

/**
 * conda-forge's go exports GOOS and GOARCH when an environment is activated, and forgets to take them back.
 * Source: https://github.com/conda-forge/go-feedstock, `recipe/compiler/deactivate.sh`.
 */
export function condaLeftovers(machine: Machine): readonly Diagnosis[] {
  const { env } = machine.context;
  const isConda = env("CONDA_EXE") !== undefined || env("CONDA_SHLVL") !== undefined;
  if (!isConda || env("CONDA_GO_COMPILER") !== undefined) return [];
  const left = ["GOOS", "GOARCH"]
    .flatMap((name) => machine.variable(name) ?? [])
    .find((it) => isLeft(it, machine));
  if (left === undefined) return [];
  return [
    {
      cause: left.name,
      severity: "note",
      title: `${left.name} is set, and conda may have left it`,
      evidence: [
        variableEvidence(left),
        {
          kind: "process",
          name: "conda",
          value: "sets it on activation, and leaves it set afterwards",
          origin: null,
        },
      ],
      effect: `go builds for ${left.value}, and what it builds does not run here`,
      ...withoutVariable(machine, left),
    },
  ];
}

/** amd64 runs 386 too. */
function isLeft({ value, from, origin }: GoVariable, { host }: Machine): boolean {
  const own = [host.os, host.arch, ...(host.arch === "amd64" ? ["386"] : [])];
  return from === "environment" && origin === null && !own.includes(value);
}

import { kindOf } from "../../fs/kind-of.ts";
import { versionName } from "../../goversion/version.ts";
import type { ResolutionInput } from "../../resolution/resolve.ts";
import type { Check } from "../check.ts";
import type { Diagnosis, Evidence } from "../finding.ts";
import { goSwitchHere, startedVersion } from "../go/running-go.ts";
import { supplyOf } from "../go/toolchain-download.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import { namedRelease } from "./toolchain-setting.ts";

/** go.mod or go.work ask for a later release than the one that runs: what go does about it. */
export const toolchainWillSwitch: Check = {
  id: "toolchain-will-switch",
  find: (machine) => {
    const { needs, outcome, setting } = goSwitchHere(machine);
    const started = startedVersion(machine);
    if (needs === null || started === null || isNamed(setting, needs)) return [];
    const running = versionName(started);
    const { goMod } = machine.project();
    return [diagnosis(machine, { needs, running, goMod, outcome, setting })];
  },
};

/** Then `toolchain-setting` speaks, for a version of the language too. */
function isNamed(setting: string, needs: string): boolean {
  const named = namedRelease(setting);
  return named === needs || `${named}.0` === needs;
}

interface Switch {
  readonly needs: string;
  readonly running: string;
  readonly goMod: ResolutionInput["goMod"];
  readonly outcome: string;
  readonly setting: string;
}

function diagnosis(machine: Machine, change: Switch): Diagnosis {
  const { needs, running } = change;
  const setting = machine.variable("GOTOOLCHAIN");
  return {
    cause: `switch to ${needs}`,
    ...consequence(machine, change),
    evidence: [...linesOf(change.goMod), ...(setting === undefined ? [] : [variableEvidence(setting)])],
    fix: {
      text: `install ${needs}, and choose it here instead of ${running}`,
      command: `gov install ${needs}`,
    },
    repair: null,
  };
}

function consequence(
  machine: Machine,
  { needs, running, goMod, outcome, setting }: Switch,
): Pick<Diagnosis, "severity" | "title" | "effect"> {
  const file = goMod?.file.endsWith("go.work") ? "go.work" : "go.mod";
  const title = `${file} asks for Go ${needs}, and the go here is ${running}`;
  if (outcome === "path") {
    return { severity: "note", title, effect: `go run, build and test start go${needs} of PATH instead` };
  }
  if (outcome === "error") {
    const asked = goMod?.go?.text ?? needs;
    const message = setting.includes("path")
      ? `go: cannot find "go${needs}" in PATH`
      : `go: ${file} requires go >= ${asked} (running go ${running}; GOTOOLCHAIN=${setting})`;
    return { severity: "error", title, effect: `go run, build, test and vet fail with: ${message}` };
  }
  const supply = supplyOf(needs, machine);
  switch (supply.kind) {
    case "refused":
      return { severity: "error", title, effect: `go run, build, test and vet fail with: ${supply.message}` };
    case "module cache":
      return { severity: "note", title, effect: `go run, build and test start ${supply.dir} instead` };
    case "download":
      return {
        severity: "note",
        title,
        effect: `the next go run, build or test downloads ${needs}, and fails without a network`,
      };
  }
}

function linesOf(goMod: ResolutionInput["goMod"]): Evidence[] {
  if (goMod === undefined || kindOf(goMod.file) !== "file") return [];
  const { file, go, toolchain } = goMod;
  const lines = [
    ["go", go],
    ["toolchain", toolchain],
  ] as const;
  return lines.flatMap(([name, line]) =>
    line === undefined
      ? []
      : [{ kind: "file", name, value: line.text, origin: { file, line: line.line } } as const],
  );
}

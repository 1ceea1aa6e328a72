import { type Platform, toolDirName } from "../../platform/platform.ts";
import { isOnPath } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import { isKnownPart, isSupportedPair } from "../go/go-platforms.ts";
import { runningVersion } from "../go/running-go.ts";
import { type Machine, variableEvidence } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { variableDiagnosis, type Words } from "../settings/variable-diagnosis.ts";

/** Set for good, they build for a machine that this is not. On a command line that is what one wants. */
export const goosGoarch: Check = {
  id: "goos-goarch",
  find: (machine) => {
    const goos = machine.variable("GOOS");
    const goarch = machine.variable("GOARCH");
    const { host } = machine;
    const pair = { os: goos?.value ?? host.os, arch: goarch?.value ?? host.arch };
    const variables = [goarch, goos].filter((it) => it !== undefined);
    const words = wordsFor(machine, pair, variables);
    const ownWords = [host.os, host.arch];
    const chosen =
      variables.find(({ value }) => !isKnownPart(value)) ??
      variables.find(({ value }) => !ownWords.includes(value)) ??
      variables[0];
    if (words === undefined || chosen === undefined) return [];
    return [{ ...variableDiagnosis(machine, chosen, words), evidence: variables.map(variableEvidence) }];
  },
};

function wordsFor(machine: Machine, pair: Platform, variables: readonly GoVariable[]): Words | undefined {
  const name = `${pair.os}/${pair.arch}`;
  const version = runningVersion(machine);
  if (variables.length > 0 && version !== null && !isSupportedPair(pair, version)) {
    const effect = `go run, build, test and vet fail with: go: unsupported GOOS/GOARCH pair ${name}`;
    return { severity: "error", title: `this release of Go does not know the pair ${name}`, effect };
  }
  if (runsHere(machine, pair)) return undefined;
  const isStored = variables.some(({ from, origin }) => from !== "environment" || origin !== null);
  const title = `go builds for ${name}, and this machine is ${machine.host.os}/${machine.host.arch}`;
  const effect = "go run and go test fail with: exec format error; go build and go vet work";
  return { severity: isStored ? "warning" : "note", title, effect };
}

/** amd64 runs 386 too, and go starts `go_OS_ARCH_exec` where there is one. */
function runsHere({ host, context }: Machine, pair: Platform): boolean {
  const archs = host.arch === "amd64" ? ["amd64", "386"] : [host.arch];
  if (pair.os === host.os && archs.includes(pair.arch)) return true;
  return isOnPath(`go_${toolDirName(pair)}_exec`, context.env("PATH"));
}

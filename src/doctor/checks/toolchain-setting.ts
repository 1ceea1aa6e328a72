import { isLanguageOnly, parseVersion } from "../../goversion/version.ts";
import { isOnPath } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import { goSwitchHere, minorOf, startedVersion } from "../go/running-go.ts";
import { supplyOf } from "../go/toolchain-download.ts";
import type { Machine } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { variableDiagnosis, type Words } from "../settings/variable-diagnosis.ts";

/**
 * GOTOOLCHAIN as Go would not have it, or naming a release: then every go command, `go version` too, runs
 * that release, whatever gov chose. Releases before 1.21 do not read it.
 */
export const toolchainSetting: Check = {
  id: "toolchain-setting",
  find: (machine) => {
    const variable = machine.variable("GOTOOLCHAIN");
    const version = startedVersion(machine);
    if (variable === undefined || version === null || minorOf(version) < 21) return [];
    const { needs, outcome } = goSwitchHere(machine);
    const language = namedLanguage(machine, variable.value);
    if (language !== undefined) return [languageOnly(machine, variable, language)];
    if (needs === null) return outcome === "error" ? [invalid(machine, variable)] : [];
    const named = namedRelease(variable.value);
    return named === needs ? [naming(machine, variable, needs, outcome)] : [];
  },
};

/** The release that the setting itself names: `1.24.1` of `go1.24.1+auto`. */
export function namedRelease(setting: string): string | undefined {
  return /^go([^+-]+)/.exec(setting)?.[1];
}

/** `1.23` names the language: no release is called so, and go looks for that name all the same. */
function namedLanguage({ context }: Machine, setting: string): string | undefined {
  const name = namedRelease(setting);
  const version = parseVersion(name ?? "");
  if (version === undefined || !isLanguageOnly(version)) return undefined;
  return isOnPath(`go${name}`, context.env("PATH")) ? undefined : name;
}

function languageOnly(machine: Machine, variable: GoVariable, name: string): Diagnosis {
  const title = `GOTOOLCHAIN is \`${variable.value}\`, and go${name} is a version of the language, not a release`;
  const message = variable.value.endsWith("+path")
    ? `go: cannot find "go${name}" in PATH`
    : `go: invalid toolchain: go${name} is a language version but not a toolchain version (go${name}.x)`;
  const effect = `every go command fails with: ${message}`;
  return variableDiagnosis(machine, variable, { severity: "error", title, effect });
}

function invalid(machine: Machine, variable: GoVariable): Diagnosis {
  const title = `GOTOOLCHAIN is \`${variable.value}\`, which names no release`;
  const effect = `every go command fails with: go: invalid GOTOOLCHAIN ${JSON.stringify(variable.value)}`;
  return variableDiagnosis(machine, variable, { severity: "error", title, effect });
}

function naming(machine: Machine, variable: GoVariable, name: string, outcome: string): Diagnosis {
  const title = `GOTOOLCHAIN makes every go command run ${name} here`;
  return variableDiagnosis(machine, variable, { title, ...consequence(machine, name, outcome) });
}

function consequence(machine: Machine, name: string, outcome: string): Omit<Words, "title"> {
  if (outcome === "path") {
    return {
      severity: "note",
      effect: `go version, run, build and test start go${name} of PATH; gov's choice counts for nothing`,
    };
  }
  if (outcome === "error") {
    return { severity: "error", effect: `every go command fails with: go: cannot find "go${name}" in PATH` };
  }
  const supply = supplyOf(name, machine);
  switch (supply.kind) {
    case "refused":
      return { severity: "error", effect: `every go command fails with: ${supply.message}` };
    case "module cache":
      return {
        severity: "note",
        effect: `go version, run, build and test start ${supply.dir}; gov's choice counts for nothing`,
      };
    case "download":
      return {
        severity: "warning",
        effect: `${name} is not installed: the next go command, go version too, downloads it, and fails without a network`,
      };
  }
}

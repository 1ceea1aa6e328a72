import { upstreamName } from "../../goversion/version.ts";
import type { Check } from "../check.ts";
import { minorOf, startedVersion } from "../go/running-go.ts";
import { processVariable, variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** What Go's switch passes to the release it starts, and no program below that sees: a leak stops every command. */
export const toolchainInternalLeak: Check = {
  id: "toolchain-internal-leak",
  find: (machine) => {
    const variable = processVariable(machine, "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION");
    const started = startedVersion(machine);
    if (variable === undefined || started === null || minorOf(started) < 21) return [];
    const title = "GOTOOLCHAIN_INTERNAL_SWITCH_VERSION is set, which only go sets, and only for itself";
    if (variable.value === upstreamName(started)) {
      const effect =
        "go does not switch to the release that go.mod asks for, and every other release refuses to start";
      return [variableDiagnosis(machine, variable, { severity: "warning", title, effect })];
    }
    const effect = `every go command fails with: go: toolchain ${upstreamName(started)} invoked to provide ${variable.value}`;
    return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
  },
};

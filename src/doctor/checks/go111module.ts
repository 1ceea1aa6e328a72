import { kindOf } from "../../fs/kind-of.ts";
import { directoriesFrom } from "../../resolution/locate.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import { variableDiagnosis } from "../settings/variable-diagnosis.ts";

const VALUES = ["on", "off", "auto"];

/** `off` is harmless outside modules. With `on`, GOPATH is no conflict. */
export const go111module: Check = {
  id: "go111module",
  find: (machine) => {
    const variable = machine.variable("GO111MODULE");
    if (variable === undefined) return [];
    const { value } = variable;
    if (!VALUES.includes(value)) {
      const title = `GO111MODULE is \`${value}\`; go knows on, off and auto`;
      const effect = `go run, build, test, vet, list and env fail with: go: unknown environment setting GO111MODULE=${value}`;
      return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
    }
    const goMod = directoriesFrom(machine.context).find((dir) => kindOf(`${dir}/go.mod`) === "file");
    if (value !== "off" || goMod === undefined) return [];
    const title = "GO111MODULE=off: go does not look at go.mod";
    const effect =
      "packages of the module and its dependencies are not found, go install PATH@VERSION fails, and the go and " +
      "toolchain lines count for nothing: go: modules disabled by GO111MODULE=off";
    const { evidence, ...others } = variableDiagnosis(machine, variable, {
      severity: "warning",
      title,
      effect,
    });
    const ignored = pathEvidence(`${goMod}/go.mod`, "ignored");
    return [{ ...others, evidence: [...evidence, ignored] }];
  },
};

import { isSameFile } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import type { Machine } from "../machine.ts";
import { variableDiagnosis, type Words } from "../settings/variable-diagnosis.ts";

/** Where `go install` puts programs, when it is set. */
export const gobin: Check = {
  id: "gobin",
  find: (machine) => {
    const variable = machine.variable("GOBIN");
    const words = variable && wordsFor(variable.value, machine);
    return variable === undefined || words === undefined ? [] : [variableDiagnosis(machine, variable, words)];
  },
};

function wordsFor(dir: string, { context: { home, env } }: Machine): Words | undefined {
  if (!dir.startsWith("/")) {
    const effect = "go install fails with: cannot install, GOBIN must be an absolute path";
    return { severity: "error", title: "GOBIN is relative", effect };
  }
  if (isSameFile(dir, home.shimsDir)) {
    const effect =
      "programs that go install puts there stand among gov's shims, and take the place of one that has their name";
    return { severity: "warning", title: "GOBIN is the directory of gov's shims", effect };
  }
  const searched = (env("PATH") ?? "").split(":").some((entry) => entry !== "" && isSamePlace(entry, dir));
  if (searched) return undefined;
  const effect = "programs that go install puts there are not found by their name";
  return { severity: "note", title: "GOBIN is not on PATH", effect };
}

/** Also of directories that are not there yet. */
function isSamePlace(a: string, b: string): boolean {
  return a.replace(/\/+$/, "") === b.replace(/\/+$/, "") || isSameFile(a, b);
}

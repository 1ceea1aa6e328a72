import path from "node:path";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import { isUnset } from "../settings/goroot.ts";
import { installAgain, treeCause } from "../tree/tree-remedy.ts";
import { usedTree } from "../tree/tree-scope.ts";

/** `GOROOT/go.env` holds the defaults of GOPROXY, GOSUMDB and GOTOOLCHAIN since Go 1.21. */
export const goEnvFileMissing: Check = {
  id: "go-env-file-missing",
  find: (machine) => {
    const tree = usedTree(machine);
    if (tree === undefined || (tree.minor() ?? 0) < 21 || tree.has("go.env")) return [];
    if (!isUnset(machine, "GOPROXY")) return [];
    const empty = ["GOPROXY", "GOSUMDB", "GOTOOLCHAIN"].filter((name) => isUnset(machine, name));
    const noSwitch = empty.includes("GOTOOLCHAIN") ? "go does not switch releases, and " : "";
    return [
      {
        ...installAgain(machine, tree),
        cause: treeCause(tree),
        severity: "warning",
        title: `go.env is missing in ${tree.goroot}`,
        evidence: [pathEvidence(path.join(tree.goroot, "go.env"), "is missing")],
        effect:
          `nothing gives ${empty.join(", ")} a value: ${noSwitch}downloads fail with: GOPROXY list is not the empty ` +
          "string, but contains no entries",
      },
    ];
  },
};

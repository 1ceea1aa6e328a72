import { isSameFile } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import { gorootDiagnosis, setGoroots } from "../settings/goroot.ts";

/** An exported GOROOT of another tree than the one that gov's shim works with: only the shim is safe from it. */
export const gorootExportedForeign: Check = {
  id: "goroot-exported-foreign",
  find: (machine) => {
    const used = machine.used();
    if (used?.first.kind !== "shim" || used.goroot === null) return [];
    const { goroot } = used;
    return setGoroots(machine)
      .filter(({ from, value }) => from === "environment" && !isSameFile(value, goroot))
      .map((exported) =>
        gorootDiagnosis(machine, exported, {
          title: `GOROOT is exported, and is not the tree in use, ${goroot}`,
          breaks:
            "it replaces the tree of its own: where their releases differ, run, test, build and vet fail with: " +
            "does not match go tool version",
        }),
      );
  },
};

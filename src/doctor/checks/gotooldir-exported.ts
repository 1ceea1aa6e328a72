import { isSameFile } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import { variableEvidence } from "../machine.ts";
import { isToolexec, quotedWords } from "../settings/go-flags.ts";
import { withoutVariable } from "../settings/remedy.ts";

/** GOTOOLDIR in the environment names another directory than go's: go never reads it, a few others do. */
export const gotooldirExported: Check = {
  id: "gotooldir-exported",
  find: (machine) => {
    const set = machine.variable("GOTOOLDIR");
    const goroot = machine.used()?.goroot ?? null;
    if (set?.from !== "environment" || goroot === null) return [];
    const { toolDir } = machine.tree(goroot);
    if (isSameFile(set.value, toolDir) || set.value === toolDir) return [];
    const wrapped = quotedWords(machine.variable("GOFLAGS")?.value ?? "").some(({ text }) =>
      isToolexec(text),
    );
    const manager = machine.managerOf(set.value);
    return [
      {
        cause: manager === undefined ? "GOTOOLDIR" : `manager:${manager.name}`,
        severity: wrapped ? "warning" : "note",
        title: `GOTOOLDIR is set, and is not the tool directory in use, ${toolDir}`,
        evidence: [variableEvidence(set)],
        effect: wrapped
          ? "go itself ignores it, but GOFLAGS has a -toolexec program, and what starts such a program may read it"
          : "go ignores it and works it out from GOROOT: no go command fails from it; wrappers around go may read it",
        ...withoutVariable(machine, set),
      },
    ];
  },
};

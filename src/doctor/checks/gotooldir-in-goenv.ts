import type { Check } from "../check.ts";
import { lastOf } from "../settings/go-variables.ts";
import { withoutVariable } from "../settings/remedy.ts";

/** GOTOOLDIR in the file of `go env -w`: nothing reads it, and go cannot take it out. */
export const gotooldirInGoenv: Check = {
  id: "gotooldir-in-goenv",
  find: (machine) => {
    const { file, lines } = machine.goEnv();
    const stored = lastOf(lines, "GOTOOLDIR");
    if (file === null || stored === undefined) return [];
    const { name, value, line } = stored;
    const origin = { file, line };
    return [
      {
        cause: "GOTOOLDIR in the goenv",
        severity: "note",
        title: "GOTOOLDIR stands in the file of go env -w",
        evidence: [{ kind: "file", name, value, origin }],
        effect: "go ignores it, and answers `go env -u GOTOOLDIR` with: go: GOTOOLDIR cannot be modified",
        ...withoutVariable(machine, { name, value, from: "goenv", origin }),
      },
    ];
  },
};

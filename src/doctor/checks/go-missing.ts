import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** No go at all: none on PATH, or gov's shim with nothing installed that it could start. */
export const goMissing: Check = {
  id: "go-missing",
  find: ({ programs, resolution, store, context }) => {
    const [first] = programs();
    // Where versions are installed, setup-missing and pin-missing know more.
    if (store().toolchains.length > 0 || resolution().missing !== null) return [];
    if (first !== undefined && (first.kind !== "shim" || resolution().installed)) return [];
    return [
      {
        cause: "no go",
        severity: "error",
        title: "there is no Go on this machine, as far as PATH and gov know",
        evidence: [pathEvidence("PATH", context.env("PATH") ?? "not set")],
        effect: `typing go fails with: ${first === undefined ? "go: not found" : "gov: no Go is installed"}`,
        fix: { text: "install one", command: "gov install" },
        repair: null,
      },
    ];
  },
};

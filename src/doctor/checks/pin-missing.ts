import { missingError } from "../../resolution/missing.ts";
import { placeOf } from "../../resolution/trace.ts";
import type { Check } from "../check.ts";

/** What is asked for here is not installed, or no version at all: the shims refuse to run. */
export const pinMissing: Check = {
  id: "pin-missing",
  find: (machine) => {
    const { installed, missing, reason } = machine.resolution();
    if (installed || missing === null) return [];
    const { message, hint = "gov install" } = missingError({ missing, reason });
    const isVariable = reason.file === undefined;
    const origin = isVariable ? null : { file: reason.file ?? "", line: reason.line ?? null };
    const behindShim = machine.programs()[0]?.kind === "shim";
    return [
      {
        cause: "what is asked for here",
        severity: behindShim ? "error" : "warning",
        title: message.replace(/ \((?:system is )?asked for by .*\)$/, ""),
        evidence: [
          { kind: isVariable ? "env" : "file", name: placeOf(reason), value: missing.request, origin },
        ],
        effect: `go and gofmt stop with: gov: ${message}`,
        fix: { text: missing.invalid ? hint : "install it", command: missing.invalid ? null : hint },
        repair: null,
      },
    ];
  },
};

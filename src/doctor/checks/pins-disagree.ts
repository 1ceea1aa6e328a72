import path from "node:path";
import type { Pin } from "../../resolution/resolve.ts";
import type { Check } from "../check.ts";
import type { Evidence } from "../finding.ts";

/** Two pin files of one directory ask for different releases: gov takes the first, other managers the second. */
export const pinsDisagree: Check = {
  id: "pins-disagree",
  find: (machine) => {
    const [first, second] = machine.project().pins;
    if (first === undefined || second === undefined) return [];
    if (path.dirname(first.file) !== path.dirname(second.file) || sameRequest(first, second)) return [];
    return [
      {
        cause: `pins in ${path.dirname(first.file)}`,
        severity: "warning",
        title: "two files of one directory ask for different releases",
        evidence: [pinEvidence(first), pinEvidence(second)],
        effect: `gov runs what ${path.basename(first.file)} says; a manager that reads the other file runs another release`,
        fix: {
          text: `write the same version into both, or delete one of them`,
          command: null,
        },
        repair: null,
      },
    ];
  },
};

/** `go1.22.5` and `v1.22.5` are 1.22.5. */
function sameRequest(a: Pin, b: Pin): boolean {
  const bare = ({ requests }: Pin) => requests.map((it) => it.replace(/^(?:go|v)(?=\d)/, "")).join(" ");
  return bare(a) === bare(b);
}

function pinEvidence({ file, line, requests }: Pin): Evidence {
  return { kind: "file", name: path.basename(file), value: requests.join(" "), origin: { file, line } };
}

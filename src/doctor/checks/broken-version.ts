import path from "node:path";
import { parseVersion } from "../../goversion/version.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";

/** Something in `versions/` is no toolchain, or not the one its name and receipt say. */
export const brokenVersion: Check = {
  id: "broken-version",
  find: ({ store }) => store().problems.map(({ path: dir, message }) => diagnosis(dir, message)),
};

function diagnosis(dir: string, message: string): Diagnosis {
  const name = path.basename(dir);
  const isVersion = parseVersion(name) !== undefined;
  return {
    cause: `version:${name}`,
    severity: "warning",
    title: `${name} in gov's versions is no toolchain: it ${message}`,
    evidence: [pathEvidence(dir, message)],
    effect: "gov passes it over: no pin, line or default chooses it",
    fix: {
      text: isVersion ? "install it again, or move the directory away" : "move the directory away",
      command: isVersion ? `gov install --force ${name}` : null,
    },
    repair: null,
  };
}

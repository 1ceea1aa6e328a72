import path from "node:path";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** Something in `versions/` is no toolchain, or not the one its name and receipt say. */
export const brokenVersion: Check = {
  id: "broken-version",
  find: ({ store }) =>
    store().problems.map(({ path: dir, message }) => ({
      cause: `version:${path.basename(dir)}`,
      severity: "warning",
      title: `${path.basename(dir)} in gov's versions is no toolchain: it ${message}`,
      evidence: [pathEvidence(dir, message)],
      effect: "gov passes it over: no pin, line or default chooses it",
      fix: {
        text: "install it again, or move the directory away",
        command: `gov install --force ${path.basename(dir)}`,
      },
      repair: null,
    })),
};

import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** A go that was built from a source checkout between releases. */
export const develTree: Check = {
  id: "devel-tree",
  find: (machine) => {
    const used = machine.used();
    const version = used?.program.build?.version;
    if (used === undefined || version === undefined || !/\bdevel\b/.test(version.replaceAll("_", " ")))
      return [];
    return [
      {
        cause: `devel:${used.program.real}`,
        severity: "note",
        title: "the go in use was built from source between releases",
        evidence: [pathEvidence(used.program.file, version)],
        effect:
          "nothing proves it, and its tools stay as old as the last make.bash: after an update of its sources, " +
          "errors in the standard library itself mean that it has to be built again",
        fix: { text: "build it again with src/make.bash, or choose a release", command: null },
        repair: null,
      },
    ];
  },
};

import { parseVersion } from "../../goversion/version.ts";
import { newestKept } from "../../releases/newest-kept.ts";
import { supportOf } from "../../releases/support.ts";
import { isSameFile } from "../../resolution/system.ts";
import type { Reason } from "../../resolution/trace.ts";
import type { Check } from "../check.ts";
import { type Evidence, pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";

/** The release that runs here gets no security fixes any more, by the lists that gov has kept. */
export const endOfLife: Check = {
  id: "end-of-life",
  find: (machine) => {
    const { version, reason, root } = machine.resolution();
    const parsed = parseVersion(version ?? "");
    if (parsed === undefined || version === null || isPassedOver(machine)) return [];
    const newest = newestKept(machine.context.home.indexCacheDir);
    if (supportOf(parsed, newest) !== "eol") return [];
    return [
      {
        cause: "the age of the release",
        severity: "note",
        title: `Go ${version} gets no security fixes any more`,
        evidence: [
          pathEvidence(root ?? "", `Go ${version}`),
          ...(reason.file === undefined ? [] : [asked(reason.request ?? version, reason)]),
        ],
        effect: "the Go project mends the two newest lines only",
        fix: { text: "choose a newer line when the project can", command: "gov list --remote" },
        repair: null,
      },
    ];
  },
};

/** Does another go run than the one that gov's rule chooses? */
function isPassedOver(machine: Machine): boolean {
  const { root } = machine.resolution();
  const used = machine.used();
  return root !== null && used !== undefined && !isSameFile(used.program.root ?? "", root);
}

function asked(value: string, { kind, file = "", line }: Reason): Evidence {
  return { kind: "file", name: kind, value, origin: { file, line: line ?? null } };
}

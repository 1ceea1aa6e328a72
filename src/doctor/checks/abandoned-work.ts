import path from "node:path";
import { readableNamesIn } from "../../fs/names-in.ts";
import { makerOf } from "../../fs/scratch.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** What a process that is gone left half-made in `staging/` or half-removed in `trash/`. */
export const abandonedWork: Check = {
  id: "abandoned-work",
  find: ({ context }) => {
    const { stagingDir, trashDir } = context.home;
    const left = [stagingDir, trashDir].flatMap((dir) => abandonedIn(dir));
    if (left.length === 0) return [];
    return [
      {
        cause: "abandoned work",
        severity: "note",
        title: "an install or uninstall was ended half-way",
        evidence: left.map((name) => pathEvidence(name, "its process is gone")),
        effect: "it takes room on the disk and is in nobody's way; the next install or uninstall removes it",
        fix: { text: "let the next install sweep it", command: "gov install" },
        repair: null,
      },
    ];
  },
};

function abandonedIn(dir: string): string[] {
  return readableNamesIn(dir)
    .filter((name) => makerOf(name) === "dead")
    .map((name) => path.join(dir, name));
}

import fs from "node:fs";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

const OTHERS_MAY_WRITE = 0o002;

/** Anybody on this machine may change what gov runs. */
export const rootOpen: Check = {
  id: "root-open",
  find: ({ context }) => {
    const { root, versionsDir, shimsDir, shellDir } = context.home;
    const open = [root, versionsDir, shimsDir, shellDir].filter(isOpen);
    if (open.length === 0) return [];
    return [
      {
        cause: "who may write gov's root",
        severity: "warning",
        title: "every user of this machine may change what gov runs",
        evidence: open.map((name) => pathEvidence(name, "writable by others")),
        effect: "a proof made at the time of the install does not last",
        fix: { text: "take the right away", command: `chmod o-w ${open.map(quotePosix).join(" ")}` },
        repair: null,
      },
    ];
  },
};

function isOpen(dir: string): boolean {
  try {
    return (fs.statSync(dir).mode & OTHERS_MAY_WRITE) !== 0;
  } catch {
    return false;
  }
}

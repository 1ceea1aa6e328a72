import path from "node:path";
import { readHead } from "../../fs/read-head.ts";
import { quotePosix } from "../../shells/quote.ts";
import { SHIM_HEADER } from "../../shims/render.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";

/** The shims on PATH belong to another root of gov's than the one this command works with. */
export const rootMismatch: Check = {
  id: "root-mismatch",
  find: ({ context, programs }) => {
    const [first] = programs();
    if (first?.kind !== "other" || !isShim(first.real)) return [];
    const root = path.dirname(path.dirname(first.real));
    const setting = context.env("GOV_ROOT");
    return [
      {
        cause: "shims on PATH",
        severity: "warning",
        title: "the shims on PATH are those of another root of gov's",
        evidence: [
          pathEvidence(first.file, `a shim of ${root}`),
          { kind: "env", name: "GOV_ROOT", value: setting ?? `unset, so ${context.home.root}`, origin: null },
        ],
        effect: `go runs what is installed in ${root}, and gov install and gov list work in ${context.home.root}`,
        fix: { text: "let both name one root", command: `export GOV_ROOT=${quotePosix(root)}` },
        repair: null,
      },
    ];
  },
};

function isShim(file: string): boolean {
  try {
    return readHead(file, SHIM_HEADER.length).toString("latin1") === SHIM_HEADER;
  } catch {
    return false;
  }
}

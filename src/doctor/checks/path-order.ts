import path from "node:path";
import { isSameFile } from "../../resolution/system.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import type { GoProgram } from "../go/go-program.ts";
import type { Machine } from "../machine.ts";

/** Another go stands before gov's shims on PATH: what gov chooses is not what runs. */
export const pathOrder: Check = {
  id: "path-order",
  find: (machine) => {
    const { root, kind } = machine.resolution();
    const [first] = machine.programs();
    const shim = machine.programs().find((it) => it.kind === "shim");
    if (first === undefined || shim === undefined || first === shim) return [];
    // With the setting `export`, the directory of the very version stands there.
    if (kind === "system" || root === null || isSameFile(first.root ?? "", root)) return [];
    const { shimsDir } = machine.context.home;
    const manager = machine.managerOf(first.real) ?? machine.managerOf(first.file);
    const directory = path.dirname(first.file);
    return [
      {
        cause: manager === undefined ? "shims on PATH" : `manager:${manager.name}`,
        severity: "warning",
        title: `${ownerOf(first, machine)} comes before gov's shims on PATH`,
        evidence: machine.programs().map((it) => pathEvidence(it.file, ownerOf(it, machine))),
        effect: `typing go runs ${first.file}, whatever gov chooses, here ${path.basename(path.dirname(root))}`,
        fix: {
          text: `put gov's line behind the one that adds ${directory}, at the end of the start-up file`,
          command: `export PATH=${quotePosix(shimsDir)}:"$PATH"`,
        },
        repair: null,
      },
    ];
  },
};

/** Whose go it is, in a few words. */
function ownerOf({ file, real, kind, root, release }: GoProgram, machine: Machine): string {
  const manager = machine.managerOf(real) ?? machine.managerOf(file);
  const version = release === null ? "" : ` (${release})`;
  if (kind === "shim") return "gov's shim";
  if (manager !== undefined) return `the go of ${manager.name}${version}`;
  if (file.startsWith("/snap/")) return "the go of snap";
  if (kind === "other" && /(?:^|-)go-\d+$/.test(path.basename(real))) return "the go of gccgo";
  if (/^\/usr\/(?:lib|lib64|share)\//.test(root ?? "")) return `the distribution's go${version}`;
  return root === null ? `another go${version}` : `the go of ${root}${version}`;
}

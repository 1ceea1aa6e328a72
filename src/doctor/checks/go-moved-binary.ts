import { kindOf } from "../../fs/kind-of.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import type { Machine } from "../machine.ts";
import { minorIn } from "../tree/tree-facts.ts";

/** Where official releases up to 1.20 look when they do not stand in a tree. */
const COMPILED_IN = "/usr/local/go";

/** The go on PATH is a copy outside of its tree, and nothing says where that is. */
export const goMovedBinary: Check = {
  id: "go-moved-binary",
  find: (machine) => {
    const used = machine.used();
    if (used?.program.kind !== "loose" || used.gorootFrom !== "own") return [];
    const { file, release, build } = used.program;
    return [
      {
        ...consequence(build?.version ?? ""),
        cause: `program:${file}`,
        title: `${file} is a copy of go outside of its tree`,
        evidence: [pathEvidence(file, `${release}, without pkg/tool above it`)],
        fix: link(machine, file),
        repair: null,
      },
    ];
  },
};

function consequence(version: string): Pick<Diagnosis, "severity" | "effect"> {
  if ((minorIn(version) ?? 0) >= 21) {
    const message = "go: cannot find GOROOT directory: 'go' binary is trimmed and GOROOT is not set";
    return { severity: "error", effect: `every go command fails with: ${message}` };
  }
  if (kindOf(COMPILED_IN) === "directory") {
    return {
      severity: "warning",
      effect: `it works with the tree in ${COMPILED_IN}, of whatever release that is`,
    };
  }
  return {
    severity: "error",
    effect: `every go command fails with: go: cannot find GOROOT directory: ${COMPILED_IN}`,
  };
}

function link(machine: Machine, file: string): Diagnosis["fix"] {
  const { root } = machine.resolution();
  return {
    text: "put a symbolic link to the go of a whole tree in its place: go follows it to its GOROOT",
    command: root === null ? null : `ln -sf ${quotePosix(`${root}/bin/go`)} ${quotePosix(file)}`,
  };
}

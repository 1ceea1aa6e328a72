import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import { releaseWord } from "../go-program.ts";
import { gorootDiagnosis, setGoroots } from "../goroot.ts";
import type { Machine } from "../machine.ts";

/** The go that runs is of one release and the tools in its GOROOT of another: nothing is built. */
export const gorootSkew: Check = {
  id: "goroot-skew",
  find: (machine) => {
    const used = machine.used();
    const release = used?.program.release ?? null;
    if (used === undefined || release === null || used.gorootFrom === "shim") return [];
    return setGoroots(machine)
      .filter(({ obeyed }) => obeyed)
      .flatMap((goroot) => {
        const tools = compilerRelease(machine, goroot.value);
        if (tools === null || tools === release) return [];
        return [withPrograms(machine, release, tools, goroot)];
      });
  },
};

function compilerRelease(machine: Machine, goroot: string): string | null {
  return releaseWord(machine.tree(goroot).tool("compile").build()?.version);
}

function withPrograms(
  machine: Machine,
  release: string,
  tools: string,
  goroot: Parameters<typeof gorootDiagnosis>[1],
): Diagnosis {
  const diagnosis = gorootDiagnosis(machine, goroot, {
    title: `GOROOT is a tree of ${tools}, but the go on PATH is ${release}`,
    breaks:
      `go run, test, build and vet fail with: compile: version "${tools}" does not match go tool ` +
      `version "${release}"; go version, go env and go list still look right`,
  });
  const file = machine.used()?.program.file ?? "go";
  return {
    ...diagnosis,
    evidence: [...diagnosis.evidence, { kind: "path", name: file, value: release, origin: null }],
  };
}

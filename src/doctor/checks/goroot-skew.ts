import { isSameFile } from "../../resolution/system.ts";
import type { Check } from "../check.ts";
import { type Diagnosis, pathEvidence } from "../finding.ts";
import { releaseWord } from "../go/go-program.ts";
import type { UsedGo } from "../go/used-go.ts";
import type { Machine } from "../machine.ts";
import { gorootDiagnosis, type SetGoroot, setGoroots } from "../settings/goroot.ts";

/** The go that runs is of one release and the tools in its GOROOT of another: nothing is built. */
export const gorootSkew: Check = {
  id: "goroot-skew",
  find: (machine) => {
    const used = machine.used();
    if (used === undefined) return [];
    return setGoroots(machine)
      .filter(({ obeyed, value }) => obeyed && !isOwn(value, used))
      .flatMap((goroot) => {
        const { release } = used.program;
        const tools = releaseWord(machine.tree(goroot.value).tool("compile").build()?.version);
        return tools === null || tools === release || !isCompared(release)
          ? []
          : [skew(machine, { used, release, tools, goroot })];
      });
  },
};

/** Mixed releases in one tree are the fault of that tree. */
function isOwn(goroot: string, { program }: UsedGo): boolean {
  return program.root !== null && isSameFile(goroot, program.root);
}

/** A go that is built from source without a release's name takes tools of any. */
function isCompared(release: string | null): release is string {
  return release?.startsWith("go1") === true;
}

function skew(
  machine: Machine,
  found: {
    readonly used: UsedGo;
    readonly release: string;
    readonly tools: string;
    readonly goroot: SetGoroot;
  },
): Diagnosis {
  const { used, release, tools, goroot } = found;
  const diagnosis = gorootDiagnosis(machine, goroot, {
    title: `GOROOT is a tree of ${tools}, but the go on PATH is ${release}`,
    breaks:
      `go run, test, build and vet fail with: compile: version "${tools}" does not match go tool ` +
      `version "${release}"; go version, go env and go list still look right`,
  });
  return {
    ...diagnosis,
    evidence: [...diagnosis.evidence, pathEvidence(used.program.file, release)],
  };
}

import path from "node:path";
import { compareVersions, type GoVersion, lineOf, parseUpstreamName } from "../../goversion/version.ts";
import { buildInfoOf } from "../../toolchains/build-info.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import { releaseWord } from "../go/go-program.ts";
import type { Machine } from "../machine.ts";
import { goPath } from "../settings/go-directories.ts";

/** Programs that read the types of Go code with the library of the release that built them. */
const ANALYSERS = ["golangci-lint", "staticcheck", "gopls", "govulncheck", "errcheck", "revive", "gosec"];

/** A linter or language server was built by an older line of Go than the code here is written for. */
export const analysersOlder: Check = {
  id: "analysers-older",
  find: (machine) => {
    const wanted = languageHere(machine);
    const dir = binDirectory(machine);
    if (wanted === undefined || dir === undefined) return [];
    return ANALYSERS.map((name) => path.join(dir, name)).flatMap((file) => {
      const built = builtBy(file);
      if (built === undefined || compareVersions(built, wanted) >= 0 || lineOf(built) === lineOf(wanted))
        return [];
      const name = path.basename(file);
      return [
        {
          cause: `program:${file}`,
          severity: "warning" as const,
          title: `${name} was built by Go ${lineOf(built)}, and the code here is for Go ${lineOf(wanted)}`,
          evidence: [pathEvidence(file, `built by Go ${lineOf(built)}`)],
          effect: "it may refuse the code, or misread what is new in the language",
          fix: { text: "build it again with the release that runs here", command: null },
          repair: null,
        },
      ];
    });
  },
};

/** The `go` line of go.mod or go.work: what the code is written for. */
function languageHere(machine: Machine): GoVersion | undefined {
  return machine.project().goMod?.go?.version;
}

function binDirectory(machine: Machine): string | undefined {
  const gobin = machine.variable("GOBIN")?.value;
  if (gobin !== undefined) return path.isAbsolute(gobin) ? gobin : undefined;
  const [gopath] = goPath(machine);
  return gopath !== undefined && path.isAbsolute(gopath) ? path.join(gopath, "bin") : undefined;
}

function builtBy(file: string): GoVersion | undefined {
  return parseUpstreamName(releaseWord(buildInfoOf(file)?.version) ?? "");
}

import { upstreamName } from "../../goversion/version.ts";
import { isOfHost } from "../../resolution/installed.ts";
import { findProgram } from "../../resolution/system.ts";
import { quotePosix } from "../../shells/quote.ts";
import type { Check } from "../check.ts";
import { pathEvidence } from "../finding.ts";
import { goProgram } from "../go/go-program.ts";
import type { Machine } from "../machine.ts";

/** A program named after a release, such as `go1.22.5`, starts another: go's own switch refuses it. */
export const shimNames: Check = {
  id: "shim-names",
  find: (machine) =>
    releaseNames(machine).flatMap((name) => {
      const file = findProgram(name, machine.context.env("PATH"));
      const program = file === undefined ? undefined : goProgram(file, machine.context.home.shimsDir);
      // A wrapper of golang.org/dl is a program of its own, and says by which release it was built.
      if (program?.kind !== "tree" || program.release === name) return [];
      const needed = `go${machine.resolution().goSwitch.needs}` === name;
      return [
        {
          cause: `program:${file}`,
          severity: needed ? "error" : "warning",
          title: `${file} is ${program.release}`,
          evidence: [pathEvidence(program.file, `leads to ${program.real}`)],
          effect:
            `${needed ? "go commands fail here" : "where a go.mod or GOTOOLCHAIN asks for that release, go commands fail"} ` +
            `with: go: toolchain ${program.release} invoked to provide ${name}`,
          fix: {
            text: `remove it: gov has a shim of that name for each release that it installs`,
            command: `rm ${quotePosix(program.file)}`,
          },
          repair: null,
        },
      ];
    }),
};

/** What is installed, and what go will look for here. */
function releaseNames(machine: Machine): readonly string[] {
  const { needs } = machine.resolution().goSwitch;
  const installed = machine.store().toolchains.filter(isOfHost);
  const names = installed.flatMap(({ version }) => (version === null ? [] : [upstreamName(version)]));
  return [...new Set(needs === null ? names : [...names, `go${needs}`])];
}

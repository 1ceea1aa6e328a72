import path from "node:path";
import { kindOf } from "../../fs/kind-of.ts";
import { hasToolsAndSources } from "../../platform/tree.ts";
import type { Check } from "../check.ts";
import type { Machine } from "../machine.ts";
import { goPath } from "../settings/go-directories.ts";
import { gorootDiagnosis, type SetGoroot, setGoroots } from "../settings/goroot.ts";

/** GOROOT names a directory that is there and is no Go tree: go believes it without looking. */
export const gorootNotARoot: Check = {
  id: "goroot-not-a-root",
  find: (machine) =>
    setGoroots(machine)
      .filter(({ value }) => value.startsWith("/") && kindOf(value) === "directory")
      .filter((goroot) => !isRootFor(machine, goroot))
      .map((goroot) =>
        gorootDiagnosis(machine, goroot, {
          title: `GOROOT is not a Go tree: it names ${description(machine, goroot.value)}`,
          breaks: effect(machine, goroot.value),
        }),
      ),
};

/** gccgo's go has its standard library elsewhere, and takes `/usr` for its GOROOT. */
function isRootFor(machine: Machine, { value, obeyed }: SetGoroot): boolean {
  return hasToolsAndSources(value) || (obeyed && machine.used()?.program.release === null);
}

function description(machine: Machine, goroot: string): string {
  const directory = path.resolve(goroot);
  if (path.basename(directory) === "bin" && hasToolsAndSources(path.dirname(directory))) {
    return `the bin directory of the tree ${path.dirname(directory)}`;
  }
  if (goPath(machine).some((it) => path.resolve(it) === directory))
    return "GOPATH, where packages and programs of yours go";
  if (directory === "/usr" || directory === "/usr/local")
    return "a system directory, below which go may stand";
  if (machine.tree(goroot).has("src/fmt")) return "a tree with sources and without tools";
  return `a directory ${machine.tree(goroot).has("pkg/tool") ? "without the standard library" : "without go's tools"}`;
}

function effect(machine: Machine, goroot: string): string {
  const message = machine.tree(goroot).has("src/fmt")
    ? 'go: no such tool "compile"'
    : `package fmt is not in std (${goroot}/src/fmt) (up to 1.20: is not in GOROOT)`;
  return `go run, build and test fail with: ${message}; go version and go env still look right`;
}

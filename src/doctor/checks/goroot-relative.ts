import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";
import { gorootDiagnosis, setGoroots } from "../settings/goroot.ts";

/** GOROOT depends on the directory: go takes it, and starts the tools in the directory of each package. */
export const gorootRelative: Check = {
  id: "goroot-relative",
  find: (machine) =>
    setGoroots(machine)
      .filter(({ value }) => !value.startsWith("/"))
      .map((goroot) =>
        gorootDiagnosis(machine, goroot, {
          title: "GOROOT is not an absolute path",
          breaks: effect(goroot.value),
        }),
      ),
};

function effect(goroot: string): string {
  if (kindOf(goroot) !== "directory") {
    return `every go command fails here with: go: cannot find GOROOT directory: ${goroot}`;
  }
  return (
    "packages outside of this directory fail with: fork/exec, no such file or directory; with a warm build cache " +
    "go run still passes, and only go test and vet fail"
  );
}

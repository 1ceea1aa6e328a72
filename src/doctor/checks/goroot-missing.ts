import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";
import { gorootDiagnosis, setGoroots } from "../settings/goroot.ts";

/** GOROOT names no directory: every go command but `go help` fails, `go version` too. */
export const gorootMissing: Check = {
  id: "goroot-missing",
  find: (machine) =>
    setGoroots(machine)
      .filter(({ value }) => value.startsWith("/") && kindOf(value) !== "directory")
      .map((goroot) =>
        gorootDiagnosis(machine, goroot, {
          title: "GOROOT names a directory that is not there",
          breaks: `every go command fails with: go: cannot find GOROOT directory: ${goroot.value}`,
        }),
      ),
};

import type { Check } from "../check.ts";
import { gorootDiagnosis, setGoroots } from "../settings/goroot.ts";

/** A GOROOT that was stored with `go env -w`, for every go of this account. */
export const gorootInGoenv: Check = {
  id: "goroot-in-goenv",
  find: (machine) =>
    setGoroots(machine)
      .filter(({ from }) => from === "goenv")
      .map((goroot) =>
        gorootDiagnosis(machine, goroot, {
          title: "GOROOT is stored in the file of go env -w, for every release of Go",
          breaks:
            "it holds for each go that is started without gov, and those of other releases fail with: does not match " +
            "go tool version; `unset GOROOT` does not help, and go 1.27 refuses `go env -u GOROOT`",
          severity: "warning",
        }),
      ),
};

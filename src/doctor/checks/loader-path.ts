import type { Check } from "../check.ts";
import type { Diagnosis } from "../finding.ts";
import type { Machine } from "../machine.ts";

const LOADER_PATHS = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] as const;

/**
 * gvm puts the libraries of its overlays into the loader's path, and with nothing before them leaves an empty
 * element, which means the current directory. The values are nobody's business.
 */
export const loaderPath: Check = {
  id: "loader-path",
  find: (machine) => LOADER_PATHS.flatMap((name) => emptyElement(machine, name)),
};

function emptyElement(machine: Machine, name: string): readonly Diagnosis[] {
  const elements = machine.context.env(name)?.split(":") ?? [];
  const isOfGvm = elements.some((it) => /\/\.gvm\/pkgsets\/.*\/overlay\/lib$/.test(it));
  if (!isOfGvm || !elements.includes("")) return [];
  return [
    {
      cause: name,
      severity: "warning",
      title: `${name} has an empty element beside gvm's overlay`,
      evidence: [{ kind: "env", name, value: "…", origin: null }],
      effect:
        "programs, those that cgo builds among them, load libraries from whatever directory they are started in",
      fix: {
        text: `take the empty element out of ${name}: gvm pkgset use writes it when nothing was set before`,
        command: `export ${name}="$(printf %s "$${name}" | sed 's/::*/:/g; s/^://; s/:$//')"`,
      },
      repair: null,
    },
  ];
}

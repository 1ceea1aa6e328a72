import { kindOf } from "../../fs/kind-of.ts";
import type { Check } from "../check.ts";
import { runsSince } from "../go/running-go.ts";
import type { Machine } from "../machine.ts";
import type { GoVariable } from "../settings/go-variables.ts";
import { processVariable, variableDiagnosis } from "../settings/variable-diagnosis.ts";

/** There is no place for the build cache that go would take. Without HOME, `home-unset` speaks. */
export const gocacheInvalid: Check = {
  id: "gocache-invalid",
  find: (machine) => {
    const variable = machine.variable("GOCACHE");
    if (variable === undefined) return relativeCaches(machine);
    const message = complaint(variable);
    if (message === undefined) return [];
    const title = `GOCACHE is \`${variable.value}\`, which is no place for a build cache`;
    const effect = `go run, build, test and vet fail with: ${message}`;
    return [variableDiagnosis(machine, variable, { severity: "error", title, effect })];
  },
};

function complaint({ value }: GoVariable): string | undefined {
  if (value === "off") return "build cache is disabled by GOCACHE=off, but required as of Go 1.12";
  if (!value.startsWith("/")) {
    return "build cache is required, but could not be located: GOCACHE is not an absolute path";
  }
  const isOther = kindOf(value) === "file" || kindOf(value) === "other";
  return isOther
    ? `failed to initialize build cache at ${value}: mkdir ${value}: not a directory`
    : undefined;
}

/** Go refuses a relative XDG_CACHE_HOME from 1.24 on; before, the cache is below each current directory. */
function relativeCaches(machine: Machine) {
  const caches = processVariable(machine, "XDG_CACHE_HOME");
  if (caches === undefined || caches.value.startsWith("/") || machine.host.os === "darwin") return [];
  if (!runsSince(machine, 24)) return [];
  const title = "XDG_CACHE_HOME is relative, and go keeps its build cache below it";
  const effect =
    "go run, build, test and vet fail with: build cache is required, but could not be located: " +
    "GOCACHE is not defined and path in $XDG_CACHE_HOME is relative";
  const diagnosis = variableDiagnosis(machine, caches, { severity: "error", title, effect });
  return [{ ...diagnosis, evidence: diagnosis.evidence.map((it) => ({ ...it, value: "a relative path" })) }];
}
